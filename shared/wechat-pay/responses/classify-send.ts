import type { Fields } from '../protocol/sign';
import type { Reply } from '../protocol/transport';
import type { Order } from '../requests';
import { type CodeAndText, certificateTrouble, echoes, parseBody, signatureHolds, synthetic } from './body';
import { mayBeStaleSecret, meaningOf } from './codes';

/** Reason why the outcome of a send is open; the next step depends on it. */
export type OpenCause =
  /** No byte was written: this send changed nothing. */
  | 'unsent'
  /** WeChat has accepted it and is processing it: query after 20 minutes, do not resend. */
  | 'processing'
  /** A definite refusal, but of this request only: an earlier one of the number still has no response. */
  | 'refused-in-doubt'
  /** A refusal that closes the number, unless an order exists under it: a query must show that. */
  | 'refused-unproved'
  /** Anything else: no response, a malformed one, an open code, an echo that differs. */
  | 'unknown';

/**
 * Meaning of a response to a send. `code` and `text` are WeChat's own, or SYSTEMERROR and a sentence that says what
 * is known.
 */
export type SendResult =
  | { readonly kind: 'paid'; readonly sendListid: string }
  | (Refusal & { readonly kind: 'parked' })
  | (Refusal & { readonly kind: 'open'; readonly cause: OpenCause });

interface Refusal {
  readonly code: string;
  readonly text: string;
  /** A newer secret may fix it. */
  readonly mayBeStaleSecret: boolean;
}

function open(cause: OpenCause, { code, text }: CodeAndText, secret = false): SendResult {
  return { kind: 'open', cause, code, text, mayBeStaleSecret: secret };
}

/**
 * Classifies the response to a send; a pure function of the response and of whether an earlier request of the same
 * number is in doubt (written, and without a definite response). In doubt only `paid` can be proved: a NOTENOUGH or a
 * SIGN_ERROR is then about this request, not the earlier one. No response closes a number by itself.
 */
export function classifySend(reply: Reply, order: Order, apiKey: string, inDoubt: boolean): SendResult {
  if (reply.kind === 'unsent')
    return open('unsent', synthetic(`WeChat Pay could not be reached: ${reply.cause.message}.`));
  if (reply.kind === 'lost')
    return open('unknown', synthetic(`WeChat Pay returned no complete response: ${reply.cause.message}.`));
  const trouble = certificateTrouble(reply);
  if (trouble) return open('unknown', trouble, true);
  const read = parseBody(reply);
  if (read.kind === 'malformed') return open('unknown', read);
  return readFields(read.fields, order, apiKey, inDoubt);
}

function readFields(fields: Fields, order: Order, apiKey: string, inDoubt: boolean): SendResult {
  const code = fields.err_code || 'SYSTEMERROR';
  const text = fields.err_code_des || fields.return_msg || 'WeChat Pay gave no reason.';
  const said = { code, text };
  const secret = mayBeStaleSecret(code);
  const openCause = code === 'PROCESSING' ? 'processing' : 'unknown';
  // return_code FAIL is about the communication; the documented sample of "system busy" has it.
  if (fields.return_code !== 'SUCCESS') return open(openCause, said, secret);
  if (!signatureHolds(fields, apiKey))
    return open(
      'unknown',
      secret ? said : synthetic("The signature of WeChat Pay's response is wrong."),
      secret,
    );
  if (fields.result_code === 'SUCCESS') return readSuccess(fields, order);
  if (fields.result_code !== 'FAIL')
    return open('unknown', synthetic("WeChat Pay's response has no result_code."));
  if (!echoes(fields, expected(order), 'given'))
    return open('unknown', synthetic("WeChat Pay's response is for a different order."));
  const meaning = meaningOf(code);
  if (meaning === 'open') return open(openCause, said, secret);
  if (inDoubt) return open('refused-in-doubt', said, secret);
  if (meaning === 'parks') return { kind: 'parked', code, text, mayBeStaleSecret: secret };
  return open('refused-unproved', said, secret);
}

function readSuccess(fields: Fields, order: Order): SendResult {
  // Stryker disable next-line StringLiteral: Any value other than 'given' requires every field; the code never checks for 'all'.
  if (!echoes(fields, expected(order), 'all'))
    return open('unknown', synthetic("WeChat Pay's response is for a different order."));
  return { kind: 'paid', sendListid: fields.send_listid ?? '' };
}

/** Fields that a success must repeat exactly. */
function expected(order: Order): Fields {
  return {
    mch_billno: order.mch_billno,
    mch_id: order.mch_id,
    re_openid: order.re_openid,
    total_amount: String(order.total_fen),
  };
}
