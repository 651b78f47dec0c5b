import { PlatformError } from '../../api/errors';
import type { StoredRecord } from '../../records/record';
import { MAX_CLAIM_MS, MAX_CLOCK_ERROR_MS, MIN_TIME_TO_SEND_MS } from '../decide/limits';
import type { PaymentDeps } from './deps';
import type { Spend } from './spend';

/** A record that this call has just made durable, or the one that held the number already. */
export interface Claim {
  readonly record: StoredRecord;
  readonly isNew: boolean;
}

/**
 * Claims a payment: takes its amount from the budget and makes its record durable. Where a record holds the number
 * already, finds it instead, whatever else would refuse the claim.
 * @param record of the new payment @param spend null for an account without a budget
 * @throws SpendingGuardError (429), PlatformError: nothing was sent, and the caller must keep the key.
 */
export async function claimOrFind(
  deps: PaymentDeps,
  record: StoredRecord,
  spend: Spend | null,
  deadline: number,
): Promise<Claim> {
  if (spend !== null) {
    // A repeat must take nothing from the budget, not even for a moment.
    const found = await deps.table.get(record.id);
    if (found !== undefined) return { record: found, isNew: false };
    if (!(await spend.reserve())) {
      // A concurrent duplicate, or a claim that was given up, may have arrived in between: then this call must not
      // refuse it.
      const arrived = await deps.table.get(record.id);
      if (arrived === undefined) throw spend.refusal();
      return { record: arrived, isNew: false };
    }
  }
  const found = await claim(deps, record, deadline);
  if (found === null) return { record, isNew: true };
  await spend?.release(record.id);
  return { record: found, isNew: false };
}

/**
 * Makes the record durable, or finds the existing one. A write that was not confirmed, or that the SDK retried
 * against itself, is read back and recognized by its own token.
 * @returns null if the claim is ours, else the record that holds the number.
 * @throws PlatformError when even reading back fails.
 */
async function claim(
  deps: PaymentDeps,
  record: StoredRecord,
  deadline: number,
): Promise<StoredRecord | null> {
  const leftMs = deadline - MIN_TIME_TO_SEND_MS - deps.clock.now();
  const giveUpAfterMs = Math.min(MAX_CLAIM_MS, Math.max(leftMs, 0));
  let cause: unknown;
  try {
    if (await deps.table.insert(record, giveUpAfterMs)) {
      alarmOldClaim(deps, record);
      return null;
    }
  } catch (error) {
    cause = error;
  }
  const found = await readBack(deps, record, cause);
  return found.token === record.token ? null : found;
}

/**
 * AWS's response to the claim itself may be the first to reveal that the clock is wrong. A record this far behind may
 * lie among positions that the list has already counted.
 */
function alarmOldClaim({ clock, log }: PaymentDeps, record: StoredRecord): void {
  const behind_ms = clock.awsNow() - record.created_at * 1000;
  if (behind_ms > MAX_CLOCK_ERROR_MS)
    log.error('claim behind counted positions', {
      ...{ record_id: record.id, behind_ms, action: './red-pack recount' },
    });
}

async function readBack(deps: PaymentDeps, record: StoredRecord, cause: unknown): Promise<StoredRecord> {
  let found: StoredRecord | undefined;
  try {
    found = await deps.table.get(record.id);
  } catch (error) {
    throw unconfirmed(record, cause ?? error);
  }
  if (found === undefined) throw unconfirmed(record, cause);
  return found;
}

function unconfirmed(record: StoredRecord, cause: unknown): PlatformError {
  return new PlatformError(`The claim of record ${record.id} could not be confirmed; nothing was sent.`, {
    cause,
  });
}
