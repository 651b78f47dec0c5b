import { setTimeout as sleep } from 'node:timers/promises';
import { ClosedError, ThrottledError } from './function-pool';
import type { InvocationResult, Job } from './function-spec';

/** Lambda retries a failed asynchronous event after one minute, and after two more. */
export const LAMBDA_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];

/** Throttling does not count as a failure: Lambda returns the event to its queue, for 1 s up to 5 min. */
const FIRST_THROTTLE_WAIT_MS = 1000;
const LONGEST_THROTTLE_WAIT_MS = 300_000;

/** Runs accepted events in the background; an event keeps its request id on every attempt. */
export class AsyncEvents {
  readonly #retryDelaysMs: readonly number[];
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(retryDelaysMs: readonly number[]) {
    this.#retryDelaysMs = retryDelaysMs;
  }

  accept(job: Job, invoke: (job: Job) => Promise<InvocationResult>): void {
    const work = this.#runWithRetries(job, invoke).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error;
    });
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  /** Resolves when every accepted event has succeeded or run out of retries. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Drops events that wait for a retry. */
  close(): void {
    this.#stop.abort();
  }

  async #runWithRetries(job: Job, invoke: (job: Job) => Promise<InvocationResult>): Promise<void> {
    for (const delayMs of [...this.#retryDelaysMs, null]) {
      const result = await this.#whenNotThrottled(job, invoke);
      if (!result.failed || delayMs === null) return;
      await this.#wait(delayMs);
    }
  }

  async #whenNotThrottled(
    job: Job,
    invoke: (job: Job) => Promise<InvocationResult>,
  ): Promise<InvocationResult> {
    for (let waitMs = FIRST_THROTTLE_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_THROTTLE_WAIT_MS)) {
      try {
        return await invoke(job);
      } catch (error) {
        if (error instanceof ClosedError) this.close();
        if (!(error instanceof ThrottledError)) throw error;
        await this.#wait(waitMs);
      }
    }
  }

  #wait(delayMs: number): Promise<void> {
    return sleep(delayMs, undefined, { signal: this.#stop.signal });
  }
}
