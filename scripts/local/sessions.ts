import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FOLDER_MODE, readFileIfAny } from './files';
import { birthOf, identify } from './process';

const POLL_MS = 50;

/** The names of their files, which stand in the stack's folder itself: nobody has to remove a folder of theirs. */
const NAME = /^session-(\d+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reference count of the processes that use a stack. Its owner waits for them before shutting it down. */
export interface Sessions {
  /** @returns a function that closes the session. */
  open(): Promise<() => Promise<void>>;
  /** Resolves when no live process has an open session. */
  allClosed(): Promise<void>;
}

/** Sessions of this process; others with our pid were left by an earlier process that had it. */
const own = new Set<string>();

/** Whether the process that opened a session lives; a pid alone may be another process's by now. */
async function isOpen(file: string): Promise<boolean> {
  const pid = Number(NAME.exec(basename(file))?.[1]);
  if (pid === process.pid) return own.has(file);
  const bornAt = await readFileIfAny(file);
  if (bornAt === null) return false;
  return (await identify(pid, bornAt === '' ? null : bornAt)) !== 'gone';
}

/** @param dir the folder of the stack. */
export function sessionsOf(dir: string): Sessions {
  const isAnyOpen = async (): Promise<boolean> => {
    const names = await readdir(dir).catch(() => []);
    const files = names.filter((name) => NAME.test(name)).map((name) => join(dir, name));
    const states = await Promise.all(files.map(isOpen));
    await Promise.all(files.filter((_, index) => !states[index]).map((file) => rm(file, { force: true })));
    return states.includes(true);
  };
  return {
    open: async () => {
      await mkdir(dir, { recursive: true, mode: PRIVATE_FOLDER_MODE });
      const file = join(dir, `session-${process.pid}-${randomUUID()}`);
      own.add(file);
      await writeFile(file, (await birthOf(process.pid)) ?? '');
      return async () => {
        own.delete(file);
        await rm(file, { force: true });
      };
    },
    allClosed: async () => {
      while (await isAnyOpen()) await sleep(POLL_MS);
    },
  };
}
