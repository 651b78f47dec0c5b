import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Readable only by the owner, since keys and secrets are among the content. */
export const PRIVATE_FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;

/** Replaces a file so that a reader sees either the old or the new text. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, text, { mode: PRIVATE_FILE_MODE });
  await rename(draft, path);
}

/** The text, or `null` if there is no such file. */
export async function readFileIfAny(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

/** True for a system error with that code (`ENOENT`, `EEXIST` …). */
export function isErrno(error: unknown, code: string): error is NodeJS.ErrnoException {
  // Duck-typed: inside a test runner or a vm, Node's own errors are not instances of this realm's Error.
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
