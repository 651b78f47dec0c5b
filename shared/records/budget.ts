import { beijingText } from '../api/beijing';

/** Daily limit of an account's claims, by Beijing day: a guard against a runaway campaign, not a ledger. */
export interface Budget {
  /**
   * Reserves `fen` of the account's day if the total stays within `limitFen`, and returns the total with it; otherwise
   * reserves nothing and returns null.
   */
  reserve(account: string, day: string, fen: number, limitFen: number): Promise<number | null>;
  /** Returns the amount that `reserve` took for a payment that was then not claimed, or was closed unpaid. */
  release(account: string, day: string, fen: number): Promise<void>;
}

/** The day in Beijing (UTC+8, no summer time), `yyyymmdd`: WeChat counts its own daily limits by it. */
export function beijingDay(nowMs: number): string {
  return beijingText(Math.floor(nowMs / 1000))
    .slice(0, 10)
    .replaceAll('-', '');
}
