import { type DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { asPlatformFault } from './dynamodb';

interface Range {
  readonly partition: string;
  /** Keys of this value and above; without it, from the beginning. */
  readonly from?: string | undefined;
  /** Keys below this value, newest first. */
  readonly below?: string | undefined;
  readonly limit?: number | undefined;
}

/** Reads the keys-only index `by_time`, where records and marks have a partition each. */
export class TimeKeys {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /**
   * Keys in their order, a page of DynamoDB's (1 MB) at a time. `more` tells whether another page follows.
   * @throws PlatformError
   */
  async *ascending(
    partition: string,
    from?: string,
    limit?: number,
  ): AsyncGenerator<{ readonly keys: readonly string[]; readonly more: boolean }> {
    let left = limit;
    let next: QueryCommandInput['ExclusiveStartKey'];
    do {
      const page = await this.query({ partition, from, limit: left }, next);
      if (left !== undefined) left -= page.keys.length;
      next = left === undefined || left > 0 ? page.next : undefined;
      yield { keys: page.keys, more: next !== undefined };
    } while (next !== undefined);
  }

  /** The highest keys below a value, highest first. @throws PlatformError */
  async highest(partition: string, below: string, limit: number): Promise<readonly string[]> {
    return (await this.query({ partition, below, limit })).keys;
  }

  private async query(
    { partition, from, below, limit }: Range,
    next?: QueryCommandInput['ExclusiveStartKey'],
  ) {
    const bound = from ?? below;
    const command = new QueryCommand({
      TableName: this.tableName,
      IndexName: 'by_time',
      KeyConditionExpression: `#partition = :partition${
        bound === undefined ? '' : ` AND #time_key ${from === undefined ? '<' : '>='} :bound`
      }`,
      // An id is part of its time_key; to leave the rest out halves what has to be parsed.
      ProjectionExpression: '#time_key',
      ExpressionAttributeNames: { '#partition': 'miniapp_id', '#time_key': 'time_key' },
      ExpressionAttributeValues: {
        ':partition': { S: partition },
        ...(bound !== undefined && { ':bound': { S: bound } }),
      },
      ScanIndexForward: below === undefined,
      Limit: limit,
      ExclusiveStartKey: next,
    });
    const answer = await asPlatformFault('list the records', () => this.client.send(command));
    return {
      keys: (answer.Items ?? []).map((item) => item.time_key?.S ?? ''),
      next: answer.LastEvaluatedKey,
    };
  }
}
