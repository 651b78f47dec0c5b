import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './process';

const FOLDER = join(ROOT, '.build', 'test-keys');

/** How many keys of each size this suite has taken. */
const taken = new Map<number, number>();

function make(file: string, modulusLength: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  mkdirSync(FOLDER, { recursive: true });
  // Another worker of jest may be making the same one: either of the two will do.
  writeFileSync(`${file}.${process.pid}`, pem, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
  return pem;
}

/**
 * The next RSA key, PKCS #8 in PEM. No two in a suite are the same. All suites take the same keys in the same order, and
 * only the first makes them: a key costs up to a second of a core.
 */
export function nextKey(modulusLength: number): string {
  const index = taken.get(modulusLength) ?? 0;
  taken.set(modulusLength, index + 1);
  const file = join(FOLDER, `${modulusLength}-${index}.pem`);
  return existsSync(file) ? readFileSync(file, 'utf8') : make(file, modulusLength);
}
