import type { RowRecord } from '../lookup';
import { OUTCOMES, type RowOutcome, type Tallies, type Tally } from '../outcomes';
import { codeOf } from './columns';

/** The minute of an event, in unix seconds / 60. */
type Minute = number;
const MINUTE_S = 60;

/** What becomes of a payment. `pending`: neither received nor returned as far as is known. */
export const CLAIMS = ['received', 'returned', 'pending'] as const;
export type Claim = (typeof CLAIMS)[number];

/** Outcomes that have a time. */
export const TIMED = ['paid', 'refused', 'open', 'retry'] as const;

export interface CodeTally extends Tally {
  readonly code: string;
  readonly outcome: RowOutcome;
}

function none(): Tally {
  return { count: 0, fen: 0 };
}

function add(tally: Tally, fen: number): void {
  tally.count += 1;
  tally.fen += fen;
}

function bump<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/**
 * Sums of a campaign, in memory that does not grow with its rows: by outcome, by code, by the minute of its events and
 * by the whole yuan of its payments.
 */
export class CampaignTotals {
  readonly outcomes: Tallies = {
    ...{ unsent: none(), paid: none(), refused: none() },
    ...{ open: none(), retry: none(), rejected: none() },
  };
  readonly claims: Readonly<Record<Claim, Tally>> = { received: none(), returned: none(), pending: none() };
  readonly minutes: Readonly<Record<(typeof TIMED)[number] | 'received' | 'returned', Map<Minute, number>>> =
    {
      ...{ paid: new Map(), refused: new Map(), open: new Map(), retry: new Map() },
      ...{ received: new Map(), returned: new Map() },
    };
  /** Payments by whole yuan, rounded down. */
  readonly yuan = new Map<number, number>();
  private readonly codes = new Map<string, CodeTally>();

  add(row: RowRecord): void {
    const { outcome, fen } = row;
    add(this.outcomes[outcome], fen);
    if (outcome !== 'paid' && outcome !== 'unsent') this.addCode(row);
    this.addTime(row);
    if (outcome === 'paid') this.addPayment(row);
  }

  /** Of the rows that are not paid, the most frequent first. */
  byCode(): CodeTally[] {
    return [...this.codes.values()].sort(
      (a, b) => b.count - a.count || `${a.outcome} ${a.code}`.localeCompare(`${b.outcome} ${b.code}`),
    );
  }

  private addCode(row: RowRecord): void {
    const { outcome, fen } = row;
    // The record of a rejected row is that of another payment.
    const code = outcome === 'rejected' ? '' : codeOf(row);
    const key = `${outcome} ${code}`;
    const tally = this.codes.get(key) ?? { code, outcome, ...none() };
    this.codes.set(key, tally);
    add(tally, fen);
  }

  private addTime({ outcome, record }: RowRecord): void {
    const timed = TIMED.find((name) => name === outcome);
    if (timed === undefined || record === null) return;
    const at = timed === 'paid' ? (record.paid_at ?? record.created_at) : record.created_at;
    bump(this.minutes[timed], Math.floor(at / MINUTE_S));
  }

  private addPayment({ fen, record }: RowRecord): void {
    bump(this.yuan, Math.floor(fen / 100));
    const { received_fen, received_at, refunded_fen, refunded_at, asked_at } = record ?? {};
    const [received, returned] = [received_fen ?? 0, refunded_fen ?? 0];
    if (received > 0) {
      add(this.claims.received, received);
      if (received_at != null) bump(this.minutes.received, Math.floor(received_at / MINUTE_S));
    }
    if (returned > 0) {
      add(this.claims.returned, returned);
      // WeChat does not always name the time of a return: it then counts when a query showed it.
      const at = refunded_at ?? asked_at;
      if (at != null) bump(this.minutes.returned, Math.floor(at / MINUTE_S));
    }
    if (fen > received + returned) add(this.claims.pending, fen - received - returned);
  }
}

/** Rows of all outcomes together. */
export function sumOf(tallies: Tallies): Tally {
  const sum = none();
  for (const name of OUTCOMES) {
    sum.count += tallies[name].count;
    sum.fen += tallies[name].fen;
  }
  return sum;
}
