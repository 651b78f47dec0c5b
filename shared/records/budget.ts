/** What an account may claim in one Beijing day: a guard against a runaway campaign, not a ledger. */
export interface Budget {
  /** Takes `fen` from the account's day if that stays within `limitFen`; false, and nothing taken, otherwise. */
  reserve(account: string, day: string, fen: number, limitFen: number): Promise<boolean>;
  /** Gives back what `reserve` took for an intent that then was not claimed or was closed unpaid. */
  release(account: string, day: string, fen: number): Promise<void>;
}

/** The day in Beijing (UTC+8, no summer time), `yyyymmdd`: WeChat counts its own daily limits so. */
export function beijingDay(nowMs: number): string {
  return new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
}
