import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { bundleFunctions, compileClient, DIST, ROOT } from './build/outputs';
import { prebundle } from './build/prebundle';
import { hashOf, readStamps, type Stamps, writeStamps } from './build/stamps';
import { FUNCTIONS } from './functions';
import { LockedError, takeLock } from './local/lock';

const CLIENT = 'sdk';
const CLIENT_SOURCES = [
  ...['sdk', 'shared/api', 'tsconfig.json', 'tsconfig.sdk.json', 'node_modules/typescript/package.json'],
];
/** What a bundle depends on besides its code. */
const TOOLS = [
  'scripts/build',
  'node_modules/@vercel/ncc/package.json',
  'node_modules/@swc/core/package.json',
];
/** All inputs: if none has changed, there is nothing to do. npm writes the last one when it installs. */
const SOURCES = [
  ...['functions', 'shared', 'sdk', 'scripts/build.ts', 'scripts/build'],
  ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.sdk.json', 'node_modules/.package-lock.json'],
];
/** After this time another process's build counts as stuck. */
const BUILD_LIMIT_MS = 120_000;

// Standard output is reserved for the response of `serverless invoke local`.
function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Builds the folders of `dist/` whose stamp is not the wanted one. @returns true if there were any */
async function update(wanted: Stamps, code: ReadonlyMap<string, string>): Promise<boolean> {
  const built = await readStamps(DIST);
  const stale = new Set(Object.keys(wanted).filter((folder) => wanted[folder] !== built[folder]));
  if (stale.size === 0) return false;
  const startedAt = performance.now();
  say(`Building ${[...stale].join(', ')} …`);
  const kept = Object.entries(built).filter(([folder]) => !stale.has(folder));
  // A build that fails may leave half of its output, which no stamp must call complete.
  await writeStamps(DIST, Object.fromEntries(kept));
  const functions = new Map([...code].filter(([name]) => stale.has(name)));
  await Promise.all([functions.size > 0 && bundleFunctions(functions), stale.has(CLIENT) && compileClient()]);
  await writeStamps(DIST, { ...Object.fromEntries(kept), ...wanted });
  say(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
  return true;
}

async function buildAll(): Promise<boolean> {
  const sources = await hashOf(ROOT, SOURCES, FUNCTIONS.join());
  const built = await readStamps(DIST);
  if (built['.'] === sources && [CLIENT, ...FUNCTIONS].every((folder) => folder in built)) return false;
  say('Looking for what has changed …');
  const entries = FUNCTIONS.map((name) => [name, `functions/${name}.ts`]);
  const code = await prebundle(ROOT, Object.fromEntries(entries));
  const stamps = await Promise.all(
    [...code].map(async ([name, text]) => [name, await hashOf(ROOT, TOOLS, text)]),
  );
  const wanted = { ...Object.fromEntries(stamps), [CLIENT]: await hashOf(ROOT, CLIENT_SOURCES) };
  const hasBuilt = await update(wanted, code);
  await writeStamps(DIST, { ...wanted, '.': sources });
  return hasBuilt;
}

/** Waits while another process builds, since two would write the same files. */
async function locked<T>(act: () => Promise<T>): Promise<T> {
  const unlock = await takeBuildLock();
  try {
    return await act();
  } finally {
    await unlock();
  }
}

async function takeBuildLock(): Promise<() => Promise<void>> {
  const deadline = Date.now() + BUILD_LIMIT_MS;
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await takeLock(join(ROOT, '.local', 'build.lock'), () => undefined);
    } catch (error) {
      if (!(error instanceof LockedError) || Date.now() > deadline) throw error;
      if (isFirst) say(`Waiting for the build of process ${error.holder.pid} …`);
      await setTimeout(100);
    }
  }
}

/** Builds the functions and the client as far as their sources have changed. @returns true if any had */
export function buildIfStale(): Promise<boolean> {
  return locked(buildAll);
}

/** The same for the client alone, which is all that `npm pack` needs. */
export function buildClientIfStale(): Promise<boolean> {
  return locked(async () => update({ [CLIENT]: await hashOf(ROOT, CLIENT_SOURCES) }, new Map()));
}

async function main(args: readonly string[]): Promise<void> {
  const hasBuilt = await (args.includes('--client') ? buildClientIfStale() : buildIfStale());
  if (!hasBuilt) say('The build is up to date.');
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
