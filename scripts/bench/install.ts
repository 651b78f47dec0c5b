import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LOCK = join(__dirname, 'package-lock.json');
/** A copy of the lock file that was installed; `npm ci` deletes it with the folder. */
const INSTALLED_LOCK = join(__dirname, 'node_modules/.installed-lock.json');

/** Installs the peers in this folder unless they are there as locked. The root's `npm ci` leaves them out. */
export function installPeers(): void {
  if (existsSync(INSTALLED_LOCK) && readFileSync(INSTALLED_LOCK).equals(readFileSync(LOCK))) return;
  console.error('npm ci in scripts/bench: installs the clients that ours is compared with …');
  const args = ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', args, {
    cwd: __dirname,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0)
    throw new Error(`npm ci failed in scripts/bench (${error?.message ?? `exit code ${status}`})`);
  copyFileSync(LOCK, INSTALLED_LOCK);
}
