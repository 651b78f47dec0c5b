import { PlatformError } from '../api/errors';
import { idOfTimeKey, timeOfTimeKey } from '../records/record';
import { type Checkpoint, type FullCheckpoint, IMMUTABLE_AFTER_MS } from './checkpoint-item';
import type { TimeKeys } from './time-keys';

/** Ids kept of a scan of any length, so that the newest page need not be read again. */
const KEPT = 1_100;

/** Reserved from an invocation's time for the steps after a scan: the reads of a page, and their retries. */
const TIME_TO_ANSWER_MS = 5_000;

/** Result of a scan: the total count, and the ids of the records `first` … `total`, numbered from 1, the oldest. */
export interface Scanned {
  readonly total: number;
  readonly first: number;
  readonly ids: readonly string[];
  /** Whether checkpoints were written on the way. */
  readonly hasCut: boolean;
}

/** One scan over the index in ascending order, from a checkpoint or from the oldest record. */
export interface Scan {
  readonly start: Checkpoint | null;
  /** Count at which to stop; if absent, the end of the index. */
  readonly until?: number;
  /** Number of the first record whose id is wanted; if absent, the newest that memory allows. */
  readonly wanted?: number;
  /** Unix milliseconds. */
  readonly deadline: number;
}

/**
 * Receives the checkpoints of a scan, each once and in order; returns how many it could not save. A rejection ends
 * the scan.
 */
export type CheckpointSink = (checkpoints: readonly FullCheckpoint[]) => Promise<number>;

/** Counts records by their keys, and makes checkpoints of the immutable ones on the way. */
export class Scanner {
  constructor(
    private readonly keys: TimeKeys,
    private readonly partition: string,
    private readonly step: number,
    private readonly now: () => number,
  ) {}

  /**
   * Scans page by page, and hands over the checkpoints of a page while the next page is read. If time runs out before
   * the end, the checkpoints handed over so far have been saved, and a retry continues from there.
   * @returns null when the index has no record of the checkpoint's key: the checkpoint cannot be trusted.
   * @throws PlatformError when the index does not respond, or time is up
   */
  async walk({ start, until, wanted, deadline }: Scan, sink: CheckpointSink): Promise<Scanned | null> {
    const window = new Window(start?.count ?? 0, this.step, wanted);
    // Includes the start's own key, which must come first.
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
      const checkpoints = window.cut(now - IMMUTABLE_AFTER_MS);
      unkept += await saving;
      saving = checkpoints.length > 0 ? sink(checkpoints) : Promise.resolve(0);
      // It is awaited below, but may have been rejected before then.
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
      ? 'retry to continue from there.'
      : `${unkept} of its checkpoints could not be written (see the log), so a retry may not get further.`;
  return new PlatformError(`The list is still being counted, ${total} records so far: ${then}`);
}

/** The keys of a scan that are still needed: few, even if it counts a million records. */
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

  /**
   * Makes checkpoints of all records up to the last one claimed before this time, each only once. Unix milliseconds.
   */
  cut(claimedBefore: number): FullCheckpoint[] {
    const checkpoints: FullCheckpoint[] = [];
    for (let count = this.cutUpTo + this.step; count <= this.total; count += this.step) {
      const keys = this.keys.slice(this.cutUpTo + 1 - this.firstNumber, count + 1 - this.firstNumber);
      const timeKey = keys[this.step - 1] ?? '';
      if (timeOfTimeKey(timeKey) >= claimedBefore) break;
      checkpoints.push({ count, timeKey, ids: keys.map(idOfTimeKey) });
      this.cutUpTo = count;
    }
    this.hasCut ||= checkpoints.length > 0;
    this.forget();
    return checkpoints;
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
