import { join } from 'node:path';
import { buildIfStale } from '../build';
import { type Baselines, buildBaselines } from './baselines';
import { Jobs } from './jobs';
import type { Line } from './report';
import { Stage } from './stage/stage';

export { FUNCTIONS } from '../functions';

/** What every row has to hand. */
export interface Bench {
  readonly stage: Stage;
  readonly jobs: Jobs;
  readonly baselines: Baselines;
  /** A few rounds only: enough for the counts, too few to say anything of times. */
  readonly isShort: boolean;
}

/** Measures one thing. */
export type Row = (bench: Bench) => Promise<Line[]>;

export function bundleOf(name: string): string {
  return join(__dirname, '../../dist', name, 'index.js');
}

/** Builds and starts all that the rows need; ends it when they are through, however that is. */
export async function withBench<T>(isShort: boolean, act: (bench: Bench) => Promise<T>): Promise<T> {
  await buildIfStale();
  const baselines = await buildBaselines();
  const stage = await Stage.start();
  try {
    return await act({ stage, jobs: new Jobs(stage.addresses), baselines, isShort });
  } finally {
    await stage.end();
  }
}
