import type { Merchant } from '../contract/merchant';
import type { StoredRecord } from '../records/record';
import type { QueryReading } from '../wechat-pay/query-reading';
import { alarmAge, alarmContradiction } from './alarm';
import { type Drive, Driver } from './driver';
import { conclude } from './ownership';
import type { Ports } from './ports';
import { REPEAT_SEND_AGE_MS, SEND_SPACING_MS } from './rules';

/** Until when a caller's repeat may send the number of a record, in unix milliseconds. */
export function repeatableUntil(record: StoredRecord): number {
  return record.created_at * 1000 + REPEAT_SEND_AGE_MS;
}

/** What binds a driver that works for a caller, whether it made the record or found it. */
export function callersBounds(record: StoredRecord, merchant: Merchant, deadline: number) {
  return { merchant, deadline, sendUntil: repeatableUntil(record), resendWaitMs: SEND_SPACING_MS };
}

/** Where a record stands after a driver, and what WeChat last said when asked. */
export interface Driven {
  readonly record: StoredRecord;
  readonly query: QueryReading | null;
}

/**
 * Drives an owned record and stores what came of it. What WeChat answered survives a failure to store it; only
 * `refused` is not said of a record that is still open.
 */
export async function drive(ports: Ports, owned: StoredRecord, how: Drive): Promise<Driven> {
  const driven = await new Driver(ports, owned, how).run();
  const { state, mch_billno, err_code } = driven.record;
  ports.log.info('outcome', { record_id: owned.id, mch_billno, state, code: err_code ?? null });
  if (driven.query !== null) alarmContradiction(ports, owned, driven.query);
  const record = await store(ports, owned, driven.record);
  alarmAge(ports, record);
  return { ...driven, record };
}

async function store(ports: Ports, owned: StoredRecord, learned: StoredRecord): Promise<StoredRecord> {
  try {
    if (await conclude(ports, owned, learned)) return learned;
    ports.log.warn('another driver took the record over', { record_id: owned.id });
    // What WeChat confirmed to us is true whoever owns the record; of anything less the owner knows more.
    return learned.state === 'paid' ? learned : ((await ports.table.get(owned.id)) ?? learned);
  } catch (error) {
    // Settling finds the record by its due time and records what WeChat says.
    ports.log.error('outcome not recorded', {
      record_id: owned.id,
      state: learned.state,
      error: String(error),
    });
    // On record it is open, and will be sent again: to call it refused would invite a second payment, by a new key.
    return learned.state === 'closed' ? { ...learned, state: 'open' } : learned;
  }
}
