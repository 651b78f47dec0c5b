import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { localClient, type SeededTable, startSeededTable } from '../../scripts/bench/pages-table';
import { readService } from '../../scripts/local/service-file';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Item, MemoryDynamoDB } from './list-memory';

/** What the list relies on, of DynamoDB's stand-in in memory and of dynalite alike. */

let seeded: SeededTable;
let dynalite: DynamoDBClient;
let memory: MemoryDynamoDB;

/** Two partitions, keys not in the order of ids. */
function item(serial: number): Item {
  const id = `id-${String(serial).padStart(2, '0')}`;
  const key = `${String((serial * 37) % 101).padStart(3, '0')}-${id}`;
  return marshall({
    id,
    miniapp_id: serial % 5 === 0 ? 'other' : 'app',
    time_key: key,
    text: `红包 ${serial}`,
  });
}

const ITEMS = Array.from({ length: 60 }, (_, serial) => item(serial));

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { table } = await readService(`${__dirname}/../../serverless.yml`);
  seeded = await startSeededTable(await tempFolder(), table, 0);
  dynalite = localClient(seeded.endpoint);
  memory = new MemoryDynamoDB(seeded.name);
  for (const client of [dynalite, memory.client])
    for (let start = 0; start < ITEMS.length; start += 25) {
      const puts = ITEMS.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [seeded.name]: puts } }));
    }
});

afterAll(async () => {
  dynalite.destroy();
  await seeded.close();
  await removeTempFolders();
});

interface Asked {
  readonly partition: string;
  readonly bound: readonly ['<' | '>=', string] | null;
  readonly limit: number | undefined;
  readonly attribute: 'id' | 'time_key';
}

async function walk(client: DynamoDBClient, { partition, bound, limit, attribute }: Asked) {
  const pages: unknown[] = [];
  let start: QueryCommandInput['ExclusiveStartKey'];
  do {
    const { Items, Count, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: seeded.name,
        IndexName: 'by_time',
        KeyConditionExpression: `#partition = :partition${bound === null ? '' : ` AND #time_key ${bound[0]} :bound`}`,
        ProjectionExpression: '#attribute',
        ExpressionAttributeNames: {
          '#partition': 'miniapp_id',
          '#attribute': attribute,
          ...(bound !== null && { '#time_key': 'time_key' }),
        },
        ExpressionAttributeValues: {
          ':partition': { S: partition },
          ...(bound !== null && { ':bound': { S: bound[1] } }),
        },
        ScanIndexForward: bound?.[0] !== '<',
        Limit: limit,
        ExclusiveStartKey: start,
      }),
    );
    pages.push({ Items, Count, LastEvaluatedKey });
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return pages;
}

async function get(client: DynamoDBClient, ids: readonly string[]): Promise<unknown[]> {
  const Keys = ids.map((id) => ({ id: { S: id } }));
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [seeded.name]: { Keys, ConsistentRead: true } } }),
  );
  const found = Responses?.[seeded.name] ?? [];
  return found.sort((a, b) => (String(a.id?.S) < String(b.id?.S) ? -1 : 1));
}

describe('the stand-in for DynamoDB in memory and dynalite agree on', () => {
  it('every walk over the index, page by page', async () => {
    const key = fc.nat(101).map((number) => String(number).padStart(3, '0'));
    const present = fc.constantFrom(...ITEMS.map(({ time_key }) => String(time_key?.S)));
    const asked = fc.record({
      partition: fc.constantFrom('app', 'other', 'none'),
      bound: fc.option(fc.tuple(fc.constantFrom('<' as const, '>=' as const), fc.oneof(key, present))),
      limit: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 60 })),
      attribute: fc.constantFrom('id' as const, 'time_key' as const),
    });
    await fc.assert(
      fc.asyncProperty(asked, async (one) => {
        expect(await walk(memory.client, one)).toEqual(await walk(dynalite, one));
      }),
      { numRuns: 120 },
    );
  });

  it('what a batch of reads gives, the absent left out', async () => {
    const ids = ['id-00', 'id-07', 'nobody', 'id-59'];
    const given = await get(dynalite, ids);
    expect(given).toEqual([item(0), item(7), item(59)]);
    expect(await get(memory.client, ids)).toEqual(given);
  });

  it('an item written over, with another key, and one taken away', async () => {
    const moved = { ...item(1), time_key: { S: '999-moved' } };
    for (const client of [dynalite, memory.client])
      await client.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [seeded.name]: [
              { PutRequest: { Item: moved } },
              { DeleteRequest: { Key: { id: { S: 'id-02' } } } },
            ],
          },
        }),
      );
    const all: Asked = { partition: 'app', bound: null, limit: undefined, attribute: 'time_key' };
    const [page] = (await walk(dynalite, all)) as [{ Items: Item[] }];
    expect(page.Items).toHaveLength(47);
    expect(page.Items.at(-1)).toEqual({ time_key: { S: '999-moved' } });
    expect(await walk(memory.client, all)).toEqual([page]);
    expect(await get(memory.client, ['id-01', 'id-02'])).toEqual(await get(dynalite, ['id-01', 'id-02']));
  });
});
