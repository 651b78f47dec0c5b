import { setTimeout as sleep } from 'node:timers/promises';
import { ClosedError, ThrottledError } from './function-pool';
import type { InvocationResult, Job } from './function-spec';

/** Lambda retries a failed asynchronous event after one minute, and after two more. */
export const LAMBDA_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];

/** Lambda's default for the age at which it drops an event. */
export const LAMBDA_MAX_EVENT_AGE_MS = 6 * 3_600_000;

/** Throttling does not count as a failure: Lambda returns the event to its queue, for 1 s up to 5 min. */
const FIRST_THROTTLE_WAIT_MS = 1000;
const LONGEST_THROTTLE_WAIT_MS = 300_000;

/** What runs the events of one function. */
export interface EventRunner {
  /** Of the function; `undefined` for no limit. */
  readonly reservedConcurrency: number | undefined;
  invoke(job: Job): Promise<InvocationResult>;
  /** Called when an event is given up because it was in the queue for too long, or never came into it. */
  dropped(job: Job, condition: 'EventAgeExceeded' | 'ZeroReservedConcurrency'): void;
}

/** An event that Lambda gives up; what it hands to the on-failure destination. */
export interface LostEvent {
  readonly job: Job;
  readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  readonly attempts: number;
  /** Of the last attempt, if one ran; JSON text. */
  readonly payload: string | null;
}

/**
 * Runs accepted events in the background; an event keeps its request id on every attempt. Pauses and age are real time,
 * also when the stack's clock is moved.
 */
export class AsyncEvents {
  readonly #retryDelaysMs: readonly number[];
  readonly #maxAgeMs: number;
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  /** @param onLost told of every event that is given up */
  constructor(
    retryDelaysMs: readonly number[],
    maxAgeMs: number,
    private readonly onLost: (lost: LostEvent) => void = () => undefined,
  ) {
    this.#retryDelaysMs = retryDelaysMs;
    this.#maxAgeMs = maxAgeMs;
  }

  accept(job: Job, runner: EventRunner): void {
    // Lambda queues no new event of a function that may not run: AWS, "Capturing records of asynchronous invocations".
    if (runner.reservedConcurrency === 0) {
      const condition = 'ZeroReservedConcurrency';
      runner.dropped(job, condition);
      this.onLost({ job, condition, attempts: 0, payload: null });
      return;
    }
    const work = this.#runWithRetries(job, runner).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error;
    });
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  /** Resolves when every accepted event has succeeded, run out of retries or been dropped. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Drops events that wait for a retry. */
  close(): void {
    this.#stop.abort();
  }

  async #runWithRetries(job: Job, runner: EventRunner): Promise<void> {
    const endsAtMs = performance.now() + this.#maxAgeMs;
    let [attempts, payload]: [number, string | null] = [0, null];
    for (const delayMs of [...this.#retryDelaysMs, null]) {
      const result = await this.#whenNotThrottled(job, runner, endsAtMs);
      if (result === null) {
        const condition = 'EventAgeExceeded';
        runner.dropped(job, condition);
        return this.onLost({ job, condition, attempts, payload });
      }
      attempts += 1;
      payload = result.payload;
      if (!result.failed) return;
      if (delayMs === null) return this.onLost({ job, condition: 'RetriesExhausted', attempts, payload });
      await this.#wait(delayMs);
    }
  }

  /** Runs the event as soon as it is not throttled; `null` if it became too old before that. */
  async #whenNotThrottled(job: Job, runner: EventRunner, endsAtMs: number): Promise<InvocationResult | null> {
    let waitMs = FIRST_THROTTLE_WAIT_MS;
    while (performance.now() < endsAtMs) {
      try {
        return await runner.invoke(job);
      } catch (error) {
        if (error instanceof ClosedError) this.close();
        if (!(error instanceof ThrottledError)) throw error;
        await this.#wait(waitMs);
        waitMs = Math.min(waitMs * 2, LONGEST_THROTTLE_WAIT_MS);
      }
    }
    return null;
  }

  #wait(delayMs: number): Promise<void> {
    return sleep(delayMs, undefined, { signal: this.#stop.signal });
  }
}
