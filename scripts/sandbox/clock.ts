import { DAY_MS, HOUR_MS } from './settings';

/** A point where sandbox time and real time are known to meet, and how fast the one runs from there. */
export interface ClockReading {
  atMs: number;
  realMs: number;
  speed: number;
}

/** The sandbox's time: unix milliseconds that can be hurried, and never run backwards. */
export class SandboxClock {
  private origin: ClockReading;
  private latestMs = 0;

  constructor(
    origin: ClockReading,
    private readonly realNowMs: () => number,
  ) {
    this.origin = origin;
  }

  nowMs(): number {
    const elapsedMs = Math.max(0, this.realNowMs() - this.origin.realMs);
    this.latestMs = Math.max(this.latestMs, Math.floor(this.origin.atMs + elapsedMs * this.origin.speed));
    return this.latestMs;
  }

  /** Goes forward by `byMs`, and from then on at `speed`. */
  move(byMs: number, speed = this.origin.speed): ClockReading {
    this.origin = { atMs: this.nowMs() + byMs, realMs: this.realNowMs(), speed };
    return this.origin;
  }

  reading(): ClockReading {
    return this.origin;
  }
}

/** WeChat's days and times are China's, which has had one zone and no summer time since 1991. */
const CHINA_OFFSET_MS = 8 * HOUR_MS;

/** The number of the Chinese calendar day of a moment; daily limits start anew with it. */
export function chinaDay(atMs: number): number {
  return Math.floor((atMs + CHINA_OFFSET_MS) / DAY_MS);
}

/** `yyyy-mm-dd hh:mm:ss` in China, as in every gethbinfo sample. */
export function chinaTime(atMs: number): string {
  return new Date(atMs + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
