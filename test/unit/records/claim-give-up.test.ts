import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBRecordTable } from '../../../shared/records/dynamodb-table';
import { type HttpTestServer, serveHttp } from '../../kit/server';
import { record } from '../support/samples';

/** DynamoDB takes the write and says nothing. */
let server: HttpTestServer;
let client: DynamoDBClient;
let asked = 0;

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  server = await serveHttp(() => {
    asked += 1;
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  client = new DynamoDBClient({ endpoint: server.url, region: 'ap-east-1', credentials });
});

beforeEach(() => {
  asked = 0;
});

afterAll(async () => {
  client.destroy();
  await server.end();
});

/** How long the claim was waited for, in milliseconds. */
async function waited(giveUpAfterMs: number): Promise<number> {
  const startedAt = performance.now();
  const table = new DynamoDBRecordTable(client, 'records', 'wxminiapp');
  await expect(table.insert(record(), giveUpAfterMs)).rejects.toMatchObject({ status: null });
  return performance.now() - startedAt;
}

describe('a claim without an answer', () => {
  it('is given up after the time that it may take, and not repeated', async () => {
    const ms = await waited(1_000);
    expect(ms).toBeGreaterThanOrEqual(999);
    expect(ms).toBeLessThan(4_000);
    expect(asked).toBe(1);
  });

  it.each([0, -5])('is given up at once where it may take no time: %d ms', async (giveUpAfterMs) => {
    expect(await waited(giveUpAfterMs)).toBeLessThan(3_000);
  });

  it('is not held up by a clock that is set while it is waited for: a duration is given, not a time', async () => {
    const realNow = Date.now.bind(Date);
    Date.now = () => realNow() + 86_400_000;
    try {
      expect(await waited(300)).toBeGreaterThanOrEqual(299);
    } finally {
      Date.now = realNow;
    }
  });
});
