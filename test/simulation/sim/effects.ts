import { PlatformError } from '../../../shared/api/errors';
import {
  applies,
  type Disturbance,
  type FaultKind,
  FREEZE_MS,
  LATE_TABLE_MS,
  LATE_WECHAT_MS,
  type Site,
  VERY_LATE_TABLE_MS,
} from './faults';
import type { World } from './world';

/** One run of a function, as the world sees it. */
export interface Invocation {
  dead: boolean;
  readonly skewMs: number;
  /** AWS has not told it that its clock is wrong. */
  readonly isUnaware: boolean;
  /** How old a number may be that it sends. */
  readonly sendAgeMs: number;
  readonly die: () => void;
}

/** One effect on the world outside the process. */
export interface Effect<T> {
  readonly site: Site;
  readonly timeoutMs: number;
  readonly effect: () => Promise<T>;
  /** What a fault makes of the answer; without it the fault is an error. @param value null when there was no effect */
  readonly spoil?: (kind: FaultKind, value: T | null) => T;
}

/** A new one each time: a single promise that never resolves would keep everything that waits for it alive. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** The code of a process that has ended does not go on. */
export async function whileAlive<T>(inv: Invocation, promise: Promise<T>): Promise<T> {
  const value = await promise;
  return inv.dead ? never() : value;
}

/** Numbers every effect of every invocation, and lets go wrong what is planned. */
export class Effects {
  /** Effect number → what goes wrong there, or else at the next effect that it can happen to. */
  readonly faults = new Map<number, FaultKind>();
  /** The numbers of the effects that a fault has met. */
  readonly struck = new Set<number>();
  /** The site of each effect so far. */
  readonly sites: Site[] = [];
  /** Where each effect waits for its turn, when somebody else than time says whose turn it is. */
  turn: ((inv: Invocation) => Promise<void>) | null = null;

  constructor(
    private readonly world: World,
    private readonly disturb: (kind: Disturbance, inv: Invocation) => void,
  ) {}

  async run<T>(inv: Invocation, what: Effect<T>): Promise<T> {
    const { site, effect } = what;
    const number = this.sites.push(site) - 1;
    const planned = this.due(number, site);
    if (inv.dead) return never();
    if (this.turn !== null) await whileAlive(inv, this.turn(inv));
    const latencyMs = this.latency(site);
    if (planned !== undefined) {
      this.struck.add(number);
      const done = await this.goWrong(inv, planned, what, latencyMs);
      if (done !== null) return done.value;
    }
    await whileAlive(inv, this.world.sleep(latencyMs / 2));
    const value = await effect();
    await whileAlive(inv, this.world.sleep(latencyMs / 2));
    return value;
  }

  private due(number: number, site: Site): FaultKind | undefined {
    const found = [...this.faults].find(([from, kind]) => from <= number && applies(kind, site));
    if (found === undefined) return undefined;
    this.faults.delete(found[0]);
    return found[1];
  }

  private latency(site: Site): number {
    if (this.turn !== null) return 0;
    return site.startsWith('wechat') ? 100 : 5;
  }

  /** @returns null when the effect still takes its ordinary course */
  private async goWrong<T>(
    inv: Invocation,
    kind: FaultKind,
    what: Effect<T>,
    latencyMs: number,
  ): Promise<{ value: T } | null> {
    const { site, timeoutMs, effect } = what;
    const wait = (ms: number) => whileAlive(inv, this.world.sleep(ms));
    const spoil = (value: T | null) => {
      if (what.spoil === undefined) throw new PlatformError(kind);
      return { value: what.spoil(kind, value) };
    };
    switch (kind) {
      case 'die-before':
        inv.die();
        return never();
      case 'die-after':
        await effect();
        inv.die();
        return never();
      case 'fail-before':
        await wait(latencyMs);
        throw new PlatformError(kind);
      case 'fail-after':
        await effect();
        await wait(latencyMs);
        throw new PlatformError(kind);
      case 'late':
        this.world.after(site.startsWith('wechat') ? LATE_WECHAT_MS : LATE_TABLE_MS, () => void effect());
        await wait(latencyMs);
        throw new PlatformError(kind);
      case 'very-late':
        this.world.after(VERY_LATE_TABLE_MS, () => void effect());
        await wait(latencyMs);
        throw new PlatformError(kind);
      case 'hang-before':
        await wait(timeoutMs);
        throw new PlatformError(kind);
      case 'hang-after':
        await effect();
        await wait(timeoutMs);
        throw new PlatformError(kind);
      case 'unsent':
        await wait(latencyMs);
        throw new Error(kind);
      case 'repeated':
        await effect();
        await wait(latencyMs);
        return { value: await effect() };
      case 'throttled':
      case 'crossed':
        await wait(latencyMs);
        return spoil(null);
      case 'bad-bytes':
      case 'other-echo':
      case 'unseen':
      case 'stale': {
        const value = await effect();
        await wait(latencyMs);
        return spoil(value);
      }
      case 'freeze':
        await wait(FREEZE_MS);
        return null;
      case 'duplicate':
      case 'rotate-key':
      case 'key-ahead':
      case 'other-merchant':
        this.disturb(kind, inv);
        return null;
    }
  }
}

export async function collect(ids: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const id of ids) all.push(id);
  return all;
}
