import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { type Meter, startMeter } from '../../scripts/bench/pages-meter';
import { paidRecord } from '../../scripts/bench/pages-table';
import type { Env } from '../../scripts/local/env-file';
import { local, redPackIn } from '../cli/kit';
import { awsOptions, type Contract, must, startContract } from './harness';

interface Page {
  readonly meta: { readonly total_count: number };
  readonly objects: readonly { readonly id: string }[];
}

/** Four checkpoints of 100, and some. */
const COUNT = 430;

let contract: Contract;
let meter: Meter;
let dynamodb: DynamoDBClient;
let table: string;
let ids: string[];

beforeAll(async () => {
  meter = await startMeter();
  contract = await startContract({ environment: { AWS_ENDPOINT_URL_DYNAMODB: meter.endpoint } });
  const { env } = contract.stack;
  meter.lead(must(env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB'));
  dynamodb = new DynamoDBClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_DYNAMODB'));
  table = must(env.RECORDS_TABLE, 'table');
  const records = Array.from({ length: COUNT }, (_, n) =>
    paidRecord(n, must(env.MINIAPP_ID, 'mini-program')),
  );
  for (let start = 0; start < COUNT; start += 25) {
    const puts = records
      .slice(start, start + 25)
      .map((record) => ({ PutRequest: { Item: marshall(record) } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
  }
  ids = records.map(({ id }) => id).reverse();
});

afterAll(async () => {
  dynamodb.destroy();
  await contract.close();
  await meter.close();
});

async function list(offset: number, limit = 20): Promise<Page> {
  return (await contract.invoke<Page>('getSentRedPackList', { offset, limit })).data;
}

const checkpointKey = (count: number) => ({ id: { S: `mark#1#${String(count).padStart(12, '0')}` } });

/** The command as an operator runs it. */
async function recount(...args: string[]): Promise<{ code: number | null; said: string }> {
  const { code, stdout } = await redPackIn(local(contract.stack.dir), 'recount', ...args);
  return { code, said: stdout };
}

describe('a table that was full before the first list', () => {
  it('is counted by it, and each later page takes at most 4 calls and writes nothing', async () => {
    const page = await list(0);
    expect(page.objects.map(({ id }) => id)).toEqual(ids.slice(0, 20));
    expect(page.meta.total_count).toBe(COUNT);
    for (const offset of [0, 25, 200, 410]) {
      meter.read();
      const { objects } = await list(offset);
      expect(objects.map(({ id }) => id)).toEqual(ids.slice(offset, offset + 20));
      const { calls, byName } = meter.read();
      expect(calls).toBeLessThanOrEqual(4);
      expect(Object.keys(byName).sort()).toEqual(['BatchGetItem', 'Query']);
    }
  });

  it('has checkpoints beside its records, which are no records to anyone', async () => {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: checkpointKey(400) }));
    expect(Item?.miniapp_id).toEqual({ S: 'marks#1' });
    for (const event of [{ id: checkpointKey(400).id.S }, { id: 'mark#1#000000000400'.padEnd(24, '0') }]) {
      expect((await contract.invoke('getSentRedPack', event)).status).toBe(404);
      expect((await contract.invoke('getRedPackStatus', event)).status).toBe(404);
    }
    expect((await contract.recover()).data).toMatchObject({ examined: 0 });
  });
});

describe('a send', () => {
  it('makes the two writes it made before there were checkpoints, and no other call', async () => {
    await contract.pay();
    meter.read();
    await contract.pay();
    const { byName } = meter.read();
    expect(byName).toEqual({ PutItem: 1, UpdateItem: 1 });
  });

  it('is in the next list', async () => {
    const { total_count } = (await list(0)).meta;
    const { id } = await contract.pay();
    const page = await list(0, 1);
    expect(page).toMatchObject({ meta: { total_count: total_count + 1 }, objects: [{ id }] });
  });
});

describe('./red-pack recount', () => {
  it('says what it counted, and what it had to repair', async () => {
    expect(await recount()).toEqual({ code: 0, said: expect.stringContaining('4 checkpoints') });
    await dynamodb.send(new DeleteItemCommand({ TableName: table, Key: checkpointKey(200) }));
    expect(await recount()).toEqual({
      code: 0,
      said: expect.stringContaining('1 missing, 0 wrong, 0 surplus'),
    });
    const { code, said } = await recount('--json');
    expect(code).toBe(0);
    expect(JSON.parse(said)).toMatchObject({ checkpoints: 4, missing: 0, wrong: 0, surplus: 0 });
  });

  it('ends with 1 where it could not count', async () => {
    const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_LAMBDA } =
      contract.stack.env;
    const aws = { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL_LAMBDA } as Env;
    expect(await redPackIn(aws, 'recount', '--stack', 'red-pack-prod')).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('The configuration of red-pack-prod-sendRedPack could not be read'),
    });
  });
});
