import type { StatusData } from '../contract/answers';
import { doubtsSecret, meaningOf } from './codes';
import { bare, certificateTrouble, echoes, type Odd, readBody, signatureHolds } from './reading';
import type { Order } from './requests';
import type { Reply } from './transport';
import type { ParsedAnswer } from './xml';

/** What WeChat says of an order when asked. */
export type QueryReading =
  /** The packet went out: SENT, RECEIVED, RFUND_ING, REFUND, with number, merchant and amount as claimed. */
  | (Found & { readonly kind: 'paid'; readonly sendListid: string })
  /** FAILED: this number is done with. */
  | (Found & { readonly kind: 'closed' } & Odd)
  /** SENDING with a reason: refused, and kept for the same number to be sent again. */
  | (Found & { readonly kind: 'parked' } & Odd)
  /** SENDING, or a word not known to us. */
  | (Found & { readonly kind: 'sending' })
  /** An order of another merchant, recipient or amount lives under our number. Nothing may be concluded; a person must look. */
  | (Found & { readonly kind: 'disagrees' })
  /** No such order (yet): never a failure by itself. `documented` marks the old shape, a FAIL with SYSTEMERROR. */
  | ({ readonly kind: 'missing'; readonly documented: boolean } & Odd)
  /**
   * The query itself was refused or not answered: it tells nothing of the order. `atFault`: it was refused for what
   * it has in common with the send (appid, merchant, number), so no send of it can have been taken either.
   */
  | ({ readonly kind: 'silent'; readonly doubtsSecret: boolean; readonly atFault: boolean } & Odd);

interface Found {
  readonly status: string;
  /** The flat answer for the caller. */
  readonly data: StatusData;
}

const PAID = new Set(['SENT', 'RECEIVED', 'RFUND_ING', 'REFUND']);

function silent({ code, text }: Odd, secret = false, atFault = false): QueryReading {
  return { kind: 'silent', code, text, doubtsSecret: secret, atFault };
}

/**
 * Reads the answer to a query; a pure function of the answer and of what was claimed. Source: the query page.
 * @param isAnothers WeChat has said that the order under this number is not ours; only a taker's openid can outweigh it
 */
export function readQuery(reply: Reply, order: Order, apiKey: string, isAnothers = false): QueryReading {
  if (reply.kind === 'unsent')
    return silent(bare(`WeChat Pay could not be reached: ${reply.cause.message}.`));
  if (reply.kind === 'lost') return silent(bare(`WeChat Pay gave no whole answer: ${reply.cause.message}.`));
  const trouble = certificateTrouble(reply);
  if (trouble) return silent(trouble, true);
  const read = readBody(reply, true);
  return read.kind === 'odd' ? silent(read) : readFields(read, order, apiKey, isAnothers);
}

function readFields(answer: ParsedAnswer, order: Order, apiKey: string, isAnothers: boolean): QueryReading {
  const { fields } = answer;
  const code = fields.err_code || 'SYSTEMERROR';
  const said = { code, text: fields.err_code_des || fields.return_msg || 'WeChat Pay gave no reason.' };
  // How a nested list would be signed is not documented, and red-packet queries are answered unsigned.
  if (answer.takers === null && !signatureHolds(fields, apiKey)) {
    return silent(
      doubtsSecret(code) ? said : bare('The answer bears a wrong signature.'),
      doubtsSecret(code),
    );
  }
  if (fields.return_code === 'SUCCESS' && fields.result_code === 'SUCCESS')
    return readFound(answer, order, isAnothers);
  if (!echoes(fields, { mch_billno: order.mch_billno, mch_id: order.mch_id }, 'given')) {
    return silent(bare('The answer speaks of another order.'));
  }
  if (fields.result_code === 'FAIL') {
    if (fields.return_code === 'SUCCESS' && code === 'NOT_FOUND')
      return { kind: 'missing', documented: false, ...said };
    // The documented sample of "no such order": both FAIL, SYSTEMERROR. A busy system looks the same.
    if (fields.return_code === 'FAIL' && fields.err_code === 'SYSTEMERROR')
      return { kind: 'missing', documented: true, ...said };
  }
  const isRefused = fields.return_code === 'SUCCESS' && fields.result_code === 'FAIL';
  return silent(said, doubtsSecret(code), isRefused && meaningOf(code) === 'closes');
}

function readFound({ fields, takers }: ParsedAnswer, order: Order, isAnothers: boolean): QueryReading {
  const status = fields.status ?? '';
  const { sign: _, ...shown } = fields;
  const found = { status, data: takers === null ? shown : { ...shown, hblist: takers } };
  const names = { mch_billno: order.mch_billno, mch_id: order.mch_id };
  const amount = { total_amount: String(order.total_fen) };
  // Only a payment is concluded from the amount, so only a payment must name it.
  const agrees = echoes(fields, names, 'all') && echoes(fields, amount, PAID.has(status) ? 'all' : 'given');
  // Who took it is named once somebody has.
  const isProvedOurs = takers?.some(({ openid }) => openid === order.re_openid) === true;
  const isAnothersPayment = isAnothers && PAID.has(status) && !isProvedOurs;
  if (!agrees || isAnothersPayment) return { kind: 'disagrees', ...found };
  const reason = fields.reason ?? '';
  if (PAID.has(status)) return { kind: 'paid', sendListid: fields.detail_id ?? '', ...found };
  if (status === 'FAILED')
    return { kind: 'closed', code: 'FAILED', text: reason || 'WeChat Pay reports that it failed.', ...found };
  if (status === 'SENDING' && reason !== '') return { kind: 'parked', code: status, text: reason, ...found };
  return { kind: 'sending', ...found };
}
