import type { FailureKind } from './failures';

/** How one call has gone so far. */
export interface Attempts {
  /** Retries after transient failures. */
  readonly retries: number;
  /** Throttles in a row. */
  readonly throttles: number;
  /** Since the call was made, its time in the queue included. */
  readonly waitedMs: number;
}

/** Maximum retries after transient failures. They send the same payload and so the same key, which cannot pay twice. */
const MAX_RETRIES = 2;

/** Doubled for each retry. A momentary fault is over by then; about a longer one the caller decides. */
const FIRST_RETRY_MS = 200;

/** Doubled for each throttle in a row. Short, because Lambda often frees a slot a few milliseconds after its answer. */
const FIRST_THROTTLE_MS = 20;

/** A slot is held for a second, so a longer pause would only leave free slots unused. */
const LONGEST_THROTTLE_MS = 1_000;

/**
 * The one decision about retries: milliseconds until the next Invoke of a call that failed, or null to give up.
 * @param random 0 to 1: the pause is spread by half to either side, so that callers do not come back all at once
 */
export function pauseBeforeRetry(
  kind: FailureKind,
  { retries, throttles, waitedMs }: Attempts,
  maxWaitMs: number,
  random: number,
): number | null {
  const spread = 0.5 + random;
  switch (kind) {
    case 'lasting':
      // The function has decided, or only a change of the configuration helps: the same call would fail the same way.
      return null;
    case 'throttled': {
      // Lambda ran nothing, so a retry is free of risk and says nothing about the call. It is not counted as a retry:
      // with more callers than slots it is the normal way to wait.
      const leftMs = maxWaitMs - waitedMs;
      if (leftMs <= 0) return null;
      const pauseMs =
        Math.min(FIRST_THROTTLE_MS * 2 ** Math.min(throttles, 10), LONGEST_THROTTLE_MS) * spread;
      // One last try when the time is up, rather than none during the last pause.
      return Math.min(pauseMs, leftMs);
    }
    case 'transient':
      // The function may have run, and a send may have been paid: only the same key makes this retry safe.
      return retries < MAX_RETRIES ? FIRST_RETRY_MS * 2 ** retries * spread : null;
  }
}
