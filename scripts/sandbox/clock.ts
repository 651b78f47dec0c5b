import { MAX_AHEAD_MS } from './limits';
import { DAY_MS, HOUR_MS } from './settings';

/** A moment for which both sandbox time and real time are known, and the speed of sandbox time from then on. */
export interface ClockReading {
  atMs: number;
  realMs: number;
  speed: number;
}

/**
 * The sandbox's time in unix milliseconds. It can be sped up, never runs backwards, and stays within MAX_AHEAD_MS of real
 * time at any speed.
 */
export class SandboxClock {
  private latestMs = 0;

  constructor(
    private origin: ClockReading,
    private readonly realNowMs: () => number,
  ) {}

  nowMs(): number {
    const realNowMs = this.realNowMs();
    const elapsedMs = Math.max(0, realNowMs - this.origin.realMs);
    const atMs = Math.floor(this.origin.atMs + elapsedMs * this.origin.speed);
    this.latestMs = Math.max(this.latestMs, Math.min(atMs, realNowMs + MAX_AHEAD_MS));
    return this.latestMs;
  }

  /** What `set` takes to move forward by `byMs`, and to run at `speed` from then on. */
  moved(byMs: number, speed = this.origin.speed): ClockReading {
    return { atMs: this.nowMs() + byMs, realMs: this.realNowMs(), speed };
  }

  set(origin: ClockReading): void {
    this.origin = origin;
  }

  reading(): ClockReading {
    return this.origin;
  }
}

/** WeChat's days and times are China's, which has one time zone and no daylight saving time since 1991. */
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** The number of the calendar day in China; daily limits are counted by it. */
export function chinaDay(atMs: number): number {
  return Math.floor((atMs + CHINA_OFFSET_MS) / DAY_MS);
}

/** `yyyy-mm-dd hh:mm:ss` in China, as in every gethbinfo sample. */
export function chinaTime(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
