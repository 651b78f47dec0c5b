import { PlatformError } from '../api/errors';
import type { Log } from '../api/log';
import type { Checkpoints } from './checkpoints';
import type { Scan, Scanned, Scanner } from './scan';

/** The part of its invocation that a list needs. */
export interface ListCall {
  /** When the invocation ends, unix milliseconds. */
  readonly deadline: number;
  readonly log: Log;
}

/** Maps positions to record ids. Records are numbered from 1, the oldest. */
export class Positions {
  constructor(
    private readonly checkpoints: Checkpoints,
    private readonly walker: Scanner,
    private readonly step: number,
  ) {}

  /** Counts all records and returns the ids of the newest. @throws PlatformError */
  tail(call: ListCall): Promise<Scanned> {
    return this.walk({}, undefined, call);
  }

  /**
   * Ids of the records `last` down to `first`, from the checkpoints where the tail does not reach. @throws
   * PlatformError
   */
  async ids(first: number, last: number, tail: Scanned, call: ListCall): Promise<string[]> {
    const counts: number[] = [];
    for (
      let count = this.checkpointOf(first);
      count - this.step + 1 < Math.min(tail.first, last + 1);
      count += this.step
    )
      counts.push(count);
    // A checkpoint that this call has just written may not be on every replica yet.
    const marked =
      counts.length > 0 ? await this.checkpoints.ids(counts, tail.hasCut) : new Map<number, string[]>();
    const missing = counts.filter((count) => !marked.has(count));
    const [lowest, highest] = [missing[0], missing.at(-1)];
    const gap =
      lowest !== undefined && highest !== undefined
        ? await this.gap(lowest, highest, first, call)
        : undefined;
    const idOf = (number: number): string | undefined => {
      if (number >= tail.first) return tail.ids[number - tail.first];
      const count = this.checkpointOf(number);
      return marked.get(count)?.[number - 1 - (count - this.step)] ?? gap?.ids[number - gap.first];
    };
    return idsDown(first, last, idOf);
  }

  /** The same from the index alone; rewrites the checkpoints on the way. @throws PlatformError */
  async idsWithoutCheckpoints(first: number, last: number, call: ListCall): Promise<string[]> {
    const walked = await this.gap(this.checkpointOf(first), this.checkpointOf(last), first, call);
    return idsDown(first, last, (number) => walked.ids[number - walked.first]);
  }

  /** Scans over the checkpoints `lowest` … `highest`, from the nearest one before them. */
  private gap(lowest: number, highest: number, wanted: number, call: ListCall): Promise<Scanned> {
    return this.walk({ until: highest, wanted }, lowest - this.step + 1, call);
  }

  /** Scans from the highest checkpoint below a count, or from an earlier one for each that turns out to be wrong. */
  private async walk(
    walk: Pick<Scan, 'until' | 'wanted'>,
    belowCount: number | undefined,
    { deadline, log }: ListCall,
  ): Promise<Scanned> {
    let below = belowCount;
    for (let wrong = 0; ; wrong += 1) {
      const start = await this.checkpoints.highest(below);
      const sink = this.checkpoints.saver(log);
      const walked = await this.walker.walk({ ...walk, start, deadline }, sink);
      if (walked !== null) return walked;
      log.warn('list checkpoint key not found in index', { count: start?.count });
      // Back off exponentially (x10): if every checkpoint is invalid, probing them one by one would cost more than a
      // full recount.
      below = (start?.count ?? 0) - this.step * (10 ** wrong - 1);
    }
  }

  /** The count of the checkpoint that holds the id of this record. */
  private checkpointOf(number: number): number {
    return Math.ceil(number / this.step) * this.step;
  }
}

function idsDown(first: number, last: number, idOf: (number: number) => string | undefined): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const id = idOf(last - index);
    if (id === undefined) throw new PlatformError(`The index has no record number ${last - index}; retry.`);
    return id;
  });
}
