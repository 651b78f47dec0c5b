import type { StoredRecord } from '../records/record';
import type { QueryReading } from '../wechat-pay/query-reading';
import type { Ports } from './ports';
import { UNRESOLVED_AGE_MS, WARN_AGE_MS } from './rules';

/** WeChat contradicts what is on record. The record stays as it is; a person must look. */
export function alarmContradiction(ports: Ports, record: StoredRecord, query: QueryReading): void {
  const undone = record.state === 'paid' && query.kind === 'closed';
  const unknownPayment = record.state === 'closed' && query.kind === 'paid';
  if (undone || unknownPayment || query.kind === 'disagrees') {
    ports.log.error('WeChat Pay contradicts the record', {
      record_id: record.id,
      state: record.state,
      query: query.kind,
    });
  }
}

/** A record that is not at its end for so long needs a person: from day 20 a warning, from day 29 an alarm. */
export function alarmAge(ports: Ports, record: StoredRecord): void {
  const ageMs = ports.clock.now() - record.created_at * 1000;
  const { id: record_id, mch_billno, created_at, state } = record;
  if (state === 'paid' || state === 'closed' || ageMs < WARN_AGE_MS) return;
  const fields = { record_id, mch_billno, created_at, state };
  if (ageMs < UNRESOLVED_AGE_MS) ports.log.warn('not at its end after 20 days', fields);
  else ports.log.error('unresolved: ask WeChat Pay support, then close it with npm run resolve', fields);
}
