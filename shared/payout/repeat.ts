import type { Merchant } from '../contract/merchant';
import type { StoredRecord } from '../records/record';
import { callersBounds, drive } from './drive';
import { look } from './look';
import { isDriven, isOtherMerchant, takeLease } from './ownership';
import type { Ports, Setting } from './ports';
import { MIN_TIME_TO_SEND_MS } from './rules';
import { repeatableUntil } from './times';

/** A twin reads the record so often while it waits for the driver. */
const POLL_MS = 500;

/**
 * A repeat of an intent that is on record: answers from it when it is at its end, drives it on when nobody does,
 * and waits for the driver within its own time when somebody does. Never makes a second order.
 * @returns the record as it stands then.
 */
export async function repeat(
  ports: Ports,
  { queryBeforeSend }: Pick<Setting, 'queryBeforeSend'>,
  found: StoredRecord,
  merchant: Merchant,
  deadline: number,
): Promise<StoredRecord> {
  let record = found;
  for (;;) {
    if (record.state === 'paid' || record.state === 'closed') return record;
    if (isOtherMerchant(ports, record, merchant) || !hasTime(ports, deadline)) return record;
    if (isDriven(record, ports.clock.now())) {
      const waited = await waitForDriver(ports, record, deadline);
      if (waited.lease_until_ms === 0) return waited;
      record = waited;
      continue;
    }
    if (record.state === 'parked' && ports.clock.now() >= repeatableUntil(record))
      return (await look(ports, record, merchant, deadline)).record;
    const taken = await takeLease(ports, record, deadline);
    if (taken !== null) {
      const reenters = record.state === 'parked';
      // A parked record has its definite answer, unless an earlier request of it never got one, or the answer is of a
      // time to which the table was restored.
      const inDoubt = !reenters || record.doubt_at_ms !== undefined || queryBeforeSend;
      const how = { ...callersBounds(taken, merchant, deadline), inDoubt, reenters };
      return (await drive(ports, taken, how)).told;
    }
    record = (await ports.table.get(record.id)) ?? record;
  }
}

function hasTime(ports: Ports, deadline: number): boolean {
  return deadline - ports.clock.now() >= MIN_TIME_TO_SEND_MS;
}

async function waitForDriver(ports: Ports, driven: StoredRecord, deadline: number): Promise<StoredRecord> {
  let record = driven;
  while (isDriven(record, ports.clock.now()) && hasTime(ports, deadline)) {
    await ports.clock.sleep(POLL_MS);
    record = (await ports.table.get(record.id)) ?? record;
  }
  return record;
}
