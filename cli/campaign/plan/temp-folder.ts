import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../scripts/local/lock';

/** With the id of the process, so that another one knows what a killed one has left. */
const NAME = /^red-pack-upload-(\d+)-/;

const made = new Set<string>();
let isListening = false;

function remove(dir: string): void {
  made.delete(dir);
  rmSync(dir, { recursive: true, force: true });
}

/** Deletes what processes that were killed have left; other users' folders are not ours to delete. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It is another user's.
    }
  }
}

function removeAtExit(): void {
  for (const dir of made) remove(dir);
}

/** A folder that only this user can read, for a file of recipients. It goes with the process at the latest. */
export function makeTempFolder(): { readonly path: string; readonly remove: () => void } {
  removeLeftovers();
  if (!isListening) process.once('exit', removeAtExit);
  isListening = true;
  const path = mkdtempSync(join(tmpdir(), `red-pack-upload-${process.pid}-`));
  made.add(path);
  return { path, remove: () => remove(path) };
}
