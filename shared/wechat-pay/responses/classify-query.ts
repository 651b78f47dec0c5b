import { parseBeijingText } from '../../api/beijing';
import type { StatusData } from '../../api/responses';
import { hasOneRecipient } from '../../packets';
import type { Reply } from '../protocol/transport';
import type { ParsedAnswer } from '../protocol/xml';
import type { Order, QueriedOrder } from '../requests';
import { type CodeAndText, certificateTrouble, echoes, parseBody, signatureHolds, synthetic } from './body';
import { mayBeStaleSecret, meaningOf } from './codes';
import { type Receipt, receiptOf } from './receipt';

/**
 * Prior knowledge about the order under a number, before a query: WeChat confirmed it to us (`ours`), said that it is
 * another's (`foreign`), or once named recipients without our openid (`doubted`).
 */
export type Standing = 'ours' | 'unknown' | 'doubted' | 'foreign';

/** Result of a query. */
export type QueryResult =
  /** The packet was sent: SENT, RECEIVED, RFUND_ING, REFUND, with number, merchant and amount as claimed. */
  | (Found & {
      readonly kind: 'paid';
      readonly sendListid: string;
      /** When WeChat created it, in unix milliseconds; null if the response does not say. */
      readonly sentAtMs: number | null;
      readonly receipt: Receipt;
    })
  /** FAILED: this number is finished. */
  | (Found & { readonly kind: 'closed' } & CodeAndText)
  /** SENDING with a reason: refused, and kept so that the same number can be sent again. */
  | (Found & { readonly kind: 'parked' } & CodeAndText)
  /** SENDING, or an unknown status. */
  | (Found & { readonly kind: 'sending' })
  /**
   * An order of another merchant, recipient or amount exists under our number. No conclusion is possible; an operator
   * must check.
   */
  | (Found & {
      readonly kind: 'mismatch';
      /** The response names another number or merchant: it is not about our order, and says nothing of it. */
      readonly isOtherNumber: boolean;
    })
  /**
   * The packet was sent, and its listed recipients do not include our openid. The query does not show whose packet it
   * is: WeChat does not document under which appid it names openids. `sentAtMs`: when WeChat created it, in unix
   * milliseconds; null if the response does not say.
   */
  | (Found & { readonly kind: 'unproven'; readonly sentAtMs: number | null })
  /** No such order (yet): never a failure by itself. `documented`: in the old format, a FAIL with SYSTEMERROR. */
  | ({ readonly kind: 'missing'; readonly documented: boolean } & CodeAndText)
  /** The query itself was refused or not answered: it says nothing about the order. `isRefused`: by a definite code. */
  | ({
      readonly kind: 'unanswered';
      readonly mayBeStaleSecret: boolean;
      readonly isRefused: boolean;
    } & CodeAndText);

/** What a response is compared with. */
type ClaimedOrder = Omit<QueriedOrder, 'official_account_id'> &
  Pick<Order, 're_openid' | 'total_fen' | 'type'>;

interface Found {
  readonly status: string;
  /** The flat response for the caller. */
  readonly data: StatusData;
}

const PAID = new Set(['SENT', 'RECEIVED', 'RFUND_ING', 'REFUND']);

function unanswered({ code, text }: CodeAndText, secret = false, isRefused = false): QueryResult {
  return { kind: 'unanswered', code, text, mayBeStaleSecret: secret, isRefused };
}

/**
 * Classifies the response to a query; a pure function of the response, the claim, and the prior knowledge about the
 * order: unless that is `unknown` or `ours`, only our openid among the recipients proves the order ours. Source: the
 * query page.
 */
export function classifyQuery(
  reply: Reply,
  order: ClaimedOrder,
  apiKey: string,
  standing: Standing = 'unknown',
): QueryResult {
  if (reply.kind === 'unsent')
    return unanswered(synthetic(`WeChat Pay could not be reached: ${reply.cause.message}.`));
  if (reply.kind === 'lost')
    return unanswered(synthetic(`WeChat Pay returned no complete response: ${reply.cause.message}.`));
  const trouble = certificateTrouble(reply);
  if (trouble) return unanswered(trouble, true);
  const read = parseBody(reply, true);
  return read.kind === 'malformed' ? unanswered(read) : readFields(read, order, apiKey, standing);
}

