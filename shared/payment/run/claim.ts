import { PlatformError } from '../../api/errors';
import type { SendParams } from '../../api/payment-params';
import type { StoredRecord } from '../../records/record';
import { timeKey } from '../../records/record';
import type { OrderNumber } from '../../wechat-pay/order-number';
import { LEASE_MARGIN_MS, MAX_CLAIM_MS, MAX_CLOCK_ERROR_MS, MIN_TIME_TO_SEND_MS } from '../decide/limits';
import type { PaymentConfig, PaymentDeps } from './deps';

/**
 * The record of a new payment with all fixed fields: everything its request is made of, and its attempt's token and
 * lease.
 */
export function newRecord(
  params: SendParams,
  key: string,
  number: OrderNumber,
  mchId: string,
  setting: PaymentConfig,
  driver: { readonly token: string; readonly deadline: number; readonly now: number },
): StoredRecord {
  const createdAt = Math.floor(driver.now / 1000);
  const leaseUntil = driver.deadline + LEASE_MARGIN_MS;
  return {
    ...params,
    ...number,
    v: 1,
    idempotency_key: key,
    miniapp_id: setting.miniappId,
    mch_id: mchId,
    client_ip: setting.clientIp,
    created_at: createdAt,
    updated_at: createdAt,
    time_key: timeKey(driver.now, number.id),
    state: 'open',
    token: driver.token,
    lease_until_ms: leaseUntil,
    due: setting.miniappId,
    due_at: leaseUntil,
  };
}

/**
 * Makes the record durable, or finds the existing one. A write that was not confirmed, or that the SDK retried
 * against itself, is read back and recognized by its own token.
 * @returns null if the claim is ours, else the record that holds the number.
 * @throws PlatformError when even reading back fails: nothing was sent, and the caller must keep the key.
 */
export async function claim(
  deps: PaymentDeps,
  record: StoredRecord,
  deadline: number,
): Promise<StoredRecord | null> {
  const leftMs = deadline - MIN_TIME_TO_SEND_MS - deps.clock.now();
  const giveUpAfterMs = Math.min(MAX_CLAIM_MS, Math.max(leftMs, 0));
  let cause: unknown;
  try {
    if (await deps.table.insert(record, giveUpAfterMs)) return claimed(deps, record);
  } catch (error) {
    cause = error;
  }
  const found = await readBack(deps, record, cause);
  return found.token === record.token ? null : found;
}

/** AWS's response to the claim itself may be the first to reveal that the clock is wrong. */
function claimed({ clock, log }: PaymentDeps, record: StoredRecord): null {
  const behind_ms = clock.awsNow() - record.created_at * 1000;
  if (behind_ms > MAX_CLOCK_ERROR_MS)
    log.error('claim stands in the past of the list', {
      ...{ record_id: record.id, behind_ms, action: 'npm run recount' },
    });
  return null;
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
