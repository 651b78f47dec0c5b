/**
 * What is known of a row. `rejected`: the function did not accept it (400), which no repeat changes before plan or
 * function do. Only `paid` and `refused` are final.
 */
export const OUTCOMES = ['unsent', 'paid', 'refused', 'open', 'retry', 'rejected'] as const;
export type RowOutcome = (typeof OUTCOMES)[number];

/** In the order in which people read them. */
export const SHOWN_OUTCOMES = ['paid', 'refused', 'open', 'retry', 'rejected', 'unsent'] as const;

/** A repeat may send a parked number again for so long after its first attempt. */
export const REPEATABLE_S = 72 * 3600;

export interface Tally {
  count: number;
  fen: number;
}

export type Tallies = Readonly<Record<RowOutcome, Tally>>;

/**
 * The outcome of each line of a plan, in five bytes a row: a run's memory must not grow by what it has done. Lines
 * count from 0.
 */
export class RowOutcomes {
  private readonly outcomes: Uint8Array;
  /** Unix seconds of the first attempt; 0 for none. */
  private readonly firstAt: Uint32Array;
  readonly tallies: Tallies;
  /** The line after the last that was attempted. */
  attempted = 0;

  constructor(
    readonly count: number,
    totalFen: number,
  ) {
    this.outcomes = new Uint8Array(count);
    this.firstAt = new Uint32Array(count);
    const none = (): Tally => ({ count: 0, fen: 0 });
    const unsent = { count, fen: totalFen };
    this.tallies = {
      ...{ unsent, paid: none(), refused: none() },
      ...{ open: none(), retry: none(), rejected: none() },
    };
  }

  of(line: number): RowOutcome {
    return OUTCOMES[this.outcomes[line] ?? 0] ?? 'unsent';
  }

  set(line: number, outcome: RowOutcome, fen: number, atS: number): void {
    if (line >= this.count) return;
    const before = this.of(line);
    // A payment is never undone, whatever a later line says.
    if (before === 'paid') return;
    this.tallies[before].count -= 1;
    this.tallies[before].fen -= fen;
    this.tallies[outcome].count += 1;
    this.tallies[outcome].fen += fen;
    this.outcomes[line] = OUTCOMES.indexOf(outcome);
    if (this.firstAt[line] === 0) this.firstAt[line] = atS;
    this.attempted = Math.max(this.attempted, line + 1);
  }

  isFinal(line: number): boolean {
    const outcome = this.of(line);
    return outcome === 'paid' || outcome === 'refused';
  }

  /** Parked for so long that no repeat may send it: it needs a new campaign once recovery has closed it. */
  isTooOld(line: number, nowS: number): boolean {
    return this.of(line) === 'retry' && nowS - (this.firstAt[line] ?? 0) >= REPEATABLE_S;
  }

  get areAllFinal(): boolean {
    return this.tallies.paid.count + this.tallies.refused.count === this.count;
  }
}
