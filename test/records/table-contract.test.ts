import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBRecordTable } from '../../shared/records/dynamodb-table';
import { type DueQueue, type StoredRecord, timeKey } from '../../shared/records/record';
import type { RecordTable } from '../../shared/records/table';
import { MemoryTable } from '../simulation/sim/memory-table';
import { type LocalTable, localTable } from './local-table';

/** What every store of records must do; the simulation of faults stands on the one in memory. */

const FAR = Number.MAX_SAFE_INTEGER;
/** How long a write may take: far longer than any does. */
const LONG_MS = 30_000;
let local: LocalTable;
let client: DynamoDBClient;
let tableName: string;
let serial = 0;

beforeAll(async () => {
  local = await localTable();
  ({ client, tableName } = local);
});

afterAll(() => local.end());

function record(changes: Partial<StoredRecord> = {}): StoredRecord {
  serial += 1;
  const id = serial.toString(16).padStart(24, '0');
  return {
    ...{
      v: 1,
      id,
      mch_billno: `${id}abcd`,
      idempotency_key: `key ${serial} 红包`,
      miniapp_id: '1',
      mch_id: '1900000109',
    },
    ...{
      type: 'normal',
      re_openid: 'o1',
      send_name: ' 名\t',
      official_account_id: 'wx1',
      total_fen: 188,
      total_num: 1,
    },
    ...{
      act_name: 'a',
      remark: 'r\n',
      wishing: '🧧]]>',
      scene_id: null,
      risk_info: null,
      gateway_type: 'weixin_tenpay',
    },
    ...{ client_ip: '127.0.0.1', created_at: 1_800_000_000, updated_at: 1_800_000_000 },
    ...{
      time_key: timeKey(1_800_000_000_000, id),
      state: 'open',
      token: 't1',
      lease_until_ms: 1_800_000_035_000,
    },
    ...{ due: '1', due_at: 1_800_000_035_000 },
    ...changes,
  } as StoredRecord;
}

async function dueIds(
  table: RecordTable,
  untilMs: number,
  beyondMs = FAR,
  queue: DueQueue = 'unfinished',
): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of table.due(queue, untilMs, beyondMs)) ids.push(id);
  return ids;
}

const STORES: Record<string, (miniappId: string) => RecordTable> = {
  'in memory': (miniappId) => new MemoryTable(miniappId),
  'in DynamoDB': (miniappId) => new DynamoDBRecordTable(client, tableName, miniappId),
};

