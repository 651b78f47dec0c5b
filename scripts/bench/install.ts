import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string }>>;
}

/** The packages of a lock file with their checksums, other than the project itself. */
function packagesOf(file: string): string {
  const { packages } = JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Lock;
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  return entries
    .map(([path, { integrity }]) => `${path} ${integrity}\n`)
    .sort()
    .join('');
}

function isInstalled(): boolean {
  // npm's own record of what it installed.
  const installed = 'node_modules/.package-lock.json';
  return existsSync(join(__dirname, installed)) && packagesOf(installed) === packagesOf('package-lock.json');
}

/**
 * Installs the peers in this folder unless they are there as locked. They are not in the root's lock, since only the
 * benchmarks and the tests beside them need them.
 */
export function installPeers(): void {
  if (isInstalled()) return;
  console.error('installing the peers in scripts/bench …');
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', args, {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error(`npm ci failed in scripts/bench (${error?.message ?? `exit code ${status}`})`);
}
