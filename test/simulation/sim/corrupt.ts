import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import type { FaultKind } from './faults';

const GARBAGE = '<xml><return_code><![CDATA[SUCC';

function errorXml(code: string, number?: string): string {
  const echo = number === undefined ? '' : `<mch_billno>${number}</mch_billno>`;
  return `<xml><return_code>SUCCESS</return_code><result_code>FAIL</result_code><err_code>${code}</err_code>${echo}</xml>`;
}

/** The order number in a request. */
export function numberIn(body: string): string {
  return /<mch_billno><!\[CDATA\[(\w+)/.exec(body)?.[1] ?? '';
}

/** WeChat's answer to a request signed with a key that it does not know. */
export function signError(body: string): string {
  return errorXml('SIGN_ERROR', numberIn(body));
}

/** WeChat's answer to a query of an order that it does not show. */
function notFound(number: string): string {
  return errorXml('NOT_FOUND', number);
}

/** What may stand in place of WeChat's answer to a request of `number`. */
export interface Spoils {
  readonly number: string;
  /** The answer to somebody else's order. */
  readonly crossed: string;
  /** Did WeChat make the order so lately that it may not show it yet? */
  readonly isFresh: boolean;
}

/** What the fault leaves of WeChat's answer. */
export function spoilReply(kind: FaultKind, reply: Reply | null, spoils: Spoils): Reply {
  const answered = (body: string): Reply => ({ kind: 'answered', httpStatus: 200, body });
  if (kind === 'throttled') return answered(errorXml('FREQ_LIMIT'));
  if (kind === 'crossed') return answered(spoils.crossed);
  if (kind === 'unseen') return spoils.isFresh || reply === null ? answered(notFound(spoils.number)) : reply;
  if (kind !== 'other-echo' || reply?.kind !== 'answered') return answered(GARBAGE);
  return { ...reply, body: reply.body.replace(/(<mch_billno><!\[CDATA\[)\w/, '$1Z') };
}
