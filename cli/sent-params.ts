import type { AnyRecord, DetailedRecord, SendRedPackParams } from '../sdk/index';
import { PAYMENT_PARAMS } from '../shared/api/send-params';

/** The params of the send that a record is of, without its key; options that were not given are left out. */
export function sentParams(record: AnyRecord): Record<string, unknown> {
  const all = PAYMENT_PARAMS.map((name) => [name, record[name]] as const);
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined));
}

/** The same send once more, with its key: it pays nothing that is paid. */
export function sameSend(record: DetailedRecord): SendRedPackParams {
  const params: unknown = { ...sentParams(record), idempotency_key: record.idempotency_key };
  // Sound because a record holds the params that sendRedPack has accepted.
  return params as SendRedPackParams;
}
