import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import { asPlatformFault } from '../records/dynamodb';
import { isCheckpointId } from './checkpoint-item';

type Item = Record<string, AttributeValue>;

/** DynamoDB's own limits on one BatchGetItem and one BatchWriteItem. */
const READS = 100;
const WRITES = 25;

/**
 * DynamoDB leaves part of a batch unprocessed when it is throttled. After this many consecutive rounds without
 * progress, give up: that is more than a short peak.
 */
const MAX_WAITS = 5;
const FIRST_WAIT_MS = 25;

/** Reads and writes items of one table in batches; the batches of one call run at the same time. */
export class Batches {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly sleep: (ms: number) => Promise<unknown>,
  ) {}

  /**
   * Gets the existing items of the ids, in no order. Eventually consistent reads cost half.
   * @throws PlatformError
   */
  async get(ids: readonly string[], isConsistent: boolean): Promise<Item[]> {
    const batches = chunks(ids, READS).map((batch) => this.getBatch(batch, isConsistent));
    return (await Promise.all(batches)).flat();
  }

  private async getBatch(ids: readonly string[], isConsistent: boolean): Promise<Item[]> {
    const items: Item[] = [];
    const all: Item[] = ids.map((id) => ({ id: { S: id } }));
    const left = await this.inRounds(all, async (keys) => {
      const command = new BatchGetItemCommand({
        RequestItems: { [this.tableName]: { Keys: [...keys], ConsistentRead: isConsistent } },
      });
      const answer = await asPlatformFault('BatchGetItem', () => this.client.send(command));
      items.push(...(answer.Responses?.[this.tableName] ?? []));
      return answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    });
    if (left > 0)
      throw new PlatformError(`DynamoDB BatchGetItem left ${left} records unread: the table is throttled.`);
    return items;
  }

  /**
   * Repeats `round` on the unprocessed part, after a wait if the round made no progress. @returns how many remain in
   * the end
   */
  private async inRounds<T>(all: readonly T[], round: (left: readonly T[]) => Promise<T[]>): Promise<number> {
    let left = all;
    for (let waits = 0; left.length > 0; ) {
      const before = left.length;
      left = await round(left);
      if (left.length === 0) break;
      if (left.length < before) waits = 0;
      else if (waits === MAX_WAITS) return left.length;
      else {
        await this.sleep(FIRST_WAIT_MS * 2 ** waits);
        waits += 1;
      }
    }
    return 0;
  }

  /** Writes checkpoints, replacing existing ones. @returns how many DynamoDB left unwritten. @throws PlatformError */
  put(items: readonly Item[]): Promise<number> {
    return this.write(items.map((Item) => [Item.id?.S ?? '', { PutRequest: { Item } }]));
  }

  /** Deletes checkpoints. @returns how many DynamoDB left undeleted. @throws PlatformError */
  remove(ids: readonly string[]): Promise<number> {
    return this.write(ids.map((id) => [id, { DeleteRequest: { Key: { id: { S: id } } } }]));
  }

  private async write(changes: readonly (readonly [id: string, request: WriteRequest])[]): Promise<number> {
    // A batch write has no conditions, so this check keeps it from touching anything else, above all a record.
    const [other] = changes.find(([id]) => !isCheckpointId(id)) ?? [];
    if (other !== undefined)
      throw new PlatformError(`Item ${other} is not a list checkpoint; nothing was written.`);
    const requests = changes.map(([, request]) => request);
    const left = chunks(requests, WRITES).map((batch) =>
      this.inRounds(batch, async (some) => {
        const command = new BatchWriteItemCommand({ RequestItems: { [this.tableName]: [...some] } });
        const answer = await asPlatformFault('BatchWriteItem', () => this.client.send(command));
        return answer.UnprocessedItems?.[this.tableName] ?? [];
      }),
    );
    return (await Promise.all(left)).reduce((sum, count) => sum + count, 0);
  }
}

function chunks<T>(all: readonly T[], size: number): (readonly T[])[] {
  const parts: (readonly T[])[] = [];
  for (let start = 0; start < all.length; start += size) parts.push(all.slice(start, start + size));
  return parts;
}