function readFields(
  answer: ParsedAnswer,
  order: ClaimedOrder,
  apiKey: string,
  standing: Standing,
): QueryResult {
  const { fields } = answer;
  const code = fields.err_code || 'SYSTEMERROR';
  const said = { code, text: fields.err_code_des || fields.return_msg || 'WeChat Pay gave no reason.' };
  // WeChat does not document how a nested list would be signed, and its responses to red-packet queries are unsigned.
  if (answer.recipients === null && !signatureHolds(fields, apiKey)) {
    return unanswered(
      mayBeStaleSecret(code) ? said : synthetic("The signature of WeChat Pay's response is wrong."),
      mayBeStaleSecret(code),
    );
  }
  if (fields.return_code === 'SUCCESS' && fields.result_code === 'SUCCESS')
    return readFound(answer, order, standing);
  if (!echoes(fields, { mch_billno: order.mch_billno, mch_id: order.mch_id }, 'given')) {
    return unanswered(synthetic("WeChat Pay's response is for a different order."));
  }
  if (fields.result_code === 'FAIL') {
    if (fields.return_code === 'SUCCESS' && code === 'NOT_FOUND')
      return { kind: 'missing', documented: false, ...said };
    // The documented sample of "no such order": both FAIL, SYSTEMERROR. A busy system returns the same.
    if (fields.return_code === 'FAIL' && fields.err_code === 'SYSTEMERROR')
      return { kind: 'missing', documented: true, ...said };
  }
  const isRefused = fields.return_code === 'SUCCESS' && fields.result_code === 'FAIL';
  return unanswered(said, mayBeStaleSecret(code), isRefused && meaningOf(code) !== 'open');
}

function readFound(
  { fields, recipients }: ParsedAnswer,
  order: ClaimedOrder,
  standing: Standing,
): QueryResult {
  const status = fields.status ?? '';
  const { sign: _, ...shown } = fields;
  const found = { status, data: recipients === null ? shown : { ...shown, hblist: recipients } };
  const names = { mch_billno: order.mch_billno, mch_id: order.mch_id };
  const amount = { total_amount: String(order.total_fen) };
  // Only a payment is concluded from the amount, so only a payment must contain it.
  // Stryker disable next-line StringLiteral: Any value other than 'given' requires every field; the code never checks for 'all'.
  const agrees = echoes(fields, names, 'all') && echoes(fields, amount, PAID.has(status) ? 'all' : 'given');
  const isTakenByUs = recipients?.some(({ openid }) => openid === order.re_openid) === true;
  if (!agrees || (standing === 'foreign' && !isTakenByUs))
    return { kind: 'mismatch', isOtherNumber: !echoes(fields, names, 'given'), ...found };
  const reason = fields.reason ?? '';
  if (PAID.has(status)) {
    // Others may also open a packet for several. A recipient's openid may be missing, as the whole list may be.
    const isTakenByOthers =
      hasOneRecipient(order.type) && recipients?.some(({ openid }) => openid !== '') === true;
    const isProven = standing === 'ours' || isTakenByUs || (standing === 'unknown' && !isTakenByOthers);
    const sentAtMs = parseBeijingText(fields.send_time);
    if (!isProven) return { kind: 'unproven', sentAtMs, ...found };
    const receipt = receiptOf(fields, recipients, order.total_fen);
    return { kind: 'paid', sendListid: fields.detail_id ?? '', sentAtMs, receipt, ...found };
  }
  if (status === 'FAILED')
    return { kind: 'closed', code: 'FAILED', text: reason || 'WeChat Pay reports that it failed.', ...found };
  if (status === 'SENDING' && reason !== '') return { kind: 'parked', code: status, text: reason, ...found };
  return { kind: 'sending', ...found };
}
