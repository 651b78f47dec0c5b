import type { StatusData, UnpaidData } from '../contract/answers';
import type { Lookup } from '../contract/read-params';
import type { QueryReading } from '../wechat-pay/query-reading';
import { alarmAge } from './alarm';
import { unpaidData } from './answer';
import { findRecord } from './find';
import { look } from './look';
import { isOtherMerchant } from './ownership';
import type { Ports, Setting } from './ports';

/**
 * Asks WeChat for the status of one record, records what it says and passes it on; never sends. An order that is not
 * proven ours is answered as open.
 * @throws NotFoundError (404), MerchantError (400), PlatformError
 */
export async function redPackStatus(
  ports: Ports,
  setting: Setting,
  lookup: Lookup,
  deadline: number,
): Promise<StatusData | UnpaidData> {
  const found = await findRecord(ports.table, setting, lookup);
  const merchant = await ports.merchants.load(found);
  if (isOtherMerchant(ports, found, merchant)) {
    alarmAge(ports, found);
    return unpaidData(found);
  }
  const { record, query } = await look(ports, found, merchant, deadline);
  alarmAge(ports, record);
  return dataOf(query) ?? refusedQuery(record, query);
}

/** Null for an order that is not, or not proven, ours: its status is nobody's here. */
function dataOf(query: QueryReading): StatusData | null {
  if (query.kind === 'disagrees' || query.kind === 'unproven') return null;
  return 'data' in query ? query.data : null;
}

function refusedQuery(record: Parameters<typeof unpaidData>[0], query: QueryReading): UnpaidData {
  return 'code' in query ? unpaidData(record, query.code, query.text) : unpaidData(record);
}
