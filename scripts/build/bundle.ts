import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { minify } from '@swc/core';
import ncc from '@vercel/ncc';
import { NEVER_REACHED } from './prebundle';

/** Bundles an entry to one minified CommonJS file. @throws Error if it is not one file */
async function bundle(entry: string, outFile: string): Promise<void> {
  const { code, assets } = await ncc(entry, { cache: false, quiet: true, externals: NEVER_REACHED });
  const files = Object.keys(assets);
  if (files.length > 0) throw new Error(`The bundle is not one file but also has: ${files.join(', ')}.`);
  await mkdir(dirname(outFile), { recursive: true });
  // A deploy or the local stack may be reading the file. The process of a build that was killed goes on with its own.
  const draft = `${entry}.${process.pid}`;
  await writeFile(draft, await minified(code));
  await rename(draft, outFile);
}

/**
 * ncc's own `--minify` only shortens names; dead code is removed only by compression. Names of functions and classes are
 * kept: the SDK reads some, and people read them in stack traces.
 */
async function minified(code: string): Promise<string> {
  const kept = { keep_classnames: true, keep_fnames: true };
  return (await minify(code, { compress: kept, mangle: kept, module: false, toplevel: true })).code;
}

/** Bundles one after the other; a second one in the same process takes half the time. @param files `entry outFile` pairs */
async function main(files: readonly string[]): Promise<void> {
  for (let i = 0; i + 1 < files.length; i += 2) await bundle(files[i] ?? '', files[i + 1] ?? '');
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
