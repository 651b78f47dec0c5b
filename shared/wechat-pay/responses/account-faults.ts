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

/**
 * The code by which a response reports a fault of the account, null for every other response. Judged by the code alone:
 * in doubt, the outcome of a NOTENOUGH is open, and the balance is empty all the same. A bare FAIL for the signature counts
 * as SIGN_ERROR here, and here alone: without a code, it says nothing about the payment, which stays open.
 */
export function accountFaultOf(result: SendResult | QueryResult): string | null {
  if (!('code' in result)) return null;
  if (ACCOUNT_FAULT_CODES.has(result.code)) return result.code;
  if (result.code === 'SYSTEMERROR' && SIGNATURE_TEXTS.has(result.text.trim())) return 'SIGN_ERROR';
  const isSuspected = 'mayBeStaleSecret' in result && result.mayBeStaleSecret;
  return isSuspected ? CERTIFICATE_REFUSED : null;
}
