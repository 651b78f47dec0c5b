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

/** Findings and repairs of a recount. */
export interface Recount {
  /** Records in the index. */
  readonly records: number;
  /** Expected checkpoints: one per step of records that are older than the margin. */
  readonly checkpoints: number;
  /** Expected checkpoints above the highest existing one: nobody has asked for a list since. Not a fault. */
  readonly added: number;
  /** Missing checkpoints below existing ones. */
  readonly missing: number;
  /** Existing checkpoints that contradict the index. */
  readonly wrong: number;
  /** Existing checkpoints where none belongs. */
  readonly surplus: number;
}

/**
 * Counts all records by the index, compares every checkpoint with the count, and fixes the differences. Writes and
 * deletes checkpoints only. Lists may run meanwhile.
 * @throws PlatformError when DynamoDB does not respond, or does not accept a checkpoint
 */
export async function recount(
  client: DynamoDBClient,
  tableName: string,
  miniappId: string,
  { step = CHECKPOINT_STEP, now = awsClock(client) }: { step?: number; now?: () => number } = {},
): Promise<Recount> {
  const keys = new TimeKeys(client, tableName);
  const repair = new Repair(new Batches(client, tableName, setTimeout), miniappId);
  repair.expectNoneOf(await keys.ids(checkpointsPartition(miniappId)));
  const walker = new Scanner(keys, miniappId, step, now);
  const walk = { start: null, deadline: Number.POSITIVE_INFINITY };
  const walked = await walker.walk(walk, (checkpoints) => repair.compare(checkpoints));
  return { records: walked?.total ?? 0, ...(await repair.finish()) };
}

/** This runs on an operator's machine, whose clock may be far off; the SDK learns the offset from AWS's responses. */
function awsClock({ config }: DynamoDBClient): () => number {
  return () => Date.now() + config.systemClockOffset;
}

/** Compares the existing checkpoints with the expected ones. */
class Repair {
  private readonly there = new Set<string>();
  private readonly absent: string[] = [];
  private checkpoints = 0;
  private wrong = 0;
  /** Ids sort as their counts do. */
  private highest = '';

  constructor(
    private readonly batches: Batches,
    private readonly miniappId: string,
  ) {}

  /** Each of them counts as surplus until `compare` finds it expected. */
  expectNoneOf(ids: readonly string[]): void {
    // An item without a checkpoint's id might be a record, whatever its partition says.
    const foreign = ids.find((id) => !id.startsWith(checkpointPrefix(this.miniappId)));
    if (foreign !== undefined)
      throw new PlatformError(
        `Item ${foreign} is in the checkpoint partition but is not a checkpoint; inspect it before running recount.`,
      );
    for (const id of ids) this.there.add(id);
  }

  /** Returns 0: it writes all of them or throws. */
  async compare(checkpoints: readonly FullCheckpoint[]): Promise<0> {
    const due = checkpoints.map((checkpoint) => checkpointItem(this.miniappId, checkpoint));
    const ids = checkpoints.map(({ count }) => checkpointId(this.miniappId, count));
    const found = new Map<string, Item>();
    for (const item of await this.batches.get(ids, true)) found.set(item.id?.S ?? '', item);
    const repaired: Item[] = [];
    for (const [index, item] of due.entries()) {
      const id = ids[index] ?? '';
      this.there.delete(id);
      const is = found.get(id);
      if (is === undefined) this.absent.push(id);
      else this.highest = id;
      if (is === undefined || !isSame(is, item)) repaired.push(item);
      if (is !== undefined && !isSame(is, item)) this.wrong += 1;
    }
    this.checkpoints += checkpoints.length;
    await this.put(repaired);
    return 0;
  }

  private async put(items: readonly Item[]): Promise<void> {
    const left = await this.batches.put(items);
    if (left > 0) throw new PlatformError(`DynamoDB left ${left} checkpoints unwritten; run recount again.`);
  }

  async finish(): Promise<Omit<Recount, 'records'>> {
    const surplus = [...this.there];
    const left = await this.batches.remove(surplus);
    if (left > 0) throw new PlatformError(`DynamoDB left ${left} checkpoints undeleted; run recount again.`);
    const missing = this.absent.filter((id) => id < this.highest).length;
    const { checkpoints, wrong } = this;
    return { checkpoints, added: this.absent.length - missing, missing, wrong, surplus: surplus.length };
  }
}

/** Checkpoints are flat and contain only text and numbers. */
function isSame(one: Item, other: Item): boolean {
  const text = (item: Item): string =>
    JSON.stringify(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)));
  return text(one) === text(other);
}
