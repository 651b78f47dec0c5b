import { setTimeout as sleep } from 'node:timers/promises';
import type { Containers } from './containers';
import type { Steering } from './controller';
import type { Hits } from './hits';
import type { JsonCall, Steersman } from './json-proxy';
import type { Kind } from './kinds';
import { between, type Dice, oneOf } from './seeded-random';
import type { TlsDoor } from './tls-proxy';

/** The steersman of Secrets Manager's door: it is there, or it is not. */
export class SecretsOutage implements Steersman {
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
    // Nothing hangs on it.
  }
}

const CALLS_BETWEEN = { kills: [10, 30], outages: [60, 120] } as const;
const LONGEST_OUTAGE_MS = 5_000;
const POLL_MS = 7;

/** What befalls a campaign regardless of intents: containers killed at any moment, services out of reach. */
export class Weather {
  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
    private readonly steering: Steering,
    private readonly secrets: SecretsOutage,
    private readonly weChatDoor: TlsDoor,
  ) {}

  /**
   * Resolves when the signal is given and everything is in reach again. Counts calls, not seconds: a slow machine
   * is to have the same campaign as a quick one.
   * @param callCount how many calls have been answered so far
   */
  async blow(dice: Dice, callCount: () => number, until: AbortSignal): Promise<void> {
    await Promise.all([this.killAtRandom(dice, callCount, until), this.outages(dice, callCount, until)]);
  }

  /** Kills whichever container, at whatever it is doing. */
  killOne(dice: Dice, functionName: string): void {
    const running = this.containers.all().filter((one) => one.functionName.endsWith(functionName));
    if (running.length > 0) this.steering.kill(oneOf(dice, running).pid);
  }

  private async killAtRandom(dice: Dice, callCount: () => number, until: AbortSignal): Promise<void> {
    for (;;) {
      await reached(callCount() + between(dice, ...CALLS_BETWEEN.kills), callCount, until);
      if (until.aborted) return;
      this.killOne(dice, 'sendRedPack');
    }
  }

  private async outages(dice: Dice, callCount: () => number, until: AbortSignal): Promise<void> {
    const kinds = [() => this.tableOut(dice), () => this.secretsOut(dice), () => this.weChatOut(dice)];
    for (let turn = 0; ; turn += 1) {
      await reached(callCount() + between(dice, ...CALLS_BETWEEN.outages), callCount, until);
      if (until.aborted) return;
      await kinds[turn % kinds.length]?.();
    }
  }

  private async tableOut(dice: Dice): Promise<void> {
    this.steering.isTableOut = true;
    await this.felt('DynamoDB: out of reach for a moment', between(dice, 300, 800));
    this.steering.isTableOut = false;
  }

  private async weChatOut(dice: Dice): Promise<void> {
    this.steering.isWeChatOut = true;
    for (const peer of this.weChatDoor.reset()) {
      const requestId = this.containers.requestOf(this.containers.pidOf(peer));
      if (requestId !== null) this.hits.note('WeChat: out of reach for a moment', requestId);
    }
    await this.felt('WeChat: out of reach for a moment', between(dice, 300, 800));
    this.steering.isWeChatOut = false;
  }

  private async secretsOut(dice: Dice): Promise<void> {
    this.secrets.isOut = true;
    // Who has the secret cached does not ask; those that come after the killed ones do.
    for (const { pid, functionName } of this.containers.all())
      if (functionName.endsWith('sendRedPack')) this.steering.kill(pid);
    await this.felt('Secrets Manager: out of reach for a moment', between(dice, 300, 800));
    this.secrets.isOut = false;
  }

  /** An outage lasts so long, and on a slow machine until somebody has met it. */
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
