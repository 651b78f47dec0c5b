import { setTimeout as sleep } from 'node:timers/promises';
import { ClosedError, ThrottledError } from './function-pool';
import type { Job, Outcome } from './function-spec';

/** Lambda tries a failed asynchronous event again after one minute and after two more. */
export const LAMBDA_RETRY_DELAYS_MS: readonly number[] = [60_000, 120_000];

/** A throttled event is not a failed one: Lambda puts it back, from 1 s up to 5 min. */
const FIRST_THROTTLE_WAIT_MS = 1000;
const LONGEST_THROTTLE_WAIT_MS = 300_000;

/** Runs accepted events in the background, each with its request id on every try. */
export class AsyncEvents {
  readonly #retryDelaysMs: readonly number[];
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(retryDelaysMs: readonly number[]) {
    this.#retryDelaysMs = retryDelaysMs;
  }

  accept(job: Job, invoke: (job: Job) => Promise<Outcome>): void {
    const work = this.#drive(job, invoke).catch((error: unknown) => {
      if (!this.#stop.signal.aborted) throw error;
    });
    const tracked = work.finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  /** Resolves when every accepted event has come to its end. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  /** Drops what waits for another try. */
  close(): void {
    this.#stop.abort();
  }

  async #drive(job: Job, invoke: (job: Job) => Promise<Outcome>): Promise<void> {
    for (const delayMs of [...this.#retryDelaysMs, null]) {
      const outcome = await this.#whenNotThrottled(job, invoke);
      if (!outcome.failed || delayMs === null) return;
      await this.#wait(delayMs);
    }
  }

  async #whenNotThrottled(job: Job, invoke: (job: Job) => Promise<Outcome>): Promise<Outcome> {
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
