import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DUMMY_CREDENTIALS } from '../../scripts/local/dynamodb';
import { bounded } from '../../shared/aws';
import { RecordList } from '../../shared/listing/list';
import { type LocalTable, localTable } from '../records/local-table';
import { answeredBy } from '../unit/support/aws-host';
import { KeptLog, MINIAPP, recordItem } from './list-kit';

const STEP = 10;
const HOUR_MS = 3_600_000;

let local: LocalTable;
let client: DynamoDBClient;

beforeAll(async () => {
  local = await localTable();
  // Only AWS's own time puts a clock back.
  const settings = { region: 'us-east-1', credentials: DUMMY_CREDENTIALS };
  client = bounded(answeredBy(local.endpoint, new DynamoDBClient(settings)));
});

afterEach(() => void jest.restoreAllMocks());
afterAll(() => {
  client.destroy();
  return local.end();
});

/** A record claimed at a time. */
async function add(serial: number, claimedMs: number): Promise<void> {
  const Item = recordItem(serial, claimedMs);
  await client.send(new PutItemCommand({ TableName: local.tableName, Item }));
}

async function totalCount(): Promise<number> {
  const list = new RecordList(client, local.tableName, MINIAPP, { step: STEP });
  const call = { deadline: Number.MAX_SAFE_INTEGER, log: new KeptLog() };
  return (await list.page({ offset: 0, limit: 5 }, call)).totalCount;
}

test('a list on a host whose clock runs ahead keeps no position that a late claim can still change', async () => {
  const now = Date.now();
  for (let serial = 1; serial <= 3 * STEP; serial += 1) await add(serial, now - 60_000 + 1_000 * serial);
  jest.spyOn(Date, 'now').mockImplementation(() => now + 2 * HOUR_MS);
  expect(await totalCount()).toBe(3 * STEP);
  // A claim that was begun before the youngest of them, and comes last.
  await add(99, now - 60_000 + 5_500);
  expect(await totalCount()).toBe(3 * STEP + 1);
});
