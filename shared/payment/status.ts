import type { Lookup } from '../api/record-params';
import type { StatusData, UnpaidData } from '../api/responses';
import type { QueryResult } from '../wechat-pay/responses/classify-query';
import { unpaidData } from './decide/response';
import { findRecord } from './find';
import { alarmAge } from './run/alarm';
import { onAwsTime } from './run/aws-time';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { isOtherMerchant } from './run/lease';
import { queryOrder } from './run/query-order';

/**
 * Queries WeChat for the status of one record, stores it and returns it; never sends. An order that is not proven
 * ours is reported as open.
 * @throws NotFoundError (404), MerchantError (400), PlatformError
 */
export async function redPackStatus(
  given: PaymentDeps,
  config: PaymentConfig,
  lookup: Lookup,
  givenDeadline: number,
): Promise<StatusData | UnpaidData> {
  const found = await findRecord(given.table, config, lookup);
  const { deps, deadline } = onAwsTime(given, givenDeadline);
  const merchant = await deps.merchants.load(found);
  if (isOtherMerchant(deps, found, merchant)) {
    alarmAge(deps, found);
    return unpaidData(found);
  }
  const { record, query } = await queryOrder(deps, found, merchant, deadline);
  alarmAge(deps, record);
  return dataOf(query) ?? refusedQuery(record, query);
}

/** Null for an order that is not ours, or not proven ours: its status must not be shown. */
function dataOf(query: QueryResult): StatusData | null {
  if (query.kind === 'mismatch' || query.kind === 'unproven') return null;
  return 'data' in query ? query.data : null;
}

function refusedQuery(record: Parameters<typeof unpaidData>[0], query: QueryResult): UnpaidData {
  return 'code' in query ? unpaidData(record, query.code, query.text) : unpaidData(record);
}
