import { setImmediate } from 'node:timers/promises';
import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/** Time that passes only when nothing else can happen. */
export class VirtualClock {
  nowMs = 0;
  private timers: { readonly atMs: number; readonly fire: () => void }[] = [];

  at(delayMs: number, fire: () => void): void {
    this.timers.push({ atMs: this.nowMs + delayMs, fire });
  }

  readonly sleep = (delayMs: number): Promise<void> => new Promise((resolve) => this.at(delayMs, resolve));

  /** Runs until all of them are settled. */
  async settle<T>(promises: readonly Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
    let results: PromiseSettledResult<T>[] | undefined;
    void Promise.allSettled(promises).then((settled) => {
      results = settled;
    });
    for (;;) {
      await setImmediate();
      if (results !== undefined) return results;
      this.step();
    }
  }

  private step(): void {
    const atMs = Math.min(...this.timers.map((timer) => timer.atMs));
    if (atMs === Number.POSITIVE_INFINITY) return;
    this.nowMs = atMs;
    const due = this.timers.filter((timer) => timer.atMs === atMs);
    this.timers = this.timers.filter((timer) => timer.atMs !== atMs);
    for (const { fire } of due) fire();
  }
}

const ROUND_TRIP_MS = 10;
/** Lambda counts a slot as free a moment after the answer has left. */
const RELEASE_MS = 10;

interface Slots {
  readonly slots: number;
  readonly holdMs: number;
}

/** One function with reserved concurrency, on virtual time. */
export class VirtualLambda {
  /** `idempotency_key`s in the order of their acceptance. */
  readonly accepted: string[] = [];
  invokes = 0;
  throttled = 0;
  mostAtOnce = 0;
  private used = 0;
  private atOnce = 0;

  constructor(
    private readonly clock: VirtualClock,
    public readonly setting: Slots,
  ) {}

  readonly client = { send: (command: InvokeCommand) => this.invoke(command) } as unknown as LambdaClient;

  private async invoke({ input }: InvokeCommand) {
    this.invokes += 1;
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    const { idempotency_key } = JSON.parse(Buffer.from(input.Payload as Uint8Array).toString());
    await this.clock.sleep(ROUND_TRIP_MS / 2);
    try {
      if (this.used >= this.setting.slots) {
        this.throttled += 1;
        await this.clock.sleep(ROUND_TRIP_MS / 2);
        throw Object.assign(new Error('Rate Exceeded.'), {
          name: 'TooManyRequestsException',
          $metadata: { httpStatusCode: 429 },
        });
      }
      this.used += 1;
      this.accepted.push(idempotency_key);
      this.clock.at(this.setting.holdMs + RELEASE_MS, () => {
        this.used -= 1;
      });
      await this.clock.sleep(this.setting.holdMs + ROUND_TRIP_MS / 2);
      return { Payload: Buffer.from(JSON.stringify({ status: 200, data: { idempotency_key } })) };
    } finally {
      this.atOnce -= 1;
    }
  }
}
