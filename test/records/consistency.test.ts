import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBRecordTable } from '../../shared/records/dynamodb-table';

test('a record is read consistently: what was written before is seen', async () => {
  const asked: object[] = [];
  const client = new DynamoDBClient({ region: 'us-east-1' });
  // A local table is always consistent; only the request itself can tell.
  client.middlewareStack.add(() => async ({ input }) => {
    asked.push(input);
    return { output: { $metadata: {} }, response: {} };
  });
  expect(
    await new DynamoDBRecordTable(client, 'records', '1').get('0123456789abcdef01234567'),
  ).toBeUndefined();
  expect(asked).toMatchObject([{ TableName: 'records', ConsistentRead: true }]);
  client.destroy();
});
