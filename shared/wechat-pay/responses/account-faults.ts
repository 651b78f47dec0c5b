import type { QueryResult } from './classify-query';
import type { SendResult } from './classify-send';

/** WeChat's codes that stop every payment of an account until a person acts, whatever they mean for one number. */
export const ACCOUNT_FAULT_CODES: ReadonlySet<string> = new Set([
  'NOTENOUGH',
  'SIGN_ERROR',
  'CA_ERROR',
  'API_METHOD_CLOSED',
  'PAYER_ACCOUNT_ABNORMAL',
  'NO_CONSUME_COMPETENCE',
  'NO_COMPETENCE',
  'SENDAMOUNT_LIMIT',
  'DAY_OVER_LIMITED',
]);

/** Our word for a page of WeChat's front that refuses the certificate: it has no code of WeChat's. */
export const CERTIFICATE_REFUSED = 'CERTIFICATE_REFUSED';

/** WeChat's sentences for a wrong signature in a bare FAIL, which has no code (the send page's `return_msg`). */
const SIGNATURE_TEXTS: ReadonlySet<string> = new Set(['签名错误', '签名失败']);

/** Begins our sentence for a page of WeChat's front that refuses the certificate. */
const CERTIFICATE_TEXT = 'WeChat Pay refused the payment certificate';

/**
 * The code by which an answer reports a fault of the account, null for every other answer. Judged by the code alone: in
 * doubt, the outcome of a NOTENOUGH is open, and the balance is empty all the same. A bare FAIL for the signature counts
 * as SIGN_ERROR here, and here alone: without a code, it says nothing about the payment, which stays open.
 * @param code `err_code` @param text `err_code_des`, both as a caller of sendRedPack sees them
 */
export function accountFaultOfAnswer(code: string, text: string): string | null {
  if (ACCOUNT_FAULT_CODES.has(code)) return code;
  if (code !== 'SYSTEMERROR') return null;
  if (SIGNATURE_TEXTS.has(text.trim())) return 'SIGN_ERROR';
  return text.startsWith(CERTIFICATE_TEXT) ? CERTIFICATE_REFUSED : null;
}

/** The same of a classified response, which also says whether the certificate is suspected. */
export function accountFaultOf(result: SendResult | QueryResult): string | null {
  if (!('code' in result)) return null;
  const fault = accountFaultOfAnswer(result.code, result.text);
  const isSuspected = 'mayBeStaleSecret' in result && result.mayBeStaleSecret;
  return fault ?? (isSuspected ? CERTIFICATE_REFUSED : null);
}
