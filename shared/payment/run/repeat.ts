import type { Merchant } from '../../api/merchant';
import type { StoredRecord } from '../../records/record';
import { MIN_TIME_TO_SEND_MS } from '../decide/limits';
import { repeatableUntil } from '../decide/times';
import type { PaymentConfig, PaymentDeps } from './deps';
import { isLeased, isOtherMerchant, takeLease } from './lease';
import type { Pacer } from './pacer';
import { queryOrder } from './query-order';
import { callerBounds, runAttempt } from './run-attempt';

/** Interval at which a concurrent duplicate reads the record while it waits for the running attempt. */
const POLL_MS = 500;

/**
 * Retries a payment that has a record: answers from the record if it is final, resumes the payment if no attempt is
 * running, and otherwise waits for the running attempt within its own time. Never creates a second order.
 * @returns the record as it is then.
 */
export async function repeat(
  deps: PaymentDeps,
  { queryBeforeSend }: Pick<PaymentConfig, 'queryBeforeSend'>,
  found: StoredRecord,
  merchant: Merchant,
  deadline: number,
  pacer?: Pacer,
): Promise<StoredRecord> {
  let record = found;
  for (;;) {
    if (record.state === 'paid' || record.state === 'closed') return record;
    if (isOtherMerchant(deps, record, merchant) || !hasTime(deps, deadline)) return record;
    if (isLeased(record, deps.clock.now())) {
      const waited = await waitForAttempt(deps, record, deadline);
      if (waited.lease_until_ms === 0) return waited;
      record = waited;
      continue;
    }
    if (record.state === 'parked' && deps.clock.now() >= repeatableUntil(record))
      return (await queryOrder(deps, record, merchant, deadline)).record;
    const taken = await takeLease(deps, record, deadline);
    if (taken !== null) {
      const reenters = record.state === 'parked';
      // A parked record has its definite response, unless an earlier request of it never got one, or the response
      // dates from before the table was restored.
      const inDoubt = !reenters || record.doubt_at_ms !== undefined || queryBeforeSend;
      const options = { ...callerBounds(taken, merchant, deadline), inDoubt, reenters, pacer };
      return (await runAttempt(deps, taken, options)).told;
    }
    record = (await deps.table.get(record.id)) ?? record;
  }
}

function hasTime(deps: PaymentDeps, deadline: number): boolean {
  return deadline - deps.clock.now() >= MIN_TIME_TO_SEND_MS;
}

async function waitForAttempt(
  deps: PaymentDeps,
  leased: StoredRecord,
  deadline: number,
): Promise<StoredRecord> {
  let record = leased;
  while (isLeased(record, deps.clock.now()) && hasTime(deps, deadline)) {
    await deps.clock.sleep(POLL_MS);
    record = (await deps.table.get(record.id)) ?? record;
  }
  return record;
}
