import type { Lookup } from '../api/record-params';
import type { StatusData, UnpaidData } from '../api/responses';
import type { QueryResult } from '../wechat-pay/responses/classify-query';
import { QUERY_WINDOW_MS } from './decide/limits';
import { storedStatus, unpaidData } from './decide/response';
import { ageOf } from './decide/times';
import { findRecord } from './find';
import { alarmAge } from './run/alarm';
import { onAwsTime } from './run/aws-time';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { isOtherMerchant } from './run/lease';
import { queryOrder } from './run/query-order';

/**
 * Queries WeChat for the status of one record, stores it and returns it; never sends. An order that is not proven
 * ours is reported as open. Once WeChat has forgotten the order, the answer is what the record has of it.
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
  const stored = storedStatus(found);
  // WeChat has forgotten the order: neither a secret nor a query is needed.
  if (stored !== null && ageOf(found, deps.clock.now()) >= QUERY_WINDOW_MS) return stored;
  const merchant = await deps.merchants.load(found);
  if (isOtherMerchant(deps, found, merchant)) {
    alarmAge(deps, found);
    return unpaidData(found);
  }
  const { record, query } = await queryOrder(deps, found, merchant, deadline);
  alarmAge(deps, record);
  if (query.kind === 'missing' && stored !== null) return stored;
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
