import type { Log } from '../api/log';
import type { Batches } from './batches';
import {
  AFTER_ALL_CHECKPOINTS,
  type Checkpoint,
  checkpointId,
  checkpointItem,
  checkpointsPartition,
  countKey,
  parseCheckpointIds,
  parseCheckpointKey,
} from './checkpoint-item';
import type { CheckpointSink } from './scan';
import type { TimeKeys } from './time-keys';

/** Reading this many checkpoints costs no more than reading one, and a malformed one among them needs no extra call. */
const LOOK_AT = 20;

/** The checkpoints of one mini-program, stored as items beside its records. */
export class Checkpoints {
  constructor(
    private readonly keys: TimeKeys,
    private readonly batches: Batches,
    private readonly miniappId: string,
    private readonly step: number,
  ) {}

  /** The highest well-formed checkpoint below this count, or of all; null if there is none. @throws PlatformError */
  async highest(belowCount?: number): Promise<Checkpoint | null> {
    let below = belowCount === undefined ? AFTER_ALL_CHECKPOINTS : countKey(belowCount);
    for (;;) {
      const keys = await this.keys.highest(checkpointsPartition(this.miniappId), below, LOOK_AT);
      for (const key of keys) {
        const checkpoint = parseCheckpointKey(key, this.step);
        if (checkpoint !== null) return checkpoint;
        below = key;
      }
      if (keys.length < LOOK_AT) return null;
    }
  }

  /**
   * The ids in the checkpoints of these counts; a missing or malformed checkpoint has no entry. @throws PlatformError
   */
  async ids(counts: readonly number[], isConsistent: boolean): Promise<Map<number, readonly string[]>> {
    const countOf = new Map(counts.map((count) => [checkpointId(this.miniappId, count), count]));
    const found = new Map<number, readonly string[]>();
    for (const item of await this.batches.get([...countOf.keys()], isConsistent)) {
      const count = countOf.get(item.id?.S ?? '');
      const ids = count === undefined ? null : parseCheckpointIds(item, count, this.step);
      if (count !== undefined && ids !== null) found.set(count, ids);
    }
    return found;
  }

  /**
   * Writes checkpoints. Two lists that write at once overwrite each other with the same values. A checkpoint that is
   * not written is written by the next list that scans over it: the next list of all if it is the highest, else the
   * next one that asks for a page there.
   */
  saver(log: Log): CheckpointSink {
    return async (checkpoints) => {
      try {
        const left = await this.batches.put(
          checkpoints.map((checkpoint) => checkpointItem(this.miniappId, checkpoint)),
        );
        if (left > 0) log.warn('list checkpoints not saved', { count: left });
        return left;
      } catch (error) {
        log.warn('list checkpoints not saved', { count: checkpoints.length, error: String(error) });
        return checkpoints.length;
      }
    };
  }
}
