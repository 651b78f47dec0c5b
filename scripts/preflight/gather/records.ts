import {
  type AttributeValue,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Facts, Plan, Records, Sample, Table } from '../facts';
import type { Clients } from './clients';
import { lookUp, orNull } from './fact';

/** Among the items of a scan may be checkpoints of the list, one per hundred records at most. */
const SCANNED = 20;

const FIELDS = {
  ProjectionExpression: '#id, #miniapp, #key',
  ExpressionAttributeNames: { '#id': 'id', '#miniapp': 'miniapp_id', '#key': 'idempotency_key' },
};

/** The table, and records that show whose it is. */
export async function gatherTable(
  { table: TableName, miniappId }: Plan,
  { dynamodb }: Pick<Clients, 'dynamodb'>,
): Promise<Pick<Facts, 'table' | 'records'>> {
  const table = await lookUp(
    { what: `the table ${TableName}`, permission: `dynamodb:DescribeTable on ${TableName}` },
    async (options): Promise<Table | null> => {
      const command = new DescribeTableCommand({ TableName });
      const found = await orNull(dynamodb.send(command, options), 'ResourceNotFoundException');
      if (found === null) return null;
      const { TableStatus = 'unknown', GlobalSecondaryIndexes = [] } = found.Table ?? {};
      return {
        status: TableStatus,
        indexes: GlobalSecondaryIndexes.map(({ IndexName = '' }) => IndexName),
      };
    },
  );
  // A table without the index has no records that this program wrote.
  const isReadable = !table.known || (table.value?.indexes.includes('by_time') ?? false);
  if (!isReadable) return { table, records: { known: true, value: null } };
  const records = await lookUp(
    {
      what: 'whose the records are',
      permission: `dynamodb:Query, dynamodb:GetItem and dynamodb:Scan on ${TableName} and its index by_time`,
    },
    (options) => recordsOf(dynamodb, TableName, miniappId, options),
  );
  return { table, records };
}

async function recordsOf(
  client: DynamoDBClient,
  TableName: string,
  miniappId: string,
  options: { readonly abortSignal: AbortSignal },
): Promise<Records | null> {
  const query = new QueryCommand({
    TableName,
    IndexName: 'by_time',
    KeyConditionExpression: 'miniapp_id = :miniapp',
    ExpressionAttributeValues: { ':miniapp': { S: miniappId } },
    // The oldest: it was there before anybody could deploy with a wrong stage.
    ScanIndexForward: true,
    Limit: 1,
  });
  const found = await orNull(client.send(query, options), 'ResourceNotFoundException');
  if (found === null) return null;
  const id = found.Items?.[0]?.id;
  if (id !== undefined) {
    const get = new GetItemCommand({ TableName, Key: { id }, ...FIELDS });
    return { ours: sampleOf((await client.send(get, options)).Item), other: null };
  }
  const scan = new ScanCommand({ TableName, Limit: SCANNED, ...FIELDS });
  const { Items = [] } = await client.send(scan, options);
  return { ours: null, other: Items.map(sampleOf).find((sample) => sample !== null) ?? null };
}

function sampleOf(item: Record<string, AttributeValue> | undefined): Sample | null {
  const [id, miniappId, key] = [item?.id?.S, item?.miniapp_id?.S, item?.idempotency_key?.S];
  return id === undefined || miniappId === undefined || key === undefined ? null : { id, miniappId, key };
}
