import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { awsOptions, type Contract } from '../contract/harness';
import type { Row } from './verdict';

/** Items that are no records: recovery keeps the lease of its passes in one. */
function isRecord({ id }: Row): boolean {
  return !id.includes('#');
}

/** Every record, read from DynamoDB itself: past the proxies, and by no code of the product. */
export async function readTable({ stack }: Contract): Promise<Row[]> {
  const client = new DynamoDBClient(awsOptions(stack, 'AWS_ENDPOINT_URL_DYNAMODB'));
  const { RECORDS_TABLE: TableName } = stack.env;
  const rows: Row[] = [];
  let from: Record<string, AttributeValue> | undefined;
  try {
    do {
      const page = await client.send(
        new ScanCommand({ TableName, ExclusiveStartKey: from, ConsistentRead: true }),
      );
      rows.push(...(page.Items ?? []).map((item) => unmarshall(item) as Row));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
  } finally {
    client.destroy();
  }
  return rows.filter(isRecord);
}
