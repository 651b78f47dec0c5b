import { dayOf, dayText } from '../../cli/report/day';
import type { Ledger } from '../../cli/sandbox/admin';
import type { Movement, Order } from '../../scripts/sandbox/index';
import { must } from '../contract/harness';

/** What `./red-pack report --json` prints, and the same sums of the sandbox's ledger. */

export interface Sum {
  readonly count: number;
  readonly yuan: string;
}
export type Sums = Readonly<Record<string, Sum>>;
export interface ReportJson {
  readonly records: number;
  readonly totals: Sums;
  readonly by_day: readonly (Sums & { readonly day: string })[];
  readonly by_account: readonly (Sums & { readonly official_account_id: string; readonly mch_id: string })[];
  readonly by_code: readonly (Sums & { readonly code: string })[];
}

export type FullLedger = Ledger & { readonly refunds: readonly Movement[] };

export function fenOf({ yuan }: Sum): number {
  return Math.round(Number(yuan) * 100);
}

/** A measure in fen by day, without days that have none. */
export function reportedByDay({ by_day }: ReportJson, measure: string): Record<string, number> {
  return Object.fromEntries(
    by_day.flatMap((of) => {
      const sum = must(of[measure], measure);
      return sum.count === 0 ? [] : [[of.day, fenOf(sum)]];
    }),
  );
}

/** The day in Beijing. @param atMs unix milliseconds */
export function beijingDay(atMs: number): string {
  return dayText(dayOf(atMs / 1000));
}

/** Amounts of the ledger in fen, by the day in Beijing. */
export function ledgerByDay(
  moves: readonly { readonly amountFen: number; readonly atMs: number }[],
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { amountFen, atMs } of moves) {
    const day = beijingDay(atMs);
    sums[day] = (sums[day] ?? 0) + amountFen;
  }
  return sums;
}

/** What recipients took, in fen. */
export function takenFen(orders: readonly Order[]): number {
  return orders.flatMap(({ takers }) => takers).reduce((sum, { amountFen }) => sum + amountFen, 0);
}
