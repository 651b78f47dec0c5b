import { codeWord, maskOpenid } from '../contract/log';
import type { Merchant } from '../contract/merchant';
import type { StoredRecord } from '../records/record';
import { alarmAge, alarmContradiction } from './alarm';
import { type Drive, type Driven, Driver } from './driver';
import { dueAfter, repeatableUntil } from './learn';
import { conclude } from './ownership';
import type { Ports } from './ports';
import { SEND_SPACING_MS } from './rules';

/** What binds a driver that works for a caller, whether it made the record or found it. */
export function callersBounds(record: StoredRecord, merchant: Merchant, deadline: number) {
  return {
    merchant,
    deadline,
    sendUntil: repeatableUntil(record),
    resendWaitMs: SEND_SPACING_MS,
    notBefore: 0,
  };
}

/**
 * Drives an owned record and stores what came of it. What WeChat answered survives a failure to store it; only
 * `refused` is not said of a record that is still open.
 */
export async function drive(ports: Ports, owned: StoredRecord, how: Drive): Promise<Driven> {
  const driven = await new Driver(ports, owned, how).run();
  const { id: record_id, mch_billno, re_openid, state, err_code } = driven.record;
  ports.log.info('outcome', {
    ...{ record_id, mch_billno, re_openid: maskOpenid(re_openid) },
    ...{ state, code: codeWord(err_code ?? null), exchanges: driven.exchanges },
  });
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

/**
 * Nothing could be learned of a due record, for want of its account's secret: it is looked at again as if WeChat had
 * been silent, so that it neither stands before the others for ever nor grows old without a word.
 */
export async function putOff(ports: Ports, record: StoredRecord): Promise<StoredRecord> {
  const changes = dueAfter(record, ports.clock.now());
  await ports.table.update(record.id, { state: record.state, token: record.token }, changes);
  alarmAge(ports, record);
  return { ...record, ...changes };
}
