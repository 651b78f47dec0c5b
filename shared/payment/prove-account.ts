import type { Merchant } from '../api/merchant';
import type { WeChatPayClient } from '../wechat-pay/protocol/client';
import { queryRequest } from '../wechat-pay/requests';
import { classifyQuery } from '../wechat-pay/responses/classify-query';

/** What WeChat Pay's answer says about the keys of an account. */
export type Proof =
  /** It processed the query: certificate, API key, merchant number and appid are accepted. */
  | { readonly kind: 'proven' }
  /** It refused the query. `isSecretFault`: for the certificate or the API key. */
  | {
      readonly kind: 'refused';
      readonly isSecretFault: boolean;
      readonly code: string;
      readonly text: string;
    }
  /** No answer, or one that it also gives when it is busy: nothing is known, and asking again may help. */
  | { readonly kind: 'unknown'; readonly code: string; readonly text: string };

/** Our numbers begin with a hash; nobody's are all zeros. */
const NO_ORDER = '0'.repeat(28);

const TIMEOUT_MS = 10_000;

/**
 * Proves the secret of an account before anything is paid with it: queries an order that cannot exist, which moves no
 * money, and which WeChat Pay answers with NOT_FOUND only after it has accepted the certificate and the signature.
 * @param appid of the official account
 */
export async function proveAccount(
  weChatPay: Pick<WeChatPayClient, 'hostCount' | 'post'>,
  merchant: Merchant,
  appid: string,
): Promise<Proof> {
  const order = { mch_billno: NO_ORDER, mch_id: merchant.mchId, official_account_id: appid };
  const request = queryRequest(order, merchant);
  let reply = await weChatPay.post(request, merchant, 0, TIMEOUT_MS);
  for (let host = 1; reply.kind === 'unsent' && host < weChatPay.hostCount; host += 1)
    reply = await weChatPay.post(request, merchant, host, TIMEOUT_MS);
  const result = classifyQuery(
    reply,
    { ...order, type: 'normal', re_openid: '', total_fen: 0 },
    merchant.apiKey,
  );
  switch (result.kind) {
    case 'missing':
      // The old format of NOT_FOUND is also that of a busy system, which may not have looked at the signature.
      return result.documented
        ? { kind: 'unknown', code: result.code, text: result.text }
        : { kind: 'proven' };
    case 'unanswered': {
      const { code, text, mayBeStaleSecret, isRefused } = result;
      if (!mayBeStaleSecret && !isRefused) return { kind: 'unknown', code, text };
      return { kind: 'refused', isSecretFault: mayBeStaleSecret, code, text };
    }
    case 'paid':
    case 'closed':
    case 'parked':
    case 'sending':
    case 'mismatch':
    case 'unproven':
      // An order under this number can only be found with accepted keys.
      return { kind: 'proven' };
  }
}
