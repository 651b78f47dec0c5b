import { setTimeout } from 'node:timers/promises';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import { Batches } from './batches';
import {
  CHECKPOINT_STEP,
  checkpointId,
  checkpointItem,
  checkpointPrefix,
  checkpointsPartition,
  type FullCheckpoint,
} from './checkpoint-item';
import { Scanner } from './scan';
import { TimeKeys } from './time-keys';

type Item = Record<string, AttributeValue>;

/** What a recount found, and mended. */
export interface Recount {
  /** Records in the index. */
  readonly records: number;
  /** Checkpoints there are to be: one per so many records that are older than the margin. */
  readonly marks: number;
  /** Not yet there, above the highest that is: no list has been asked for since. No fault. */
  readonly added: number;
  /** Not there, below others. */
  readonly missing: number;
  /** There, but telling something else than the index. */
  readonly wrong: number;
  /** There, where none belongs. */
  readonly surplus: number;
}

/**
 * Counts all records by the index, compares every mark with the count, and mends what differs. Writes and takes
 * away marks only. Lists may run meanwhile.
 * @throws PlatformError when DynamoDB does not answer, or does not take a mark
 */
export async function recount(
  client: DynamoDBClient,
  tableName: string,
  miniappId: string,
  { step = CHECKPOINT_STEP, now = awsClock(client) }: { step?: number; now?: () => number } = {},
): Promise<Recount> {
  const keys = new TimeKeys(client, tableName);
  const mending = new Repair(new Batches(client, tableName, setTimeout), miniappId);
  mending.expectNoneOf(await keys.ids(checkpointsPartition(miniappId)));
  const walker = new Scanner(keys, miniappId, step, now);
  const walk = { start: null, deadline: Number.POSITIVE_INFINITY };
  const walked = await walker.walk(walk, (marks) => mending.compare(marks));
  return { records: walked?.total ?? 0, ...(await mending.finish()) };
}

/** This runs on a person's machine, whose clock may be far off: the SDK learns by how much from AWS's answers. */
function awsClock({ config }: DynamoDBClient): () => number {
  return () => Date.now() + config.systemClockOffset;
}

/** Compares the marks that are there with those that are to be. */
class Repair {
  private readonly there = new Set<string>();
  private readonly absent: string[] = [];
  private marks = 0;
  private wrong = 0;
  /** Ids sort as their counts do. */
  private highest = '';

  constructor(
    private readonly batches: Batches,
    private readonly miniappId: string,
  ) {}

  /** Until `compare` says otherwise, each of them is surplus. */
  expectNoneOf(ids: readonly string[]): void {
    // What is not called a mark might be a record, whatever its partition says.
    const foreign = ids.find((id) => !id.startsWith(checkpointPrefix(this.miniappId)));
    if (foreign !== undefined)
      throw new PlatformError(`The item ${foreign} stands among the marks and is none: look at it first.`);
    for (const id of ids) this.there.add(id);
  }

  /** Always keeps them, or throws. */
  async compare(marks: readonly FullCheckpoint[]): Promise<0> {
    const due = marks.map((mark) => checkpointItem(this.miniappId, mark));
    const ids = marks.map(({ count }) => checkpointId(this.miniappId, count));
    const found = new Map<string, Item>();
    for (const item of await this.batches.get(ids, true)) found.set(item.id?.S ?? '', item);
    const mended: Item[] = [];
    for (const [index, item] of due.entries()) {
      const id = ids[index] ?? '';
      this.there.delete(id);
      const is = found.get(id);
      if (is === undefined) this.absent.push(id);
      else this.highest = id;
      if (is === undefined || !isSame(is, item)) mended.push(item);
      if (is !== undefined && !isSame(is, item)) this.wrong += 1;
    }
    this.marks += marks.length;
    await this.put(mended);
    return 0;
  }

  private async put(items: readonly Item[]): Promise<void> {
    const left = await this.batches.put(items);
    if (left > 0) throw new PlatformError(`DynamoDB did not take ${left} marks: repeat.`);
  }

  async finish(): Promise<Omit<Recount, 'records'>> {
    const surplus = [...this.there];
    const left = await this.batches.remove(surplus);
    if (left > 0) throw new PlatformError(`DynamoDB did not take away ${left} marks: repeat.`);
    const missing = this.absent.filter((id) => id < this.highest).length;
    const { marks, wrong } = this;
    return { marks, added: this.absent.length - missing, missing, wrong, surplus: surplus.length };
  }
}

/** Checkpoints are flat, and all of text and numbers. */
function isSame(one: Item, other: Item): boolean {
  const text = (item: Item): string =>
    JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
