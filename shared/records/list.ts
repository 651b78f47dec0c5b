import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { asPlatformFault } from './dynamodb';
import type { StoredRecord } from './record';

/** One page, newest first, and how many records there are in all, as the index has it. */
export interface Page {
  readonly records: readonly StoredRecord[];
  readonly totalCount: number;
}

/** DynamoDB's own bound on one BatchGetItem. */
const BATCH = 100;

type Position = QueryCommandInput['ExclusiveStartKey'];

/** Pages over the keys-only index `by_time`. */
export class RecordList {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly miniappId: string,
  ) {}

  async page(offset: number, limit: number): Promise<Page> {
    const ids: string[] = [];
    let seen = 0;
    let from: Position;
    do {
      // Past the page only the count matters, which DynamoDB gives without the keys.
      const wanted = seen < offset + limit;
      const page = await this.keys(from, wanted ? offset + limit - seen : undefined, wanted);
      ids.push(...page.ids.slice(Math.max(0, offset - seen)));
      seen += page.count;
      from = page.next;
    } while (from !== undefined);
    return { records: await this.records(ids), totalCount: seen };
  }

  private async keys(from: Position, limit: number | undefined, wanted: boolean) {
    const command = new QueryCommand({
      TableName: this.tableName,
      IndexName: 'by_time',
      KeyConditionExpression: '#miniapp_id = :miniapp_id',
      ExpressionAttributeNames: { '#miniapp_id': 'miniapp_id' },
      ExpressionAttributeValues: { ':miniapp_id': { S: this.miniappId } },
      ScanIndexForward: false,
      Select: wanted ? 'ALL_PROJECTED_ATTRIBUTES' : 'COUNT',
      Limit: limit,
      ExclusiveStartKey: from,
    });
    const {
      Items = [],
      Count = 0,
      LastEvaluatedKey,
    } = await asPlatformFault('list the records', () => this.client.send(command));
    return { ids: Items.map((item) => item.id?.S ?? ''), count: Count, next: LastEvaluatedKey };
  }

  /** The records of the ids, in their order; in batches, at once. */
  private async records(ids: readonly string[]): Promise<StoredRecord[]> {
    const batches: Promise<StoredRecord[]>[] = [];
    for (let start = 0; start < ids.length; start += BATCH)
      batches.push(this.batch(ids.slice(start, start + BATCH)));
    const byId = new Map((await Promise.all(batches)).flat().map((record) => [record.id, record]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  private async batch(ids: readonly string[]): Promise<StoredRecord[]> {
    const records: StoredRecord[] = [];
    // Consistent: the index may show a record a moment before every replica of the table does.
    let request: BatchGetItemCommandInput['RequestItems'] = {
      [this.tableName]: { Keys: ids.map((id) => ({ id: { S: id } })), ConsistentRead: true },
    };
    while (request !== undefined && Object.keys(request).length > 0) {
      const command: BatchGetItemCommand = new BatchGetItemCommand({ RequestItems: request });
      const { Responses, UnprocessedKeys } = await asPlatformFault('give the records', () =>
        this.client.send(command),
      );
      records.push(...(Responses?.[this.tableName] ?? []).map((item) => unmarshall(item) as StoredRecord));
      request = UnprocessedKeys;
    }
    return records;
  }
}
