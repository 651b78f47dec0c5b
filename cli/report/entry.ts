import type { AnyRecord, DetailedRecord, RecordDetails } from '../../sdk/index';
import { yuanToFen } from '../../shared/api/money';
import { CommandError } from '../errors';
import { type Day, dayOf } from './day';

export type Detailed = DetailedRecord;

/** Who paid: an official account, and the merchant behind its gateway. */
export interface Account {
  readonly official_account_id: string;
  readonly gateway_type: string;
  readonly mch_id: string;
}

/** What the report counts of a record. Amounts in fen, days in Beijing. */
export interface Entry {
  readonly record: Detailed;
  readonly account: Account;
  readonly outcome: RecordDetails['outcome'];
  /** `SUCCESS` if paid, WeChat's code if refused or parked, empty while the outcome is open. */
  readonly code: string;
  readonly amountFen: number;
  readonly receivedFen: number;
  readonly returnedFen: number;
  /** Of the payment, or of the claim where there is no payment. */
  readonly day: Day;
  /** Null if nothing is known to have been returned. */
  readonly returnedDay: Day | null;
  /** Paid, with no time of the payment: `day` is that of the claim. */
  readonly isPaidAtUnknown: boolean;
}

/** @throws CommandError where the deployed functions do not know `details` */
export function detailed(record: AnyRecord): Detailed {
  if (record.outcome === undefined)
    throw new CommandError(
      'The functions returned records without details: deploy this version of the functions first.',
    );
  return record as Detailed;
}

/** @throws CommandError where `details` are missing or an amount is not in fen */
export function entryOf(listed: AnyRecord): Entry {
  const record = detailed(listed);
  const { outcome, official_account_id, gateway_type, mch_id, created_at, paid_at } = record;
  const amountFen = yuanToFen(record.total_amount);
  if (amountFen === null)
    throw new CommandError(`The record ${record.id} has the amount ${record.total_amount}, not in fen.`);
  const isPaid = outcome === 'paid';
  const day = dayOf((isPaid ? paid_at : null) ?? created_at);
  const returnedFen = isPaid ? (record.refunded_fen ?? 0) : 0;
  // WeChat does not always name the time of a return: it then counts when a query showed it.
  const returnedAt = record.refunded_at ?? record.asked_at;
  return {
    ...{ record, outcome, amountFen, day, returnedFen },
    account: { official_account_id, gateway_type, mch_id },
    code: isPaid ? 'SUCCESS' : (record.result?.err_code ?? ''),
    receivedFen: isPaid ? (record.received_fen ?? 0) : 0,
    returnedDay: returnedFen === 0 ? null : returnedAt === null ? day : dayOf(returnedAt),
    isPaidAtUnknown: isPaid && paid_at === null,
  };
}
