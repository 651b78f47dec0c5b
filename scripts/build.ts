import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FUNCTIONS } from './functions';
import { LockedError, takeLock } from './local/lock';

const ROOT = join(__dirname, '..');
/** Output of tsc and input of ncc; `.build` has other folders as well. */
const ESM = join(ROOT, '.build', 'esm');

/** All inputs of a bundle; a change in any of them makes the bundles stale. */
const SOURCES = [
  ...['functions', 'shared', 'sdk', 'scripts/build.ts', 'scripts/build', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json'],
];
/** After this time another process's build counts as stuck. */
const BUILD_LIMIT_MS = 120_000;
const STAMP = join(ROOT, 'dist', '.sources');

const run = promisify(execFile);

/** Runs a tool of node_modules. @throws Error with the output of the tool */
async function node(tool: string, args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    // ncc quotes lines of its own source, several megabytes long.
    const output = `${stdout}${stderr}`.split('\n').filter((line) => line.length < 500);
    throw new Error(`${tool} ${args.join(' ')} failed:\n${output.join('\n')}`);
  }
}

/**
 * Builds `dist/<function>/index.js`, one minified file each that exports `handler`, and `dist/sdk`.
 * tsc strips the types and keeps the imports; ncc then bundles them to CommonJS, which Lambda loads from a zip that
 * contains nothing else.
 */
export async function buildFunctions(): Promise<void> {
  process.stderr.write(`building ${FUNCTIONS.length} functions and the client …\n`);
  const stamp = await sourcesHash();
  await Promise.all([compile('tsconfig.build.json', ESM), buildClient()]);
  // Our own `"type": "commonjs"` would make ncc read these files as CommonJS; tsc emits ES modules.
  await writeFile(join(ESM, 'package.json'), '{}\n');
  await Promise.all(FUNCTIONS.map(bundle));
  await writeFile(STAMP, stamp);
}

/** Builds `dist/sdk`, the client that is published, and the parts of `shared/` that it imports. */
export function buildClient(): Promise<void> {
  return compile('tsconfig.sdk.json', join(ROOT, 'dist/sdk'), join(ROOT, 'dist/shared'));
}

async function compile(project: string, ...outputs: readonly string[]): Promise<void> {
  // Otherwise the output of a deleted source would stay, and be published with the client.
  await Promise.all(outputs.map((folder) => rm(folder, { recursive: true, force: true })));
  await node('typescript/bin/tsc', ['-p', join(ROOT, project)]);
}

/**
 * Builds only if a source has changed since the last build; one process at a time, since two would write the same
 * files. @returns true if it built
 */
export async function buildIfStale(): Promise<boolean> {
  await mkdir(join(ROOT, '.local'), { recursive: true, mode: 0o700 });
  const unlock = await takeBuildLock();
  try {
    const built = await readFile(STAMP, 'utf8').catch(() => null);
    if (built === (await sourcesHash())) return false;
    await buildFunctions();
    return true;
  } finally {
    await unlock();
  }
}

async function takeBuildLock(): Promise<() => Promise<void>> {
  const deadline = Date.now() + BUILD_LIMIT_MS;
  for (;;) {
    try {
      return await takeLock(join(ROOT, '.local', 'build.lock'), () => undefined);
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > deadline) throw error;
      await setTimeout(100);
    }
  }
}

/** One process per bundle: ncc keeps a core busy for seconds. */
function bundle(name: string): Promise<void> {
  const entry = join(ESM, 'functions', `${name}.js`);
  const out = join(ROOT, 'dist', name, 'index.js');
  return node('tsx/dist/cli.mjs', [join(ROOT, 'scripts/build/bundle.ts'), entry, out]);
}

async function sourcesHash(): Promise<string> {
  // Of serverless.yml only the function names matter; no other change in it makes a bundle stale.
  const hash = createHash('sha256').update(FUNCTIONS.join());
  for (const source of SOURCES) {
    for (const file of await filesOf(join(ROOT, source)))
      hash.update(file.slice(ROOT.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** `--if-stale` builds only if a source has changed; `--client` builds only the client, for `npm pack`. */
function main(args: readonly string[]): Promise<unknown> {
  if (args.includes('--client')) return buildClient();
  return args.includes('--if-stale') ? buildIfStale() : buildFunctions();
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
