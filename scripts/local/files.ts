import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Only the owner reads what is in here: keys and secrets among it. */
export const PRIVATE_FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;

/** A reader sees the old text or the new one, never half of it. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: PRIVATE_FILE_MODE });
  await rename(draft, path);
}

/** The text, or `null` when there is no such file. */
export async function readFileIfAny(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** True for the system error of that code (`ENOENT`, `EEXIST` …). */
export function isErrno(error: unknown, code: string): error is NodeJS.ErrnoException {
  // By its shape: an error of Node's own is no instance of this realm's Error inside a test runner or a vm.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
