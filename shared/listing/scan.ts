import { PlatformError } from '../api/errors';
import { idOfTimeKey, timeOfTimeKey } from '../records/record';
import { type Checkpoint, type FullCheckpoint, IMMUTABLE_AFTER_MS } from './checkpoint-item';
import type { TimeKeys } from './time-keys';

/** Kept of a walk whatever its length, so that the newest page need not be read back. */
const KEPT = 1_100;

/** Kept back from an invocation's time for what comes after a walk: the reads of a page, and their retries. */
const TIME_TO_ANSWER_MS = 5_000;

/** What a walk has counted, and the ids of the records `first` … `total`, numbered from 1, the oldest. */
export interface Scanned {
  readonly total: number;
  readonly first: number;
  readonly ids: readonly string[];
  /** Whether marks were written on the way. */
  readonly hasCut: boolean;
}

/** One walk over the index, from a mark or from the oldest record, upwards. */
export interface Scan {
  readonly start: Checkpoint | null;
  /** Count at which to stop; without it, the end of the index. */
  readonly until?: number;
  /** Number of the first record whose id is wanted; without it, the newest that memory allows. */
  readonly wanted?: number;
  /** Unix milliseconds. */
  readonly deadline: number;
}

/** Where the marks of a walk go, each one once, in order; tells how many it could not keep. A rejection ends the walk. */
export type CheckpointSink = (marks: readonly FullCheckpoint[]) => Promise<number>;

/** Counts records by their keys, and cuts the marks of those that are settled on the way. */
export class Scanner {
  constructor(
    private readonly keys: TimeKeys,
    private readonly partition: string,
    private readonly step: number,
    private readonly now: () => number,
  ) {}

  /**
   * Walks, page by page, and hands over the marks of a page while the next is read. When the time runs out and
   * there is more to walk, what was handed over has been kept, and a repeat goes on from there.
   * @returns null when the index has no record of the mark's key: the mark is not to be trusted.
   * @throws PlatformError when the index does not answer, or the time is up
   */
  async walk({ start, until, wanted, deadline }: Scan, sink: CheckpointSink): Promise<Scanned | null> {
    const window = new Window(start?.count ?? 0, this.step, wanted);
    // With the start's own key, which must be the first.
    const limit = until === undefined ? undefined : until - window.total + (start === null ? 0 : 1);
    let unproved = start?.timeKey;
    let saving = Promise.resolve(0);
    let unkept = 0;
    let now = this.now();
    for await (const { keys, more } of this.keys.ascending(this.partition, start?.timeKey, limit)) {
      const isFirst = unproved !== undefined && keys.length > 0;
      if (isFirst && keys[0] !== unproved) return null;
      window.add(isFirst ? keys.slice(1) : keys);
      if (isFirst) unproved = undefined;
      const marks = window.cut(now - IMMUTABLE_AFTER_MS);
      unkept += await saving;
      saving = marks.length > 0 ? sink(marks) : Promise.resolve(0);
      // Awaited below, but perhaps after it was rejected.
      saving.catch(() => undefined);
      now = this.now();
      if (more && window.hasCut && now > deadline - TIME_TO_ANSWER_MS) {
        throw outOfTime(window.total, unkept + (await saving));
      }
    }
    await saving;
    return unproved === undefined ? window.walked() : null;
  }
}

function outOfTime(total: number, unkept: number): PlatformError {
  const then =
    unkept === 0
      ? 'ask again, it goes on from there.'
      : `${unkept} of its marks could not be written (see the log), so that a repeat may not get further.`;
  return new PlatformError(`The list is still being counted, ${total} records so far: ${then}`);
}

/** The keys of a walk that are still needed; a million of them would not be. */
class Window {
  private keys: string[] = [];
  private firstNumber: number;
  private cutUpTo: number;
  total: number;
  hasCut = false;

  constructor(
    start: number,
    private readonly step: number,
    private readonly wanted: number | undefined,
  ) {
    this.total = start;
    this.cutUpTo = start;
    this.firstNumber = start + 1;
  }

  add(keys: readonly string[]): void {
    this.keys = this.keys.concat(keys);
    this.total += keys.length;
  }

  /** Checkpoints of all records up to the last that was claimed before; each only once. Unix milliseconds. */
  cut(claimedBefore: number): FullCheckpoint[] {
    const marks: FullCheckpoint[] = [];
    for (let count = this.cutUpTo + this.step; count <= this.total; count += this.step) {
      const keys = this.keys.slice(this.cutUpTo + 1 - this.firstNumber, count + 1 - this.firstNumber);
      const timeKey = keys[this.step - 1] ?? '';
      if (timeOfTimeKey(timeKey) >= claimedBefore) break;
      marks.push({ count, timeKey, ids: keys.map(idOfTimeKey) });
      this.cutUpTo = count;
    }
    this.hasCut ||= marks.length > 0;
    this.forget();
    return marks;
  }

  private forget(): void {
    const wanted = this.wanted ?? this.total + 1 - KEPT;
    const first = Math.max(this.firstNumber, Math.min(this.cutUpTo + 1, wanted));
    this.keys = this.keys.slice(first - this.firstNumber);
    this.firstNumber = first;
  }

  walked(): Scanned {
    return {
      total: this.total,
      first: this.firstNumber,
      ids: this.keys.map(idOfTimeKey),
      hasCut: this.hasCut,
    };
  }
}
