import { setTimeout as sleep } from 'node:timers/promises';
import type { Containers } from './containers';
import { between, type Dice, oneOf } from './dice';
import type { Hits } from './hits';
import type { Steersman } from './json-door';
import type { Steering } from './steering';
import type { TlsDoor } from './tls-door';

/** The steersman of Secrets Manager's door: it is there, or it is not. */
export class SecretsOutage implements Steersman {
  isOut = false;

  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
  ) {}

  treat({ port }: { port: number | undefined }) {
    if (!this.isOut) return { do: 'pass' } as const;
    const requestId = this.containers.requestOf(this.containers.pidOf(port));
    this.hits.note('Secrets Manager: out of reach for a moment', requestId);
    return { do: 'cut-before' } as const;
  }

  answered(): void {
    // Nothing hangs on it.
  }
}

/** What befalls a campaign regardless of intents: containers killed at any moment, services out of reach. */
export class Weather {
  constructor(
    private readonly containers: Containers,
    private readonly hits: Hits,
    private readonly steering: Steering,
    private readonly secrets: SecretsOutage,
    private readonly weChatDoor: TlsDoor,
  ) {}

  /** Resolves when the signal is given and everything is in reach again. */
  async blow(dice: Dice, until: AbortSignal): Promise<void> {
    await Promise.all([this.killAtRandom(dice, until), this.outages(dice, until)]);
  }

  /** Kills whichever container, at whatever it is doing. */
  killOne(dice: Dice, functionName: string): void {
    const running = this.containers.all().filter((one) => one.functionName.endsWith(functionName));
    if (running.length > 0) this.steering.kill(oneOf(dice, running).pid);
  }

  private async killAtRandom(dice: Dice, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      await rest(between(dice, 200, 900), until);
      this.killOne(dice, 'sendRedPack');
    }
  }

  private async outages(dice: Dice, until: AbortSignal): Promise<void> {
    const kinds = [() => this.tableOut(dice), () => this.secretsOut(dice), () => this.weChatOut(dice)];
    for (let turn = 0; !until.aborted; turn += 1) {
      await rest(between(dice, 1_000, 3_000), until);
      await kinds[turn % kinds.length]?.();
    }
  }

  private async tableOut(dice: Dice): Promise<void> {
    this.steering.isTableOut = true;
    await sleep(between(dice, 300, 800));
    this.steering.isTableOut = false;
  }

  private async weChatOut(dice: Dice): Promise<void> {
    this.steering.isWeChatOut = true;
    for (const port of this.weChatDoor.resetAll()) {
      const requestId = this.containers.requestOf(this.containers.pidOf(port));
      if (requestId !== null) this.hits.note('WeChat: out of reach for a moment', requestId);
    }
    await sleep(between(dice, 300, 800));
    this.steering.isWeChatOut = false;
  }

  private async secretsOut(dice: Dice): Promise<void> {
    this.secrets.isOut = true;
    // Who has it cached does not ask; those that come after the killed ones do.
    for (let kills = 0; kills < 3; kills += 1) this.killOne(dice, 'sendRedPack');
    await sleep(between(dice, 500, 1_200));
    this.secrets.isOut = false;
  }
}

async function rest(ms: number, until: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: until }).catch(() => undefined);
}
