import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeWorkFolder } from '../../shared/campaign/work-folder';

/** Texts of a file. It is read no faster than the disk takes it. */
export type Content = Iterable<string> | AsyncIterable<string>;

/**
 * Writes files into a folder, one after the other; each appears under its name only once all are complete, and is
 * readable only by its owner. Files of the same names are replaced. Of two calls at once, also of two processes, each file
 * is that of one of them, whole.
 * @param contents called when the files before are complete
 */
export async function writeTogether(
  dir: string,
  contents: Readonly<Record<string, () => Content>>,
): Promise<void> {
  const work = makeWorkFolder(dir);
  try {
    for (const [name, content] of Object.entries(contents))
      await pipeline(
        Readable.from(content()),
        createWriteStream(join(work, name), { flags: 'wx', mode: 0o600 }),
      );
    for (const name of Object.keys(contents)) renameSync(join(work, name), join(dir, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
