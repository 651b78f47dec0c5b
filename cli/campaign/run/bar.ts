import type { Io } from '../../io';
import { yuanShown } from '../../report/money';
import type { RowOutcomes, Tallies } from '../outcomes';

const BAR_WIDTH = 20;
/** The rate is that of so many seconds. */
const WINDOW_S = 15;
const SHOW_EVERY_MS = 250;
const PRINT_EVERY_MS = 5_000;

/** `2 h 05 min`, `3 min 20 s`, `12 s` */
export function durationText(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s >= 3_600)
    return `${Math.floor(s / 3_600)} h ${String(Math.floor((s % 3_600) / 60)).padStart(2, '0')} min`;
  return s >= 60 ? `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s` : `${s} s`;
}

function finalOf({ paid, refused }: Tallies): number {
  return paid.count + refused.count;
}

/** Counts a run, and shows it: a bar that moves on a terminal, a line now and then elsewhere. */
export class Bar {
  private readonly timer: NodeJS.Timeout;
  private readonly samples: { readonly atMs: number; readonly answers: number }[] = [];
  private answers = 0;

  constructor(
    private readonly rows: RowOutcomes,
    private readonly io: Io,
    private readonly noteOf: () => string,
  ) {
    this.sample();
    this.timer = setInterval(() => this.show(), io.live === undefined ? PRINT_EVERY_MS : SHOW_EVERY_MS);
  }

  answered(): void {
    this.answers += 1;
  }

  /** Takes the bar away. */
  end(): void {
    clearInterval(this.timer);
    this.io.live?.('');
  }

  /** Answers a second, lately. */
  private rate(): number {
    this.sample();
    const [first] = this.samples;
    if (first === undefined) return 0;
    const seconds = (performance.now() - first.atMs) / 1_000;
    return seconds < 0.001 ? 0 : (this.answers - first.answers) / seconds;
  }

  private sample(): void {
    const atMs = performance.now();
    this.samples.push({ atMs, answers: this.answers });
    while (this.samples.length > 2 && atMs - (this.samples[0]?.atMs ?? 0) > WINDOW_S * 1_000)
      this.samples.shift();
  }

  private show(): void {
    const { rows, io } = this;
    const line = progressText(rows, this.rate(), this.noteOf());
    if (io.live === undefined) io.err(line);
    else io.live(`${barText(finalOf(rows.tallies) / rows.count)} ${line}`);
  }
}

export function barText(share: number): string {
  const full = Math.floor(share * BAR_WIDTH);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
}

/** `45 %, 20.1/s, paid 2,240 (4,480.00 yuan), refused 6, open 4, 2 min 19 s left` */
export function progressText(rows: RowOutcomes, rate: number, note: string): string {
  const { tallies, count } = rows;
  const done = finalOf(tallies);
  const many = (number: number): string => number.toLocaleString('en');
  const others = (['open', 'retry', 'rejected'] as const).flatMap((name) =>
    tallies[name].count === 0 && name !== 'open' ? [] : `${name} ${many(tallies[name].count)}`,
  );
  const left = rate > 0 ? [`${durationText(tallies.unsent.count / rate)} left`] : [];
  return [
    `${Math.floor((done * 100) / count)} %`,
    `${rate.toFixed(1)}/s`,
    `paid ${many(tallies.paid.count)} (${yuanShown(tallies.paid.fen)} yuan)`,
    `refused ${many(tallies.refused.count)}`,
    ...others,
    ...left,
    ...(note === '' ? [] : [note]),
  ].join(', ');
}
