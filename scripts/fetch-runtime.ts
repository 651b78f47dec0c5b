import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  ALL,
  checkNodeVersion,
  folderOf,
  NODE,
  type PinnedPackage,
  RUNTIME_FOLDER,
  runtimePrograms,
} from './runtime/packages';

const run = promisify(execFile);

/** The top folder of every npm tarball. */
const UNPACKED = 'package';

/**
 * Fetches only the package itself, by `npm pack`: installing aws-lambda-ric would also install node-gyp and a hundred
 * other packages, which only its compilation needs.
 */
async function fetchPackage(pinned: PinnedPackage): Promise<void> {
  const folder = folderOf(pinned);
  if (existsSync(folder)) return;
  const draft = await mkdtemp(join(RUNTIME_FOLDER, 'draft-'));
  try {
    const { name, version } = pinned;
    await run('npm', ['pack', `${name}@${version}`, '--ignore-scripts'], { cwd: draft });
    const tarball = join(draft, `${name}-${version}.tgz`);
    await checkIntegrity(tarball, pinned);
    // Node's C headers are a third of the package and not needed.
    await run('tar', ['-xzf', tarball, '-C', draft, `--exclude=${UNPACKED}/include`]);
    // The last step, so that a folder of that name always contains the whole package.
    await rename(join(draft, UNPACKED), folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function checkIntegrity(tarball: string, { name, version, integrity }: PinnedPackage): Promise<void> {
  const digest = createHash('sha512')
    .update(await readFile(tarball))
    .digest('base64');
  if (`sha512-${digest}` === integrity) return;
  throw new Error(
    `${name} ${version} from the registry has the checksum sha512-${digest}, not the pinned ${integrity}.`,
  );
}

/** Fetches missing packages, and prints the folder of the fetched Node for use in PATH. */
async function main(): Promise<void> {
  checkNodeVersion();
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error(`${NODE.name} runs on Linux on x64 only, not on ${process.platform} on ${process.arch}.`);
  await mkdir(RUNTIME_FOLDER, { recursive: true });
  await Promise.all(ALL.map(fetchPackage));
  console.log(dirname(runtimePrograms().node));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
