import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { FUNCTIONS } from './functions';
import { LockedError, takeLock } from './local/lock';

const ROOT = join(__dirname, '..');
/** What tsc leaves for ncc; `.build` keeps other things beside it. */
const ESM = join(ROOT, '.build', 'esm');

/** Everything that a bundle is made from; a change in any of it makes the bundles stale. */
const SOURCES = [
  ...['functions', 'shared', 'sdk', 'scripts/build.ts', 'scripts/build', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json'],
];
/** Past this, another process's build is stuck. */
const BUILD_LIMIT_MS = 120_000;
const STAMP = join(ROOT, 'dist', '.sources');

const run = promisify(execFile);

/** Runs a tool of node_modules. @throws with the last of what it printed */
async function node(tool: string, args: readonly string[]): Promise<void> {
  try {
    await run(process.execPath, [join(ROOT, 'node_modules', tool), ...args], { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    // ncc quotes lines of its own source, several megabytes long.
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line.length < 500);
    throw new Error(`${tool} ${args.join(' ')} failed:\n${said.join('\n')}`);
  }
}

/**
 * `dist/<function>/index.js`, one minified file each that exports `handler`, and `dist/sdk`.
 * The types are stripped by tsc, which leaves the imports as they are; ncc then bundles them to CommonJS, which
 * Lambda loads from a zip with nothing else in it.
 */
export async function buildFunctions(): Promise<void> {
  const stamp = await sourcesHash();
  // What a source that is gone had left would be published with the client.
  const left = [ESM, join(ROOT, 'dist/sdk'), join(ROOT, 'dist/shared')];
  await Promise.all(left.map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all(
    ['tsconfig.build.json', 'tsconfig.sdk.json'].map((project) =>
      node('typescript/bin/tsc', ['-p', join(ROOT, project)]),
    ),
  );
  // ncc reads a .js as CommonJS under our own `"type": "commonjs"`; what tsc leaves here is ESM.
  await writeFile(join(ESM, 'package.json'), '{}\n');
  await Promise.all(FUNCTIONS.map(bundle));
  await writeFile(STAMP, stamp);
}

/**
 * Builds only if a source has changed since the last build; one process at a time, since two would write the same
 * files. @returns whether it built
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

/** A process each: ncc keeps one core busy for seconds. */
function bundle(name: string): Promise<void> {
  const entry = join(ESM, 'functions', `${name}.js`);
  const out = join(ROOT, 'dist', name, 'index.js');
  return node('tsx/dist/cli.mjs', [join(ROOT, 'scripts/build/bundle.ts'), entry, out]);
}

async function sourcesHash(): Promise<string> {
  // Of serverless.yml only the names count: whatever else changes there makes no bundle stale.
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

if (require.main === module) {
  const build = process.argv.includes('--if-stale') ? buildIfStale : buildFunctions;
  build().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
