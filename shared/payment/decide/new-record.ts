import type { SendParams } from '../../api/send-params';
import { type StoredRecord, timeKey } from '../../records/record';
import type { OrderNumber } from '../../wechat-pay/order-number';
import { LEASE_MARGIN_MS } from './limits';

/** What a new record is made of besides the params. Times in unix milliseconds. */
export interface ClaimFields {
  readonly number: OrderNumber;
  readonly idempotency_key: string;
  readonly miniapp_id: string;
  readonly mch_id: string;
  readonly client_ip: string;
  /** The attempt that claims it. */
  readonly token: string;
  readonly deadline: number;
  readonly now: number;
}

/**
 * The record of a new payment with all fixed fields: everything its request is made of, and its attempt's token and
 * lease.
 */
export function newRecord(params: SendParams, fields: ClaimFields): StoredRecord {
  const { number, token, deadline, now, ...fixed } = fields;
  const createdAt = Math.floor(now / 1000);
  const leaseUntil = deadline + LEASE_MARGIN_MS;
  return {
    ...params,
    ...number,
    ...fixed,
    v: 1,
    created_at: createdAt,
    updated_at: createdAt,
    time_key: timeKey(now, number.id),
    state: 'open',
    token,
    lease_until_ms: leaseUntil,
    due: fixed.miniapp_id,
    due_at: leaseUntil,
  };
}
