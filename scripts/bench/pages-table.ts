import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { create, createIndexKey, createKey, type Store, type TableDescription } from 'dynalite/db';
import { type StoredRecord, timeKey } from '../../shared/records/record';
import { DUMMY_CREDENTIALS, startDynamoDb } from '../local/dynamodb';

type Item = Record<string, AttributeValue>;

const REGION = 'us-east-1';
const BATCH = 5_000;
const INDEX = 'by_time';

/** Time of the first record of a seeded table; record n follows n × `SPACING_MS` later, as in a campaign at 28 a second. */
const FIRST_MS = 1_700_000_000_000;
const SPACING_MS = 36;

/** Claim time of record n of a seeded table, counted from 0. Unix milliseconds. */
export function claimedAt(index: number): number {
  return FIRST_MS + index * SPACING_MS;
}

/** A paid record as a send stores it, 1.6 KB: texts at half their maximum length, WeChat's response in full. */
export function paidRecord(index: number, miniappId: string): StoredRecord {
  const id = createHash('sha256').update(`seed ${index}`).digest('hex').slice(0, 24);
  const at = claimedAt(index);
  const created_at = Math.floor(at / 1000);
  return {
    ...{
      v: 1,
      id,
      mch_billno: `${id}5eed`,
      idempotency_key: `campaign/user-${index}`,
      miniapp_id: miniappId,
    },
    ...{ mch_id: '1900000109', client_ip: '127.0.0.1', created_at, updated_at: created_at },
    ...{ time_key: timeKey(at, id), state: 'paid', token: id, lease_until_ms: 0, type: 'normal' },
    ...{ re_openid: 'onqOjjmM1tad-3ROpncN-yUfa6uI', send_name: '红包铺', total_fen: 188, total_num: 1 },
    ...{ official_account_id: 'wxcbda96de0b165486', act_name: '新年红包', wishing: '恭喜发财'.repeat(5) },
    ...{ remark: '新年红包'.repeat(10), scene_id: null, risk_info: null, gateway_type: 'weixin_tenpay' },
    ...{
      sent_at_ms: at,
      send_listid: '1000041701201411005000011882',
      raw_result: `<xml>${'r'.repeat(700)}</xml>`,
    },
  } as StoredRecord;
}

/** Writes items into a stored table and its index without going through HTTP. The table must not be open elsewhere. */
async function fill(path: string, name: string, items: Iterable<Item>): Promise<void> {
  const store: Store = create({ path });
  try {
    const table = await promisify<TableDescription>((done) => store.getTable(name, done))();
    const keySchema = table.GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === INDEX)?.KeySchema;
    const [records, keys] = [store.getItemDb(name), store.getIndexDb('global', name, INDEX)];
    let batch: Item[] = [];
    const flush = async (): Promise<void> => {
      const entries = batch.map(({ id, miniapp_id, time_key }) => ({ id, miniapp_id, time_key }));
      await promisify<void>((done) =>
        records.batch(
          batch.map((value) => ({ type: 'put', key: createKey(value, table), value })),
          done,
        ),
      )();
      await promisify<void>((done) =>
        keys.batch(
          entries.map((value) => ({ type: 'put', key: createIndexKey(value, table, keySchema), value })),
          done,
        ),
      )();
      batch = [];
    };
    for (const item of items) {
      batch.push(item);
      if (batch.length === BATCH) await flush();
    }
    await flush();
  } finally {
    await promisify<void>((done) => store.db.close(done))();
  }
}

function* paidItems(count: number): Generator<Item> {
  for (let index = 0; index < count; index += 1) yield marshall(paidRecord(index, '1'));
}

/** A filled table on this machine. */
export interface SeededTable {
  readonly endpoint: string;
  readonly name: string;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB on a folder, with `count` paid records in the table.
 * @param table `Properties` of the table in serverless.yml
 */
export async function startSeededTable(
  path: string,
  table: Readonly<Record<string, unknown>>,
  count: number,
): Promise<SeededTable> {
  const name = String(table.TableName);
  // Creates the table, which the store alone cannot do.
  await (await startDynamoDb({ path, table, region: REGION })).close();
  await fill(path, name, paidItems(count));
  const dynamodb = await startDynamoDb({ path, table, region: REGION });
  return { endpoint: dynamodb.endpoint, name, close: () => dynamodb.close() };
}

/** A client for a table on this machine. */
export function localClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({ endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
}
