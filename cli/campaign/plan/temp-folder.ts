import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../../scripts/local/process';
import { END_SIGNALS } from '../../interrupted';

/** With the id of the process, so that another one knows what a killed one has left. */
const NAME = /^red-pack-upload-(\d+)-/;

/** A console keeps an upload for a quarter of an hour, and then until its plan is made. */
const LONGEST_USE_MS = 24 * 3_600_000;

const made = new Set<string>();
let isListening = false;

function remove(dir: string): void {
  made.delete(dir);
  rmSync(dir, { recursive: true, force: true });
}

/**
 * Whether a live process works with it. A pid alone does not tell: in containers a new process often has that of the
 * killed one, and elsewhere a pid may be another program's by now.
 */
function isInUse(path: string, pid: number): boolean {
  if (pid === process.pid) return made.has(path);
  return isAlive(pid) && Date.now() - statSync(path).mtimeMs < LONGEST_USE_MS;
}

/** Deletes what processes that were killed have left; other users' folders are not ours to delete. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = NAME.exec(name)?.[1];
    if (pid === undefined) continue;
    const path = join(tmpdir(), name);
    try {
      if (!isInUse(path, Number(pid))) rmSync(path, { recursive: true, force: true });
    } catch {
      // It is another user's, or another process was faster.
    }
  }
}

function removeAll(): void {
  for (const dir of made) remove(dir);
}

/** A signal ends Node without the event `exit`, unless somebody else listens, who then ends the process properly. */
function removeAtSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 0) return;
  removeAll();
  process.kill(process.pid, signal);
}

function removeAtEnd(): void {
  if (isListening) return;
  isListening = true;
  process.once('exit', removeAll);
  // The first to hear of it, since others stop listening when they do.
  for (const signal of END_SIGNALS) process.prependOnceListener(signal, removeAtSignal);
}

/** A folder that only this user can read, for a file of recipients. It goes with the process at the latest. */
export function makeTempFolder(): { readonly path: string; readonly remove: () => void } {
  removeLeftovers();
  removeAtEnd();
  const path = mkdtempSync(join(tmpdir(), `red-pack-upload-${process.pid}-`));
  made.add(path);
  return { path, remove: () => remove(path) };
}
