import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBPassLease } from '../../shared/records/dynamodb-pass-lease';
import { DynamoDBRecordTable } from '../../shared/records/dynamodb-table';

/** The input of every request of a client whose table is empty. A local table is always consistent; only this can tell. */
async function askedBy(use: (client: DynamoDBClient) => Promise<void>): Promise<object[]> {
  const asked: object[] = [];
  const client = new DynamoDBClient({ region: 'us-east-1' });
  client.middlewareStack.add(() => async ({ input }) => {
    asked.push(input);
    return { output: { $metadata: {} }, response: {} };
  });
  await use(client);
  client.destroy();
  return asked;
}

test('a record is read consistently: what was written before is seen', async () => {
  const asked = await askedBy(async (client) => {
    const table = new DynamoDBRecordTable(client, 'records', '1');
    expect(await table.get('0123456789abcdef01234567')).toBeUndefined();
  });
  expect(asked).toMatchObject([{ TableName: 'records', ConsistentRead: true }]);
});

test('the lease of recovery passes is read consistently: a pass that has just taken it is seen', async () => {
  const asked = await askedBy(async (client) => {
    expect(await new DynamoDBPassLease(client, 'records', '1').heldUntil()).toBe(0);
  });
  expect(asked).toMatchObject([{ TableName: 'records', ConsistentRead: true }]);
});
