import { join } from 'node:path';
import { buildIfStale } from '../build';
import { type Baselines, buildBaselines } from './baselines';
import { Harness } from './harness/harness';
import { Jobs } from './jobs';
import type { Line } from './report';

/** What every row can use. */
export interface Bench {
  readonly harness: Harness;
  readonly jobs: Jobs;
  readonly baselines: Baselines;
  /** Only a few rounds: enough for the counts, too few for timings. */
  readonly isShort: boolean;
}

/** One benchmark: measures, and returns its lines of the table. */
export type Row = (bench: Bench) => Promise<Line[]>;

export function bundleOf(name: string): string {
  return join(__dirname, '../../dist', name, 'index.js');
}

/** Builds and starts everything the rows need, and shuts it down afterwards, also after an error. */
export async function withBench<T>(isShort: boolean, act: (bench: Bench) => Promise<T>): Promise<T> {
  await buildIfStale();
  const baselines = await buildBaselines();
  const harness = await Harness.start();
  try {
    return await act({ harness, jobs: new Jobs(harness.addresses), baselines, isShort });
  } finally {
    await harness.end();
  }
}
