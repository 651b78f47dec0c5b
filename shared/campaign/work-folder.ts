import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Work of a process, by its id. */
const WORK = /^\.work-(\d+)-\d+$/;

/** What this process works on. In a container, one that was killed often had the same id. */
const own = new Set<string>();
let made = 0;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Deletes what processes that were killed have left in a folder. */
function removeLeftovers(dir: string): void {
  for (const name of namesIn(dir)) {
    const pid = WORK.exec(name)?.[1];
    if (pid === undefined) continue;
    const isInUse = Number(pid) === process.pid ? own.has(resolve(dir, name)) : isRunning(Number(pid));
    if (!isInUse) rmSync(join(dir, name), { recursive: true, force: true });
  }
}

/**
 * A new folder inside a folder, for what is not complete, with mode 0700; no other call or process works in it. The
 * caller deletes it; after a crash, the next call of this does.
 * @param dir created with mode 0700 if it is not there
 * @throws Error of the file system
 */
export function makeWorkFolder(dir: string): string {
  removeLeftovers(dir);
  made += 1;
  const work = join(dir, `.work-${process.pid}-${made}`);
  // With its parent, which another process deletes while it is empty.
  mkdirSync(work, { recursive: true, mode: 0o700 });
  own.add(resolve(work));
  return work;
}
