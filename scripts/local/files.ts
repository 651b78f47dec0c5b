import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Readable only by the owner, since keys and secrets are among the content. */
export const PRIVATE_FOLDER_MODE = 0o700;
export const PRIVATE_FILE_MODE = 0o600;

/** Writes a private draft beside the path, and gives the file its name by `place`. A failure leaves neither of the two. */
async function placeDraft(
  path: string,
  content: string | Buffer,
  place: (draft: string, path: string) => Promise<void>,
): Promise<void> {
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: PRIVATE_FILE_MODE });
    await place(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces a file so that a reader sees either the old or the new text. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  await placeDraft(path, text, rename);
}

/**
 * Makes a new file appear with its whole content.
 * @throws Error with the code EEXIST if there is one under the name
 */
export function writeNewFile(path: string, content: string | Buffer): Promise<void> {
  return placeDraft(path, content, link);
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
