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

/** So many marks cost no more to read than one, and a malformed one above them no call more. */
const LOOK_AT = 20;

/** The marks of one mini-program, as items beside its records. */
export class Checkpoints {
  constructor(
    private readonly keys: TimeKeys,
    private readonly batches: Batches,
    private readonly miniappId: string,
    private readonly step: number,
  ) {}

  /** The highest well-formed mark of a count below this one, or of all; null without one. @throws PlatformError */
  async highest(belowCount?: number): Promise<Checkpoint | null> {
    let below = belowCount === undefined ? AFTER_ALL_CHECKPOINTS : countKey(belowCount);
    for (;;) {
      const keys = await this.keys.highest(checkpointsPartition(this.miniappId), below, LOOK_AT);
      for (const key of keys) {
        const mark = parseCheckpointKey(key, this.step);
        if (mark !== null) return mark;
        below = key;
      }
      if (keys.length < LOOK_AT) return null;
    }
  }

  /** The ids that the marks of the counts hold; of a mark that is lost or malformed, none. @throws PlatformError */
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
   * Writes marks, over each other if two do so at once: both write the same. One that is not written is written by
   * the next list that walks over it: the next of all if it is the highest, else the next that asks for a page there.
   */
  saver(log: Log): CheckpointSink {
    return async (marks) => {
      try {
        const left = await this.batches.put(marks.map((mark) => checkpointItem(this.miniappId, mark)));
        if (left > 0) log.warn('marks of the list not saved', { count: left });
        return left;
      } catch (error) {
        log.warn('marks of the list not saved', { count: marks.length, error: String(error) });
        return marks.length;
      }
    };
  }
}
