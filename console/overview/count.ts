import { setTimeout as sleep } from 'node:timers/promises';
import type { Range } from '../../cli/report/day';
import { type Cell, Totals } from '../../cli/report/totals';
import { entriesIn } from '../../cli/report/walk';
import type { AnyListedRecord } from '../../sdk/index';

/** Of the newest records. */
const MAX_READ = 10_000;
/** As quick per record as pages of a thousand, and the first is there ten times sooner. */
const PAGE = 100;

/** A page must not wait for thousands of records; the next refresh has them. */
const PATIENCE_MS = 400;

/** The list, as `RedPack` iterates over it. */
export interface RecordSource {
  sentRedPacks(params: { details: true; limit: number }): AsyncIterable<AnyListedRecord>;
}

export interface Counted {
  readonly cells: readonly Cell[];
  /** Records that were read, if there are more that may count; null if all were. */
  readonly cutAt: number | null;
  /** More are being read: the next refresh shows them. */
  readonly isCounting: boolean;
}

interface Walk {
  readonly range: Range;
  readonly totals: Totals;
  read: number;
  done: Promise<Counted>;
}

/**
 * Sums of the newest records. A count that takes too long goes on behind the page, which meanwhile shows the last complete
 * count, or as much as there is of the first.
 */
export class RecordCount {
  private running: Walk | null = null;
  private last: { readonly range: Range; readonly counted: Counted } | null = null;

  constructor(private readonly source: RecordSource) {}

  /** @throws HError if the list cannot be read within that time */
  async of(range: Range): Promise<Counted> {
    const walk = this.running ?? this.start(range);
    const counted = await Promise.race([walk.done, sleep(PATIENCE_MS, null, { ref: false })]);
    if (counted !== null) return counted;
    if (this.last?.range.to === range.to) return this.last.counted;
    return { cells: walk.totals.sorted(), cutAt: walk.read, isCounting: true };
  }

  private start(range: Range): Walk {
    const walk: Walk = {
      range,
      totals: new Totals(range),
      read: 0,
      done: Promise.resolve({ cells: [], cutAt: null, isCounting: false }),
    };
    this.running = walk;
    walk.done = this.run(walk).finally(() => {
      this.running = null;
    });
    // A request that still waits gets the error; a page that was shown before does not.
    walk.done.catch(() => undefined);
    return walk;
  }

  private async run(walk: Walk): Promise<Counted> {
    let isCut = false;
    const { source } = this;
    async function* newest(): AsyncGenerator<AnyListedRecord, void, undefined> {
      for await (const record of source.sentRedPacks({ details: true, limit: PAGE })) {
        isCut = walk.read === MAX_READ;
        if (isCut) return;
        walk.read += 1;
        yield record;
      }
    }
    for await (const entry of entriesIn(newest(), { range: walk.range, account: null }))
      walk.totals.add(entry);
    const counted = { cells: walk.totals.sorted(), cutAt: isCut ? walk.read : null, isCounting: false };
    this.last = { range: walk.range, counted };
    return counted;
  }
}
