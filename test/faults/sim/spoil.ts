import type { Reply } from '../../../shared/wechat-pay/transport';
import type { FaultKind } from './faults';

const GARBAGE = '<xml><return_code><![CDATA[SUCC';

function errorXml(code: string): string {
  return `<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>${code}</err_code></xml>`;
}

/** The order number in a request. */
export function numberIn(body: string): string {
  return /<mch_billno><!\[CDATA\[(\w+)/.exec(body)?.[1] ?? '';
}

/** WeChat's answer to a request signed with a key that it does not know. */
export function signError(body: string): string {
  return errorXml('SIGN_ERROR').replace('</xml>', `<mch_billno>${numberIn(body)}</mch_billno></xml>`);
}

/** What the fault leaves of WeChat's answer. @param crossed the answer to somebody else's order */
export function spoilReply(kind: FaultKind, reply: Reply | null, crossed: string): Reply {
  const answered = (body: string): Reply => ({ kind: 'answered', httpStatus: 200, body });
  if (kind === 'throttled') return answered(errorXml('FREQ_LIMIT'));
  if (kind === 'crossed') return answered(crossed);
  if (kind !== 'other-echo' || reply?.kind !== 'answered') return answered(GARBAGE);
  return { ...reply, body: reply.body.replace(/(<mch_billno><!\[CDATA\[)\w/, '$1Z') };
}
