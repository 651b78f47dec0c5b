import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

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

/** Writes files by their paths in a folder, with the folders on the way. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}
