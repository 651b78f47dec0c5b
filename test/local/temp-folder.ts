import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

/** A new empty folder; `removeTempFolders` takes it away. */
export async function tempFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'red-pack-'));
  made.push(path);
  return path;
}

/** For `afterAll`. */
export async function removeTempFolders(): Promise<void> {
  await Promise.all(made.splice(0).map((path) => rm(path, { recursive: true, force: true })));
}
