import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Ended, ROOT, runNode } from '../kit/process';

const SERVERLESS = join(ROOT, 'node_modules/serverless/bin/serverless.js');

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

/** Runs `serverless` as `npx serverless` would, in the folder of a service. */
export function serverless(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ended> {
  return runNode([SERVERLESS, ...args], { cwd, env: bareEnvironment(env) });
}
