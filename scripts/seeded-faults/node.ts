import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ENVIRONMENT } from './suites';

/** Far longer than the slowest group of tests takes: a longer run hangs, and then no test has caught the fault. */
const HUNG_MS = 20 * 60_000;

/** Runs a tool of `node_modules` in a folder, and collects its output. */
export function node(
  folder: string,
  tool: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join('node_modules', tool), ...args], {
      cwd: folder,
      env: { ...process.env, ...ENVIRONMENT, ...environment, NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        output += bytes.toString();
      });
    const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
    child.on('error', reject).on('close', (code) => {
      clearTimeout(hung);
      resolve({ code, output });
    });
  });
}
