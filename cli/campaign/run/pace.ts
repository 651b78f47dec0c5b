import { setTimeout as sleep } from 'node:timers/promises';

/** Everybody waits so long when WeChat asks to slow down; answers of the same burst say nothing new meanwhile. */
const PAUSE_MS = 1_000;

/** The first gap between two sends allows 20 a second, of WeChat's 30; it doubles each time, to one in 5 s. */
const FIRST_GAP_MS = 50;
const LONGEST_GAP_MS = 5_000;

/** So many answers without a complaint shorten the gap by a third; below the shortest it is lifted. */
const CALM_ANSWERS = 20;
const RECOVERY = 2 / 3;
const SHORTEST_GAP_MS = 10;

/** Codes by which WeChat says that there are too many calls a second or a minute. */
const SLOW_DOWN: ReadonlySet<string> = new Set(['FREQ_LIMIT', 'SECOND_OVER_LIMITED']);

/** How fast sends may begin: as fast as they are answered, until WeChat asks to slow down. */
export class Pace {
  private gapMs = 0;
  private nextAtMs = 0;
  private slowedAtMs = Number.NEGATIVE_INFINITY;
  private calm = 0;

  /** @param nowMs a clock, for tests */
  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  get isSlow(): boolean {
    return this.gapMs > 0;
  }

  /** Milliseconds until the next send may begin; takes that turn. */
  turn(): number {
    const now = this.nowMs();
    const at = Math.max(now, this.nextAtMs);
    this.nextAtMs = at + this.gapMs;
    return at - now;
  }

  /** Waits for a turn. Ends early when the signal is given. */
  async wait(signal: AbortSignal): Promise<void> {
    const waitMs = this.turn();
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }

  answered(code: string | undefined): void {
    if (code !== undefined && SLOW_DOWN.has(code)) this.slowDown();
    else if (this.gapMs > 0) this.recover();
  }

  private slowDown(): void {
    const now = this.nowMs();
    this.calm = 0;
    if (now - this.slowedAtMs < PAUSE_MS) return;
    this.slowedAtMs = now;
    this.gapMs = Math.min(LONGEST_GAP_MS, Math.max(FIRST_GAP_MS, this.gapMs * 2));
    this.nextAtMs = Math.max(this.nextAtMs, now + PAUSE_MS);
  }

  private recover(): void {
    this.calm += 1;
    if (this.calm < CALM_ANSWERS) return;
    this.calm = 0;
    this.gapMs *= RECOVERY;
    if (this.gapMs < SHORTEST_GAP_MS) this.gapMs = 0;
  }
}
