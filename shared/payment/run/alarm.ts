import type { StoredRecord } from '../../records/record';
import type { QueryResult } from '../../wechat-pay/responses/classify-query';
import { UNRESOLVED_AGE_MS, WARN_AGE_MS } from '../decide/limits';
import { ageOf } from '../decide/times';
import type { PaymentDeps } from './deps';

/**
 * Reports that WeChat contradicts the record, or that an order under the number is not ours or not proven ours. An
 * operator must check. @param query null if no query was made, or none was answered
 */
export function alarmContradiction(deps: PaymentDeps, record: StoredRecord, query: QueryResult | null): void {
  const { state, foreign_at_ms } = record;
  const undone = state === 'paid' && query?.kind === 'closed';
  const unknownPayment = state === 'closed' && query?.kind === 'paid';
  if (undone || unknownPayment || query?.kind === 'mismatch' || query?.kind === 'unproven')
    reportContradiction(deps, record, query.kind);
  else if (foreign_at_ms !== undefined && (state === 'open' || state === 'parked') && query?.kind !== 'paid')
    reportContradiction(deps, record, 'FATAL_ERROR');
}

/** Reports a payment that WeChat confirmed although the record was closed as not paid. */
export function alarmPaidAfterClosed(deps: PaymentDeps, onRecord: StoredRecord, learned: StoredRecord): void {
  if (onRecord.state === 'closed' && learned.state === 'paid') reportContradiction(deps, onRecord, 'paid');
}

function reportContradiction(deps: PaymentDeps, { id, mch_billno, state }: StoredRecord, said: string): void {
  const action = "compare the order with WeChat's merchant platform";
  deps.log.error('WeChat Pay contradicts the record', {
    ...{ record_id: id, mch_billno, state, query: said, action },
  });
}

/**
 * Reports a record that is still neither paid nor closed: a warning from day 20, an alarm from day 29 each time it is
 * read.
 */
export function alarmAge(deps: PaymentDeps, record: StoredRecord): void {
  const { id: record_id, mch_billno, created_at, state } = record;
  const ageMs = ageOf(record, deps.clock.awsNow());
  if (state === 'paid' || state === 'closed' || ageMs < WARN_AGE_MS) return;
  const fields = { record_id, mch_billno, created_at, state };
  if (ageMs < UNRESOLVED_AGE_MS) deps.log.warn('record not final after 20 days', fields);
  else deps.log.error('record unresolved', { ...fields, action: 'ask WeChat Pay, then ./red-pack resolve' });
}
