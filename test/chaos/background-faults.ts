import { setTimeout as sleep } from 'node:timers/promises';
import type { TcpProxy } from '../kit/tcp-proxy';
import { type Containers, peerOf } from './containers';
import type { Controller } from './controller';
import type { Hits } from './hits';
import type { JsonCall, RequestController } from './json-proxy';
import type { Kind } from './kinds';
import { between, oneOf, type Random } from './seeded-random';

/** Makes Secrets Manager available, or unreachable. */
export class SecretsOutage implements RequestController {
  isOut = false;

  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
  ) {}

  treat({ peer }: JsonCall) {
    if (!this.isOut) return { do: 'pass' } as const;
    const requestId = this.containers.requestOf(this.containers.pidOf(peer));
    this.hits.note('Secrets Manager: out of reach for a moment', requestId);
    return { do: 'cut-before' } as const;
  }

  answered(): void {
    // Nothing depends on it.
  }
}

const CALLS_BETWEEN = { kills: [10, 30], outages: [60, 120] } as const;
const LONGEST_OUTAGE_MS = 5_000;
const POLL_MS = 7;

/** Faults that follow no plan of an intent: containers killed at any moment, services out of reach. */
export class BackgroundFaults {
  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
    private readonly controller: Controller,
    private readonly secrets: SecretsOutage,
    private readonly weChatProxy: TcpProxy,
  ) {}

  /**
   * Resolves when the signal is given and everything is in reach again. Counts calls, not seconds, so that a slow
   * machine has the same campaign as a quick one.
   * @param callCount how many calls have been answered so far
   */
  async run(random: Random, callCount: () => number, until: AbortSignal): Promise<void> {
    await Promise.all([this.killAtRandom(random, callCount, until), this.outages(random, callCount, until)]);
  }

  /** Kills a random container of the function, at any moment of its work. */
  killOne(random: Random, functionName: string): void {
    const running = this.containers.all().filter((one) => one.functionName.endsWith(functionName));
    if (running.length > 0) this.controller.kill(oneOf(random, running).pid);
  }

  private async killAtRandom(random: Random, callCount: () => number, until: AbortSignal): Promise<void> {
    for (;;) {
      await reached(callCount() + between(random, ...CALLS_BETWEEN.kills), callCount, until);
      if (until.aborted) return;
      this.killOne(random, 'sendRedPack');
    }
  }

  private async outages(random: Random, callCount: () => number, until: AbortSignal): Promise<void> {
    const kinds = [() => this.tableOut(random), () => this.secretsOut(random), () => this.weChatOut(random)];
    for (let turn = 0; ; turn += 1) {
      await reached(callCount() + between(random, ...CALLS_BETWEEN.outages), callCount, until);
      if (until.aborted) return;
      await kinds[turn % kinds.length]?.();
    }
  }

  private async tableOut(random: Random): Promise<void> {
    this.controller.isTableOut = true;
    await this.felt('DynamoDB: out of reach for a moment', between(random, 300, 800));
    this.controller.isTableOut = false;
  }

  private async weChatOut(random: Random): Promise<void> {
    this.controller.isWeChatOut = true;
    const peers = this.weChatProxy.clients.map(peerOf);
    this.weChatProxy.reset();
    for (const peer of peers) {
      const requestId = this.containers.requestOf(this.containers.pidOf(peer));
      if (requestId !== null) this.hits.note('WeChat: out of reach for a moment', requestId);
    }
    await this.felt('WeChat: out of reach for a moment', between(random, 300, 800));
    this.controller.isWeChatOut = false;
  }

  private async secretsOut(random: Random): Promise<void> {
    this.secrets.isOut = true;
    // A container that has cached the secret does not ask; those that replace the killed ones do.
    for (const { pid, functionName } of this.containers.all())
      if (functionName.endsWith('sendRedPack')) this.controller.kill(pid);
    await this.felt('Secrets Manager: out of reach for a moment', between(random, 300, 800));
    this.secrets.isOut = false;
  }

  /** An outage lasts at least this long, and on a slow machine until an invocation has met it. */
  private async felt(kind: Kind, leastMs: number): Promise<void> {
    const count = () => this.hits.list.filter((hit) => hit.kind === kind && hit.requestId !== null).length;
    const before = count();
    await sleep(leastMs);
    for (const end = Date.now() + LONGEST_OUTAGE_MS; count() === before && Date.now() < end; )
      await sleep(POLL_MS);
  }
}

async function reached(count: number, callCount: () => number, until: AbortSignal): Promise<void> {
  while (callCount() < count && !until.aborted) await sleep(POLL_MS);
}
