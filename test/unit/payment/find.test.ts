import { NotFoundError } from '../../../shared/api/errors';
import type { Lookup } from '../../../shared/api/record-params';
import { findRecord } from '../../../shared/payment/find';
import type { StoredRecord } from '../../../shared/records/record';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import { CONFIG, record } from '../support/samples';

const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, 'order-1');
const STORED = record(NUMBER);

/** Looks up among the stored, and tells which ids were read. */
async function find(lookup: Lookup, stored: StoredRecord = STORED) {
  const read: string[] = [];
  const get = async (id: string) => {
    read.push(id);
    return id === stored.id ? stored : undefined;
  };
  const found = await findRecord({ get }, CONFIG, lookup).catch((error: unknown) => error);
  return { found, read };
}

describe('findRecord', () => {
  it.each<Lookup>([
    { by: 'id', id: NUMBER.id },
    { by: 'mch_billno', mch_billno: NUMBER.mch_billno },
    { by: 'idempotency_key', idempotency_key: 'order-1' },
  ])('finds a record by its $by, in one read', async (lookup) => {
    expect(await find(lookup)).toEqual({ found: STORED, read: [NUMBER.id] });
  });

  it.each<Lookup>([
    { by: 'id', id: '0'.repeat(24) },
    { by: 'mch_billno', mch_billno: `${NUMBER.id}zzzz` },
    { by: 'mch_billno', mch_billno: '0'.repeat(28) },
    { by: 'idempotency_key', idempotency_key: 'order-2' },
  ])('answers 404 where there is none: %j', async (lookup) => {
    const { found } = await find(lookup);
    expect(found).toBeInstanceOf(NotFoundError);
    expect(found).toMatchObject({
      status: 404,
      message: expect.stringMatching(new RegExp(`^${lookup.by} .*\\.$`)),
    });
  });

  it.each<Lookup>([
    { by: 'id', id: '' },
    { by: 'id', id: `i${NUMBER.id}` },
    { by: 'id', id: NUMBER.id.toUpperCase() },
    { by: 'id', id: 'budget#wxminiapp#wx#20250101' },
    { by: 'mch_billno', mch_billno: NUMBER.id },
    { by: 'mch_billno', mch_billno: 'x' },
  ])('answers 404 to a wrong form without a read: %j', async (lookup) => {
    const { found, read } = await find(lookup);
    expect(found).toBeInstanceOf(NotFoundError);
    expect(read).toEqual([]);
  });

  it('does not show the record of another miniapp', async () => {
    const { found } = await find({ by: 'id', id: NUMBER.id }, { ...STORED, miniapp_id: 'other' });
    expect(found).toBeInstanceOf(NotFoundError);
  });
});
