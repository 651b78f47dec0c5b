import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PRIVATE_FOLDER_MODE } from './files';
import { isAlive } from './lock';

const POLL_MS = 50;

/** Others that use a stack which someone started for himself: he waits for them before he ends it. */
export interface Guests {
  /** @returns signs out again. */
  signIn(): Promise<() => Promise<void>>;
  /** Resolves when nobody alive is signed in. */
  gone(): Promise<void>;
}

/** @param dir the folder of the stack. */
export function guestsOf(dir: string): Guests {
  const folder = join(dir, 'guests');
  const present = async (): Promise<boolean> => {
    const names = await readdir(folder).catch(() => []);
    return names.some((name) => isAlive(Number(name.split('-')[0])));
  };
  return {
    signIn: async () => {
      await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
      const file = join(folder, `${process.pid}-${randomUUID()}`);
      await writeFile(file, '');
      return () => rm(file, { force: true });
    },
    gone: async () => {
      while (await present()) await sleep(POLL_MS);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
