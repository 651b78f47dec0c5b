/** What befalls a campaign in the simulation. */
export interface Scenario {
  readonly rows: number;
  /** Average amount of a row, in fen. */
  readonly averageFen: number;
  /** Rows in flight. */
  readonly concurrency: number;
  /** What WeChat pays for one merchant in a day of Beijing, in fen; Infinity where it was raised far enough. */
  readonly dayLimitFen: number;
  /** How a run goes on next day: with the rows that are left (`redrive`), or over all rows again (`start`). */
  readonly next: 'redrive' | 'start';
}

/** Figures that the simulation takes from elsewhere. */
export interface Pace {
  /** Least time of a send, in milliseconds. */
  readonly slotMs: number;
  /** Claim and CPU before the slot begins. */
  readonly beforeSlotMs: number;
}

export interface Simulated {
  /** From the first send to the last, in seconds, nights included. */
  readonly elapsedS: number;
  /** Days of Beijing on which packets were sent. */
  readonly days: number;
  /** Sends in a second while the run was sending. */
  readonly sendsPerS: number;
  /** Invocations of sendRedPack that sent. */
  readonly sends: number;
  /** Invocations that found a row paid already. */
  readonly repeats: number;
  /** Rows that recovery completed. */
  readonly recovered: number;
  /** Rows that a limit of the day parked for a night. */
  readonly parked: number;
}

const DAY_MS = 86_400_000;

/** The campaign begins at 20:00 in Beijing and goes on at 00:10. */
const START_MS = 20 * 3_600_000;
const CONTINUE_MS = 10 * 60_000;

/** A state machine's own steps around a send, and around a row that was paid before. Assumed. */
const STEPS_MS = 30;
const REPEAT_MS = 60;

/**
 * One row in a hundred is disturbed: five in a thousand answered late (two queries and a resend in one invocation), four
 * left to recovery, one with an answer that was lost, after which Step Functions calls again.
 */
const LATE = 0.005;
const OPEN = 0.009;
const LOST = 0.01;
const LATE_MS = 6_000;
const RETRY_MS = 2_000;

// A global that is looked up for every row costs a test runner minutes.
const { floor, imul } = Math;

/** Seeded, so that the page is the same each time. Source: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The rows in flight: each place is taken by the next row as soon as it is free. A binary heap of times. */
class Places {
  private readonly freeAt: Float64Array;
  private last: number;

  constructor(count: number, atMs: number) {
    this.freeAt = new Float64Array(count).fill(atMs);
    this.last = atMs;
  }

  /** Takes the place that is free first. @returns when the row begins */
  take(durationMs: number): number {
    const heap = this.freeAt;
    const begins = heap[0] as number;
    const ends = begins + durationMs;
    if (ends > this.last) this.last = ends;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if ((heap[child] as number) >= ends) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = ends;
    return begins;
  }

  /** When all are free again. */
  get endMs(): number {
    return this.last;
  }
}

/** Counts of a run in progress. */
class Tally {
  sends = 0;
  repeats = 0;
  recovered = 0;
  parked = 0;
  sendingMs = 0;

  /** One row that is sent: its time in a place. */
  send(chance: number, sendMs: number): number {
    this.sends += 1;
    if (chance < LATE) return sendMs + LATE_MS;
    if (chance < OPEN) {
      this.recovered += 1;
      return sendMs;
    }
    if (chance < LOST) {
      this.repeats += 1;
      return sendMs + RETRY_MS + REPEAT_MS;
    }
    return sendMs;
  }
}

/** Plays a campaign row by row. */
export function simulate(
  { rows, averageFen, concurrency, dayLimitFen, next }: Scenario,
  { slotMs, beforeSlotMs }: Pace,
): Simulated {
  const random = randomOf(1);
  const tally = new Tally();
  const sendMs = slotMs + beforeSlotMs + STEPS_MS;
  const perDay = floor(dayLimitFen / averageFen);
  let [done, days, startMs, endMs] = [0, 0, START_MS, START_MS];
  while (done < rows) {
    const again = next === 'start' ? done : 0;
    tally.repeats += again;
    const firstMs = startMs + Math.ceil(again / concurrency) * REPEAT_MS;
    const places = new Places(concurrency, firstMs);
    let [day, today] = [floor(firstMs / DAY_MS), 0];
    days += 1;
    while (done < rows) {
      const begins = places.take(tally.send(random(), sendMs));
      if (floor(begins / DAY_MS) > day) {
        [day, today] = [floor(begins / DAY_MS), 0];
        days += 1;
      }
      if (today === perDay) {
        // The rows in flight meet the limit as well; each of them is sent again, under its number, when the run goes on.
        tally.parked += Math.min(concurrency, rows - done);
        break;
      }
      today += 1;
      done += 1;
    }
    endMs = places.endMs;
    tally.sendingMs += endMs - firstMs;
    startMs = (floor(endMs / DAY_MS) + 1) * DAY_MS + CONTINUE_MS;
  }
  const { sends, repeats, recovered, parked, sendingMs } = tally;
  const elapsedS = (endMs - START_MS) / 1000;
  return { elapsedS, days, sendsPerS: (rows * 1000) / sendingMs, ...{ sends, repeats, recovered, parked } };
}