describe.each(Object.keys(STORES))('a store %s', (name) => {
  /** A mini-program of its own, so that no test sees the records of another. */
  let miniapp: string;
  let table: RecordTable;

  beforeEach(() => {
    miniapp = `app-${serial}-${name}`;
    table = STORES[name]?.(miniapp) as RecordTable;
  });

  test('gives back a record exactly as it was inserted', async () => {
    const inserted = record();
    expect(await table.insert(inserted, LONG_MS)).toBe(true);
    expect(await table.get(inserted.id)).toEqual(inserted);
  });

  test('knows nothing of an id that was never inserted', async () => {
    expect(await table.get('f'.repeat(24))).toBeUndefined();
  });

  test('refuses to insert over a record, and leaves it as it was', async () => {
    const first = record();
    await table.insert(first, LONG_MS);
    expect(await table.insert({ ...first, token: 't2', total_fen: 999 }, LONG_MS)).toBe(false);
    expect(await table.get(first.id)).toEqual(first);
  });

  test('lets one of ten simultaneous inserts win', async () => {
    const one = record();
    const tokens = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const won = await Promise.all(tokens.map((token) => table.insert({ ...one, token }, LONG_MS)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await table.get(one.id))?.token).toBe(tokens[won.indexOf(true)]);
  });

  test('changes what is named, removes what is undefined, keeps the rest', async () => {
    const one = record({ status: 'SENDING', err_code: 'NOTENOUGH' });
    await table.insert(one, LONG_MS);
    const changes = {
      state: 'paid',
      status: 'SENT',
      err_code: undefined,
      due: undefined,
      due_at: undefined,
    } as const;
    expect(await table.update(one.id, { state: 'open', token: 't1' }, changes)).toBe(true);
    const { err_code: _, due: __, due_at: ___, ...rest } = one;
    expect(await table.get(one.id)).toEqual({ ...rest, state: 'paid', status: 'SENT' });
  });

  test.each([
    ['another state', { state: 'parked', token: 't1' }],
    ['another token', { state: 'open', token: 't2' }],
  ] as const)('changes nothing under a guard of %s', async (_, guard) => {
    const one = record();
    await table.insert(one, LONG_MS);
    expect(await table.update(one.id, guard, { state: 'paid' })).toBe(false);
    expect(await table.get(one.id)).toEqual(one);
  });

  test('changes nothing where there is no record', async () => {
    const id = 'e'.repeat(24);
    expect(await table.update(id, { state: 'open', token: 't1' }, { status: 'SENT' })).toBe(false);
    expect(await table.get(id)).toBeUndefined();
  });

  test('lets one of ten simultaneous takers of a lease win', async () => {
    const one = record();
    await table.insert(one, LONG_MS);
    const tokens = Array.from({ length: 10 }, (_, index) => `n${index}`);
    const won = await Promise.all(
      tokens.map((token) => table.update(one.id, { state: 'open', token: 't1' }, { token })),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await table.get(one.id))?.token).toBe(tokens[won.indexOf(true)]);
  });

  test('lists what is due until then, soonest first, and nothing of other mini-programs', async () => {
    const late = record({ due: miniapp, due_at: 300 });
    const soon = record({ due: miniapp, due_at: 100 });
    const never = record({ due: undefined, due_at: undefined });
    const foreign = record({ due: 'other', due_at: 50 });
    const far = record({ due: miniapp, due_at: 301 });
    for (const one of [late, soon, never, foreign, far]) await table.insert(one, LONG_MS);
    expect(await dueIds(table, 300)).toEqual([soon.id, late.id]);
  });

  test('lists after them what is due later than a bound, soonest first, and nothing in between', async () => {
    const [now, between, atBound, beyond, farBeyond] = [100, 250, 500, 501, 9_999_999_999_999].map((due_at) =>
      record({ due: miniapp, due_at }),
    ) as [StoredRecord, StoredRecord, StoredRecord, StoredRecord, StoredRecord];
    const foreign = record({ due: 'other', due_at: 600 });
    for (const one of [farBeyond, atBound, beyond, between, now, foreign]) await table.insert(one, LONG_MS);
    expect(await dueIds(table, 100, 500)).toEqual([now.id, beyond.id, farBeyond.id]);
    expect(await dueIds(table, 99, 500)).toEqual([beyond.id, farBeyond.id]);
    expect(await dueIds(table, 100, FAR)).toEqual([now.id]);
  });

  test('lists every record once where the bounds meet or cross', async () => {
    const both = [100, 500].map((due_at) => record({ due: miniapp, due_at }));
    for (const one of both) await table.insert(one, LONG_MS);
    const ids = both.map(({ id }) => id);
    expect(await dueIds(table, FAR, FAR)).toEqual(ids);
    expect(await dueIds(table, 500, 50)).toEqual(ids);
  });

  test('keeps paid packets in a queue of their own, which neither shows nor delays the payments that are open', async () => {
    const open = record({ due: miniapp, due_at: 100 });
    const paid = record({ state: 'paid', due: `paid#${miniapp}`, due_at: 50 });
    for (const one of [open, paid]) await table.insert(one, LONG_MS);
    expect(await dueIds(table, FAR)).toEqual([open.id]);
    expect(await dueIds(table, FAR, FAR, 'paid')).toEqual([paid.id]);
  });

  test('no longer lists a record whose due time was removed', async () => {
    const one = record({ due: miniapp, due_at: 100 });
    await table.insert(one, LONG_MS);
    await table.update(
      one.id,
      { state: 'open', token: 't1' },
      { state: 'paid', due: undefined, due_at: undefined },
    );
    expect(await dueIds(table, FAR)).toEqual([]);
  });
});
