import { execFile } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(__dirname, '../..');
export const DIST = join(ROOT, 'dist');
/** What is not complete. */
const BUILD = join(ROOT, '.build');
/** Inputs of ncc. */
const PREBUNDLES = join(BUILD, 'functions');

const run = promisify(execFile);

/** Runs Node in the root of the project. @throws Error with the output of the program */
async function node(args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    // ncc quotes lines of its own source, several megabytes long.
    const output = `${stdout}${stderr}`.split('\n').filter((line) => line.length < 500);
    throw new Error(`node ${args.join(' ')} failed:\n${output.join('\n')}`);
  }
}

function compile(project: string, ...options: string[]): Promise<void> {
  return node(['node_modules/typescript/bin/tsc', '-p', project, ...options]);
}

/** Empty, and of this call alone: tsc of a build that was killed goes on with its own. */
async function makeClientFolder(): Promise<string> {
  const all = join(BUILD, 'client');
  await rm(all, { recursive: true, force: true });
  await mkdir(all, { recursive: true });
  return mkdtemp(join(all, 'of-'));
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/**
 * `dist/sdk`, the client that is published, and the parts of `shared/` that it imports. They take the place of the present
 * ones when they are complete, without outputs of sources that were deleted.
 */
export async function compileClient(): Promise<void> {
  const work = await makeClientFolder();
  const old = join(work, 'old');
  await compile('tsconfig.sdk.json', '--outDir', work);
  await mkdir(old);
  await mkdir(DIST, { recursive: true });
  // A folder cannot be replaced in one step; these come right after one another.
  for (const folder of ['shared', 'sdk']) {
    move(join(DIST, folder), join(old, folder));
    move(join(work, folder), join(DIST, folder));
  }
  await rm(work, { recursive: true });
}

/**
 * `dist/<function>/index.js`, one minified file each that exports `handler`: Lambda loads it from a zip that contains
 * nothing else. tsc only checks the types.
 */
export async function bundleFunctions(code: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(PREBUNDLES, { recursive: true });
  // Our own `"type": "commonjs"` would make ncc read these ES modules as CommonJS.
  await writeFile(join(PREBUNDLES, 'package.json'), '{}\n');
  const files = await Promise.all(
    [...code].map(async ([name, text]) => {
      const prebundled = join(PREBUNDLES, `${name}.js`);
      await writeFile(prebundled, text);
      return [prebundled, join(DIST, name, 'index.js')];
    }),
  );
  // One process per core, since ncc keeps a core busy; each takes its share of the functions.
  const processes = Math.min(availableParallelism(), files.length);
  const shares = Array.from({ length: processes }, (_, i) =>
    files.filter((__, n) => n % processes === i).flat(),
  );
  const bundle = (share: string[]) => node(['--import', 'tsx', 'scripts/build/bundle.ts', ...share]);
  await Promise.all([compile('tsconfig.build.json'), ...shares.map(bundle)]);
}
