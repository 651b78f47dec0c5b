import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What each folder of `dist/` was built from, as a hash by the folder's name. */
export type Stamps = Readonly<Record<string, string>>;

/** Hash of files and folders of the project, and of further text. @param root the project @param paths relative to it */
export async function hashOf(root: string, paths: readonly string[], text = ''): Promise<string> {
  const hash = createHash('sha256').update(text);
  for (const path of paths) {
    for (const file of await filesOf(join(root, path)))
      hash.update(file.slice(root.length)).update(await readFile(file));
  }
  return hash.digest('hex');
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** The stamps of the folders that still exist; none if there was no build. */
export async function readStamps(dist: string): Promise<Stamps> {
  const text = await readFile(join(dist, '.sources'), 'utf8').catch(() => '');
  const stamps = Object.entries(parse(text));
  return Object.fromEntries(stamps.filter(([folder]) => existsSync(join(dist, folder))));
}

export async function writeStamps(dist: string, stamps: Stamps): Promise<void> {
  await mkdir(dist, { recursive: true });
  await writeFile(join(dist, '.sources'), JSON.stringify(stamps, null, 2));
}

/** A file that is missing, cut off, or of another version of the build says nothing: everything is then built. */
function parse(text: string): Stamps {
  try {
    return Object(JSON.parse(text)) as Stamps;
  } catch {
    return {};
  }
}
