import type { Log } from '../contract/log';
import type { Batches } from './list-batches';
import type { TimeKeys } from './list-keys';
import type { MarkSink } from './list-walk';
import {
  BEHIND_ALL_MARKS,
  countKey,
  type Mark,
  markId,
  markItem,
  marksPartition,
  readMarkIds,
  readMarkKey,
} from './marks';

/** So many marks cost no more to read than one, and a malformed one above them no call more. */
const LOOK_AT = 20;

/** The marks of one mini-program, as items beside its records. */
export class Marks {
  constructor(
    private readonly keys: TimeKeys,
    private readonly batches: Batches,
    private readonly miniappId: string,
    private readonly step: number,
  ) {}

  /** The highest well-formed mark of a count below this one, or of all; null without one. @throws PlatformError */
  async highest(belowCount?: number): Promise<Mark | null> {
    let below = belowCount === undefined ? BEHIND_ALL_MARKS : countKey(belowCount);
    for (;;) {
      const keys = await this.keys.highest(marksPartition(this.miniappId), below, LOOK_AT);
      for (const key of keys) {
        const mark = readMarkKey(key, this.step);
        if (mark !== null) return mark;
        below = key;
      }
      if (keys.length < LOOK_AT) return null;
    }
  }

  /** The ids that the marks of the counts hold; of a mark that is lost or malformed, none. @throws PlatformError */
  async ids(counts: readonly number[], isConsistent: boolean): Promise<Map<number, readonly string[]>> {
    const countOf = new Map(counts.map((count) => [markId(this.miniappId, count), count]));
    const found = new Map<number, readonly string[]>();
    for (const item of await this.batches.get([...countOf.keys()], isConsistent)) {
      const count = countOf.get(item.id?.S ?? '');
      const ids = count === undefined ? null : readMarkIds(item, count, this.step);
      if (count !== undefined && ids !== null) found.set(count, ids);
    }
    return found;
  }

  /**
   * Writes marks, over each other if two do so at once: both write the same. One that is not written is written by
   * the next list that walks over it: the next of all if it is the highest, else the next that asks for a page there.
   */
  saver(log: Log): MarkSink {
    return async (marks) => {
      try {
        const left = await this.batches.put(marks.map((mark) => markItem(this.miniappId, mark)));
        if (left > 0) log.warn('marks of the list not saved', { count: left });
        return left;
      } catch (error) {
        log.warn('marks of the list not saved', { count: marks.length, error: String(error) });
        return marks.length;
      }
    };
  }
}
