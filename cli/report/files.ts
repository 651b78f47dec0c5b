import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Texts of a file. It is read no faster than the disk takes it. */
export type Content = Iterable<string> | AsyncIterable<string>;

/**
 * Writes files into a folder, one after the other; each appears under its name only once all are complete, and is
 * readable only by its owner. Files of the same names are replaced.
 * @param contents called when the files before are complete
 */
export async function writeTogether(
  dir: string,
  contents: Readonly<Record<string, () => Content>>,
): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const files = Object.entries(contents).map(([name, content]) => {
    const path = join(dir, name);
    return { path, partial: `${path}.partial`, content };
  });
  try {
    for (const { partial, content } of files) {
      // What an interrupted run left; `wx` so that the mode holds.
      await rm(partial, { force: true });
      await pipeline(Readable.from(content()), createWriteStream(partial, { flags: 'wx', mode: 0o600 }));
    }
    for (const { path, partial } of files) await rename(partial, path);
  } finally {
    for (const { partial } of files) await rm(partial, { force: true });
  }
}
