import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LockedError, takeLock } from '../../scripts/local/lock';
import { type Ended, ROOT, runNode } from '../kit/process';

const SERVERLESS = join(ROOT, 'node_modules/serverless/bin/serverless.js');

/** `serverless` makes every package in `.serverless` of the service, which it empties before and removes after. */
const PACKAGING = ['package', 'deploy'];
const PACKAGING_LOCK = join(ROOT, '.local/packaging.lock');

/** `PATH` and no more: no account, no profile, not even a home folder with one in it. */
export function bareEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, HOME: '/nonexistent', ...more };
}

/** Starts `serverless` and leaves its standard input open, for tests that end it. */
export function startServerless(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(process.execPath, [SERVERLESS, ...args], { cwd: ROOT, env: bareEnvironment(env) });
}

/** Another worker may make several packages, one after the other. @throws LockedError when that takes 10 minutes */
async function takePackagingLock(): Promise<() => Promise<void>> {
  const deadline = Date.now() + 600_000;
  for (;;) {
    try {
      return await takeLock(PACKAGING_LOCK, () => undefined, 'package');
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}

/** Runs `serverless` as `npx serverless` would, in the folder of a service; in that of the project, one at a time packs. */
export async function serverless(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ended> {
  const packs = cwd === ROOT && PACKAGING.includes(args[0] ?? '');
  const release = packs ? await takePackagingLock() : () => undefined;
  try {
    return await runNode([SERVERLESS, ...args], { cwd, env: bareEnvironment(env) });
  } finally {
    await release();
  }
}
