import { inspect } from 'node:util';
import { everyPair } from './exhaust';
import { playGenerated } from './generated';
import type { Played } from './worker-process';

const JOBS: Readonly<Record<string, (...args: never[]) => Promise<unknown>>> = { everyPair, playGenerated };

/** One job, named and given its arguments by the command line. */
async function main([name = '', args = '[]']: readonly string[]): Promise<void> {
  const job = JOBS[name];
  if (job === undefined) throw new Error(`there is no job ${name}`);
  tell({ value: await job(...(JSON.parse(args) as never[])) });
}

function tell(played: Played<unknown>): void {
  process.send?.(played, () => process.disconnect());
}

// Nobody is left to be told.
process.once('disconnect', () => process.exit());
main(process.argv.slice(2)).catch((error: unknown) => {
  tell({ failed: inspect(error) });
});
