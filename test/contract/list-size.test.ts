import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { awsOptions, type Contract, must, startContract } from './harness';

type Item = Record<string, AttributeValue>;

interface Page {
  readonly meta: { readonly total_count: number; readonly next: string | null };
  readonly objects: readonly { readonly id: string; readonly raw_result: string; readonly remark: string }[];
}

/** 8 KB of it each: 1,000 of them pass 5 MB, and what Lambda lets a function answer. */
const RAW = `<xml>${'红'.repeat(2720)}</xml>`;
const COUNT = 1000;

let contract: Contract;
let dynamodb: DynamoDBClient;
let table: string;
let model: Item;

/** A record of the same form as one that a send has made, under another id. */
function seed(index: number): Item {
  const id = `5eed${String(index).padStart(20, '0')}`;
  const time = String(1_700_000_000_000 + index).padStart(13, '0');
  return {
    ...model,
    id: { S: id },
    mch_billno: { S: `${id}abcd` },
    time_key: { S: `${time}-${id}` },
    raw_result: { S: RAW },
  };
}

async function seedAll(): Promise<void> {
  for (let start = 0; start < COUNT; start += 25) {
    const items = Array.from({ length: 25 }, (_, index) => ({ PutRequest: { Item: seed(start + index) } }));
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table]: items } }));
  }
}

beforeAll(async () => {
  contract = await startContract();
  dynamodb = new DynamoDBClient(awsOptions(contract.stack, 'AWS_ENDPOINT_URL_DYNAMODB'));
  table = must(contract.stack.env.RECORDS_TABLE, 'table');
  const { id } = await contract.pay({ remark: '一个备注' });
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName: table, Key: { id: { S: id } } }));
  model = must(Item, 'the record of a send');
  await seedAll();
});
afterAll(async () => {
  dynamodb.destroy();
  await contract.close();
});

async function list(event: object): Promise<Page> {
  return (await contract.invoke<Page>('getSentRedPackList', event)).data;
}

describe('a page', () => {
  it('that would pass 5 MB has its raw_result cut to 120 characters, and all of its objects', async () => {
    const { meta, objects } = await list({ limit: 1000, offset: 1 });
    expect(meta.total_count).toBe(COUNT + 1);
    expect(objects).toHaveLength(1000);
    for (const { raw_result, remark } of objects) {
      expect(raw_result).toBe(RAW.slice(0, 120));
      expect(remark).toBe('一个备注');
    }
    expect(new Set(objects.map(({ id }) => id)).size).toBe(1000);
    expect(Buffer.byteLength(JSON.stringify(objects))).toBeLessThan(5_000_000);
  });

  it('that does not is whole', async () => {
    const { objects } = await list({ limit: 500, offset: 1 });
    expect(objects).toHaveLength(500);
    for (const { raw_result } of objects) expect(raw_result).toBe(RAW);
  });

  it('holds every record once, walked over a thousand of them', async () => {
    const seen: string[] = [];
    for (let offset = 0; ; offset += 333) {
      const { meta, objects } = await list({ limit: 333, offset });
      seen.push(...objects.map(({ id }) => id));
      if (meta.next === null) break;
    }
    expect(seen).toHaveLength(COUNT + 1);
    expect(seen.slice(1)).toEqual([...seen.slice(1)].sort().reverse());
    expect(new Set(seen).size).toBe(COUNT + 1);
  });
});
