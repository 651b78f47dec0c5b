import { NotFoundError } from '../api/errors';
import type { Lookup } from '../api/record-params';
import type { StoredRecord } from '../records/record';
import type { RecordTable } from '../records/table';
import { isId, isMchBillno, orderNumber } from '../wechat-pay/order-number';
import type { PaymentConfig } from './run/deps';

/**
 * Finds the record of a lookup by a consistent read: the first 24 characters of an order number are the id, and a key
 * determines both.
 * @throws NotFoundError (404), also for an id or number that cannot exist
 */
export async function findRecord(
  table: Pick<RecordTable, 'get'>,
  config: Pick<PaymentConfig, 'idNamespace' | 'miniappId'>,
  lookup: Lookup,
): Promise<StoredRecord> {
  const id = idOf(lookup, config);
  const record = id === null ? undefined : await table.get(id);
  const isNamed = lookup.by !== 'mch_billno' || record?.mch_billno === lookup.mch_billno;
  if (record === undefined || !isNamed || record.miniapp_id !== config.miniappId) {
    throw new NotFoundError(`${lookup.by} names no red packet on record.`);
  }
  return record;
}

function idOf(
  lookup: Lookup,
  { idNamespace, miniappId }: Pick<PaymentConfig, 'idNamespace' | 'miniappId'>,
): string | null {
  switch (lookup.by) {
    case 'id':
      return isId(lookup.id) ? lookup.id : null;
    case 'mch_billno':
      return isMchBillno(lookup.mch_billno) ? lookup.mch_billno.slice(0, 24) : null;
    case 'idempotency_key':
      return orderNumber(idNamespace, miniappId, lookup.idempotency_key).id;
  }
}
