import type { StoredRecord } from '../records/record';
import type { QueryReading } from '../wechat-pay/query-reading';
import type { Ports } from './ports';
import { UNRESOLVED_AGE_MS, WARN_AGE_MS } from './rules';
import { ageOf } from './times';

/** WeChat contradicts what is on record, or shows an order that is not proven ours. A person must look. */
export function alarmContradiction(ports: Ports, record: StoredRecord, query: QueryReading): void {
  const undone = record.state === 'paid' && query.kind === 'closed';
  const unknownPayment = record.state === 'closed' && query.kind === 'paid';
  if (undone || unknownPayment || query.kind === 'disagrees' || query.kind === 'unproven')
    reportContradiction(ports, record, query.kind);
}

/** A payment that WeChat confirmed meets a record that was closed as not paid. */
export function alarmPaidAfterClosed(ports: Ports, onRecord: StoredRecord, learned: StoredRecord): void {
  if (onRecord.state === 'closed' && learned.state === 'paid') reportContradiction(ports, onRecord, 'paid');
}

function reportContradiction(ports: Ports, { id, mch_billno, state }: StoredRecord, said: string): void {
  const action = "compare the order with WeChat's merchant platform";
  ports.log.error('WeChat Pay contradicts the record', {
    ...{ record_id: id, mch_billno, state, query: said, action },
  });
}

/** A record that is neither paid nor closed after so long: from day 20 a warning, from day 29 an alarm each time it is met. */
export function alarmAge(ports: Ports, record: StoredRecord): void {
  const { id: record_id, mch_billno, created_at, state } = record;
  const ageMs = ageOf(record, ports.clock.now());
  if (state === 'paid' || state === 'closed' || ageMs < WARN_AGE_MS) return;
  const fields = { record_id, mch_billno, created_at, state };
  if (ageMs < UNRESOLVED_AGE_MS) ports.log.warn('record not final after 20 days', fields);
  else ports.log.error('record unresolved', { ...fields, action: 'ask WeChat Pay, then npm run resolve' });
}
