import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ncc from '@vercel/ncc';

const ROOT = join(__dirname, '..');
const FUNCTIONS = ['sendRedPack', 'getSentRedPackList', 'getSentRedPack', 'getRedPackStatus'];

/** Everything that a bundle is made from; a change in any of it makes the bundles stale. */
const SOURCES = [
  ...['functions', 'shared', 'sdk', 'scripts/build.ts', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json'],
];
const STAMP = join(ROOT, 'dist', '.sources');

const run = promisify(execFile);

function tsc(project: string): Promise<unknown> {
  return run(process.execPath, [
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(ROOT, project),
  ]).catch((error) => {
    throw new Error(`tsc -p ${project} failed:\n${error.stdout}`);
  });
}

/**
 * `dist/<function>/index.js`, one minified file each that exports `handler`, and `dist/sdk`.
 * The types are stripped by tsc, which leaves the imports as they are; ncc then bundles them to CommonJS, which
 * Lambda loads from a zip with nothing else in it.
 */
export async function buildFunctions(): Promise<void> {
  const stamp = await sourcesHash();
  await rm(join(ROOT, '.build'), { recursive: true, force: true });
  await Promise.all([tsc('tsconfig.build.json'), tsc('tsconfig.sdk.json')]);
  // ncc reads a .js as CommonJS under our own `"type": "commonjs"`; what tsc leaves here is ESM.
  await writeFile(join(ROOT, '.build', 'package.json'), '{}\n');
  for (const name of FUNCTIONS) await bundle(name);
  await writeFile(STAMP, stamp);
}

/** Builds only if a source has changed since the last build. @returns whether it built */
export async function buildIfStale(): Promise<boolean> {
  const built = await readFile(STAMP, 'utf8').catch(() => null);
  if (built === (await sourcesHash())) return false;
  await buildFunctions();
  return true;
}

async function bundle(name: string): Promise<void> {
  const entry = join(ROOT, '.build', 'functions', `${name}.js`);
  const { code } = await ncc(entry, { minify: true, esm: false, quiet: true, cache: false });
  const folder = join(ROOT, 'dist', name);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.js'), code);
}

async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256');
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
  buildFunctions().catch((error: Error) => {
    // The message alone: the stack of a bundler's error quotes a line of several megabytes.
    console.error(error.message);
    process.exitCode = 1;
  });
}
