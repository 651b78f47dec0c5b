import type { RowResult } from './send-row';

/** Why a run ends before its plan does. */
export type StopReason =
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'account'; readonly code: string; readonly text: string }
  | { readonly kind: 'stuck'; readonly count: number; readonly code: string; readonly text: string }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Ends a run: nothing new begins, what is in flight is finished. The first reason counts. */
export class Stop {
  private readonly controller = new AbortController();
  reason: StopReason | null = null;

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isRequested(): boolean {
    return this.reason !== null;
  }

  request(reason: StopReason): void {
    if (this.reason !== null) return;
    this.reason = reason;
    this.controller.abort();
  }
}

/** Slower sends are the remedy for this one, and the pace sees to that. */
const NOT_STUCK: ReadonlySet<string | undefined> = new Set(['FREQ_LIMIT', 'SECOND_OVER_LIMITED']);

/**
 * Stops a run that a fault of the account would only harm, at once; and one of which many rows in a row are neither paid
 * nor refused, three times what is in flight: WeChat or the network is out of order, or every row is parked for a
 * reason that has no code of its own (a caller outside the merchant's list of addresses gets NO_AUTH, as does a
 * recipient whom WeChat's risk control blocks).
 */
export class Watch {
  private unfinished = 0;

  constructor(
    private readonly stop: Stop,
    private readonly inFlight: number,
  ) {}

  /** @param isFirst whether it was the row's first attempt: those that are left from an earlier run stand together */
  see({ outcome, code = '', text = '', accountFault }: RowResult, isFirst: boolean): void {
    if (accountFault !== undefined) {
      this.stop.request({ kind: 'account', code: accountFault, text });
      return;
    }
    if (!isFirst) return;
    if (outcome === 'paid' || outcome === 'refused') this.unfinished = 0;
    else if (!NOT_STUCK.has(code)) this.unfinished += 1;
    const limit = Math.max(10, 3 * this.inFlight);
    if (this.unfinished >= limit) this.stop.request({ kind: 'stuck', count: limit, code, text });
  }
}
