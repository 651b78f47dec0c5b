import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FOLDER_MODE } from './files';
import { isAlive } from './lock';

const POLL_MS = 50;

/** Reference count of the processes that use a stack. Its owner waits for them before shutting it down. */
export interface Sessions {
  /** @returns a function that closes the session. */
  open(): Promise<() => Promise<void>>;
  /** Resolves when no live process has an open session. */
  allClosed(): Promise<void>;
}

/** @param dir the folder of the stack. */
export function sessionsOf(dir: string): Sessions {
  const folder = join(dir, 'sessions');
  const isAnyOpen = async (): Promise<boolean> => {
    const names = await readdir(folder).catch(() => []);
    return names.some((name) => isAlive(Number(name.split('-')[0])));
  };
  return {
    open: async () => {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
      const file = join(folder, `${process.pid}-${randomUUID()}`);
      await writeFile(file, '');
      return () => rm(file, { force: true });
    },
    allClosed: async () => {
      while (await isAnyOpen()) await sleep(POLL_MS);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
