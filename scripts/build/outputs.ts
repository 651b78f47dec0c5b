import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const ROOT = join(__dirname, '../..');
export const DIST = join(ROOT, 'dist');
/** Inputs of ncc; `.build` has other folders as well. */
const PREBUNDLES = join(ROOT, '.build', 'functions');

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

function compile(project: string): Promise<void> {
  return node(['node_modules/typescript/bin/tsc', '-p', project]);
}

/** `dist/sdk`, the client that is published, and the parts of `shared/` that it imports. */
export async function compileClient(): Promise<void> {
  // Otherwise the output of a deleted source would stay, and be published with the client.
  const outputs = [join(DIST, 'sdk'), join(DIST, 'shared')];
  await Promise.all(outputs.map((folder) => rm(folder, { recursive: true, force: true })));
  await compile('tsconfig.sdk.json');
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
