import {
  type AttributeValue,
  type DynamoDBClient,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import { asPlatformFault } from '../records/dynamodb';

interface Range {
  readonly partition: string;
  /** Keys of this value and above; if absent, from the beginning. */
  readonly from?: string | undefined;
  /** Keys below this value, highest first. */
  readonly below?: string | undefined;
  readonly limit?: number | undefined;
  readonly attribute?: 'id' | 'time_key';
}

type Start = Record<string, AttributeValue> | undefined;

/** A page as DynamoDB splits them, at 1 MB; `more` says whether another follows. */
interface KeyPage {
  readonly keys: readonly string[];
  readonly more: boolean;
}

/** Reads the keys-only index `by_time`, in which records and checkpoints have separate partitions. */
export class TimeKeys {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Keys from a value on, inclusive, at most `limit` of them. @throws PlatformError */
  async *ascending(partition: string, from?: string, limit?: number): AsyncGenerator<KeyPage> {
    let left = limit;
    let next: Start;
    do {
      const page = await this.query({ partition, from, limit: left }, next);
      if (left !== undefined) left -= page.values.length;
      next = left === undefined || left > 0 ? page.next : undefined;
      yield { keys: page.values, more: next !== undefined };
    } while (next !== undefined);
  }

  /** The highest keys below a value, highest first. @throws PlatformError */
  async highest(partition: string, below: string, limit: number): Promise<readonly string[]> {
    return (await this.query({ partition, below, limit })).values;
  }

  /** Ids of all items of a partition. @throws PlatformError */
  async ids(partition: string): Promise<string[]> {
    const ids: string[] = [];
    let next: Start;
    do {
      const page = await this.query({ partition, attribute: 'id' }, next);
      ids.push(...page.values);
      next = page.next;
    } while (next !== undefined);
    return ids;
  }

  private async query({ partition, from, below, limit, attribute = 'time_key' }: Range, start?: Start) {
    const bound = from ?? below;
    const condition = bound === undefined ? '' : ` AND #time_key ${from === undefined ? '<' : '>='} :bound`;
    const input: QueryCommandInput = {
      TableName: this.tableName,
      IndexName: 'by_time',
      KeyConditionExpression: `#partition = :partition${condition}`,
      // A record's id is part of its time_key; leaving out the rest halves the data to parse.
      ProjectionExpression: '#attribute',
      ExpressionAttributeNames: {
        '#partition': 'miniapp_id',
        '#attribute': attribute,
        ...(bound !== undefined && { '#time_key': 'time_key' }),
      },
      ExpressionAttributeValues: {
        ':partition': { S: partition },
        ...(bound !== undefined && { ':bound': { S: bound } }),
      },
      ScanIndexForward: below === undefined,
      Limit: limit,
      ExclusiveStartKey: start,
    };
    const answer = await asPlatformFault('Query', () => this.client.send(new QueryCommand(input)));
    return {
      values: (answer.Items ?? []).map((item) => item[attribute]?.S ?? ''),
      next: answer.LastEvaluatedKey,
    };
  }
}
