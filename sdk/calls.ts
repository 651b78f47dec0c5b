import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HError } from './herror';
import { invokeOnce } from './invoke';
import type { FunctionName, Progress, Settings } from './options';
import { Queue } from './queue';
import { pauseBeforeRetry } from './retry';

type Counts = Omit<Progress, 'name'>;

/** All calls of one function: bounded in number, retried, counted. */
export class Calls {
  private readonly queue: Queue;
  private counts: Counts = { waiting: 0, inFlight: 0, done: 0, failed: 0, throttled: 0 };

  constructor(
    private readonly name: FunctionName,
    private readonly functionName: string,
    private readonly client: LambdaClient,
    private readonly settings: Settings,
  ) {
    this.queue = new Queue(settings.maxInFlight);
  }

  /**
   * Makes one call: waits for its turn, then invokes until it is answered or given up.
   * @throws HError
   */
  async make(params: Readonly<Record<string, unknown>>, idempotency_key?: string): Promise<unknown> {
    const payload = toJson(params, idempotency_key);
    const startedAtMs = performance.now();
    this.count({ waiting: 1 });
    let failed = 1;
    try {
      if (!(await this.queue.enter(this.settings.maxWaitMs))) throw this.noTurn(idempotency_key);
      try {
        const data = await this.untilAnswered(payload, startedAtMs, idempotency_key);
        failed = 0;
        return data;
      } finally {
        this.queue.leave();
      }
    } finally {
      this.count({ waiting: -1, done: 1, failed });
    }
  }

  /** Keeps its place in the queue during pauses, so that what is in flight and throttled together stays bounded. */
  private async untilAnswered(payload: Uint8Array, startedAtMs: number, idempotency_key?: string) {
    const { client, functionName } = this;
    const { maxWaitMs, sleep, timeoutMs } = this.settings;
    let [retries, throttles, pausedMs] = [0, 0, 0];
    let unclear: HError | null = null;
    for (;;) {
      this.count({ waiting: -1, inFlight: 1 });
      const result = await invokeOnce({ client, functionName, payload, timeoutMs, idempotency_key });
      const { kind } = result;
      this.count({ waiting: 1, inFlight: -1, throttled: kind === 'throttled' ? 1 : 0 });
      if (kind === 'answered') return result.data;
      // A test that replaces `sleep` lets no time pass; its pauses count all the same.
      const waitedMs = Math.max(performance.now() - startedAtMs, pausedMs);
      const pauseMs = pauseBeforeRetry(kind, { retries, throttles, waitedMs }, maxWaitMs, Math.random());
      if (pauseMs === null) throw kind === 'throttled' ? this.givenUp(result.error) : result.error;
      if (kind === 'throttled') throttles += 1;
      else [retries, throttles, unclear] = [retries + 1, 0, result.error];
      pausedMs += pauseMs;
      try {
        await sleep(pauseMs);
      } catch (error) {
        // The caller gives up. The function may have run, if any Invoke of this call was not answered.
        throw unclear ?? error;
      }
    }
  }

  private count(changes: Partial<Counts>): void {
    const names = Object.keys(changes) as (keyof Counts)[];
    const counts = { ...this.counts };
    for (const name of names) counts[name] += changes[name] ?? 0;
    this.counts = counts;
    try {
      this.settings.onProgress?.({ name: this.name, ...counts });
    } catch (error) {
      // A display that fails must not turn a paid send into a rejection.
      process.emitWarning(`onProgress of RedPack threw: ${String(error)}`);
    }
  }

  private noTurn(idempotency_key: string | undefined): HError {
    const { maxInFlight, maxWaitMs } = this.settings;
    const text = `not invoked: ${this.name} had no turn within maxWaitMs (${maxWaitMs} ms), with maxInFlight ${maxInFlight}. Raise maxWaitMs, or make fewer calls at once.`;
    return new HError(503, text, { idempotency_key });
  }

  private givenUp({ cause, idempotency_key, message }: HError): HError {
    const text = `${message.replace(/^503: /, '')} throughout maxWaitMs (${this.settings.maxWaitMs} ms). Is the function paused, or do too many callers share it?`;
    return new HError(503, text, { cause, idempotency_key });
  }
}

/** At once, so that the params may change while the call waits, and all its Invokes send the same. */
function toJson(params: Readonly<Record<string, unknown>>, idempotency_key: string | undefined): Uint8Array {
  try {
    return Buffer.from(JSON.stringify(params));
  } catch (cause) {
    throw new HError(400, 'the params cannot be written as JSON', { idempotency_key, cause });
  }
}
