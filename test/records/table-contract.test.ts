import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DUMMY_CREDENTIALS, type LocalDynamoDb, startDynamoDb } from '../../scripts/local/dynamodb';
import { readService } from '../../scripts/local/service-file';
import { DynamoDBRecordTable } from '../../shared/records/dynamodb-table';
import { type StoredRecord, timeKey } from '../../shared/records/record';
import type { RecordTable } from '../../shared/records/table';
import { MemoryTable } from '../faults/sim/memory-table';

/** What every store of records must do; the simulation of faults stands on the one in memory. */

const FAR = Number.MAX_SAFE_INTEGER;
const SOON = Date.now() + 60 * 60_000;
let server: LocalDynamoDb;
let client: DynamoDBClient;
let tableName: string;
let path: string;
let serial = 0;

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const service = await readService(join(__dirname, '../../serverless.yml'));
  path = mkdtempSync(join(tmpdir(), 'records-'));
  server = await startDynamoDb({ path, table: service.table, region: 'us-east-1' });
  client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  tableName = String(service.table.TableName);
});

afterAll(async () => {
  client.destroy();
  await server.close();
  rmSync(path, { recursive: true });
});

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

async function dueIds(table: RecordTable, untilMs: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const id of table.due(untilMs)) ids.push(id);
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
    expect(await table.insert(inserted, SOON)).toBe(true);
    expect(await table.get(inserted.id)).toEqual(inserted);
  });

  test('knows nothing of an id that was never inserted', async () => {
    expect(await table.get('f'.repeat(24))).toBeUndefined();
  });

  test('refuses to insert over a record, and leaves it as it was', async () => {
    const first = record();
    await table.insert(first, SOON);
    expect(await table.insert({ ...first, token: 't2', total_fen: 999 }, SOON)).toBe(false);
    expect(await table.get(first.id)).toEqual(first);
  });

  test('lets one of ten simultaneous inserts win', async () => {
    const one = record();
    const tokens = Array.from({ length: 10 }, (_, index) => `t${index}`);
    const won = await Promise.all(tokens.map((token) => table.insert({ ...one, token }, SOON)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await table.get(one.id))?.token).toBe(tokens[won.indexOf(true)]);
  });

  test('changes what is named, removes what is undefined, keeps the rest', async () => {
    const one = record({ status: 'SENDING', err_code: 'NOTENOUGH' });
    await table.insert(one, SOON);
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
    await table.insert(one, SOON);
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
    await table.insert(one, SOON);
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
    for (const one of [late, soon, never, foreign, far]) await table.insert(one, SOON);
    expect(await dueIds(table, 300)).toEqual([soon.id, late.id]);
  });

  test('no longer lists a record whose due time was removed', async () => {
    const one = record({ due: miniapp, due_at: 100 });
    await table.insert(one, SOON);
    await table.update(
      one.id,
      { state: 'open', token: 't1' },
      { state: 'paid', due: undefined, due_at: undefined },
    );
    expect(await dueIds(table, FAR)).toEqual([]);
  });
});
