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

/** DynamoDB's own bounds on one BatchGetItem and one BatchWriteItem. */
const READS = 100;
const WRITES = 25;

/** DynamoDB leaves part of a batch undone when it is throttled. So often in a row in vain is not a busy moment. */
const MAX_WAITS = 5;
const FIRST_WAIT_MS = 25;

/** Batches of items of one table, all batches of a call at once. */
export class Batches {
  constructor(
    private readonly client: DynamoDBClient,
    private readonly tableName: string,
    private readonly sleep: (ms: number) => Promise<unknown>,
  ) {}

  /**
   * The items of the ids that there are, in no order. Eventually consistent reads cost half.
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
      const answer = await asPlatformFault('give the records', () => this.client.send(command));
      items.push(...(answer.Responses?.[this.tableName] ?? []));
      return answer.UnprocessedKeys?.[this.tableName]?.Keys ?? [];
    });
    if (left > 0) throw new PlatformError(`DynamoDB did not give ${left} of the records: it is throttled.`);
    return items;
  }

  /** Goes on with what a round has left undone, after a wait when that was all of it. @returns how many in the end */
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

  /** Writes marks over what is there. @returns how many DynamoDB left unwritten. @throws PlatformError */
  put(marks: readonly Item[]): Promise<number> {
    return this.write(marks.map((Item) => [Item.id?.S ?? '', { PutRequest: { Item } }]));
  }

  /** Takes marks away. @returns how many DynamoDB left. @throws PlatformError */
  remove(ids: readonly string[]): Promise<number> {
    return this.write(ids.map((id) => [id, { DeleteRequest: { Key: { id: { S: id } } } }]));
  }

  private async write(changes: readonly (readonly [id: string, request: WriteRequest])[]): Promise<number> {
    // A batch asks no condition: what this may not touch, a record above all, is kept from it here.
    const [other] = changes.find(([id]) => !isCheckpointId(id)) ?? [];
    if (other !== undefined)
      throw new PlatformError(`The item ${other} is no mark of the list: nothing was written.`);
    const requests = changes.map(([, request]) => request);
    const left = chunks(requests, WRITES).map((batch) =>
      this.inRounds(batch, async (some) => {
        const command = new BatchWriteItemCommand({ RequestItems: { [this.tableName]: [...some] } });
        const answer = await asPlatformFault('write the marks', () => this.client.send(command));
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
