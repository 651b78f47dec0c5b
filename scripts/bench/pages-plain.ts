import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';

/**
 * Reads a page without an index of positions: walks the keys from the newest record to the page, and on to the oldest
 * one if the total is wanted too. Counting needs no keys but costs the same.
 */
export async function walkPlainly(
  client: DynamoDBClient,
  TableName: string,
  { offset, limit, withTotal }: { offset: number; limit: number; withTotal: boolean },
): Promise<string[]> {
  const ids: string[] = [];
  let seen = 0;
  let from: QueryCommandInput['ExclusiveStartKey'];
  do {
    const wanted = offset + limit - seen;
    const response = await client.send(
      new QueryCommand({
        TableName,
        IndexName: 'by_time',
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': 'miniapp_id' },
        ExpressionAttributeValues: { ':partition': { S: '1' } },
        ScanIndexForward: false,
        Select: wanted > 0 ? 'ALL_PROJECTED_ATTRIBUTES' : 'COUNT',
        Limit: wanted > 0 ? wanted : undefined,
        ExclusiveStartKey: from,
      }),
    );
    for (const { id } of response.Items?.slice(Math.max(0, offset - seen)) ?? []) ids.push(id?.S ?? '');
    seen += response.Count ?? 0;
    from = response.LastEvaluatedKey;
  } while (from !== undefined && (withTotal || seen < offset + limit));
  if (ids.length > 0) {
    const Keys = ids.map((id) => ({ id: { S: id } }));
    await client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
  }
  return ids;
}
