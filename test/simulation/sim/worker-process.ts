import { fork } from 'node:child_process';
import { join } from 'node:path';

/** What a player says when it has played. */
export type Played<T> = { readonly value: T } | { readonly failed: string };

/**
 * Plays a job of `worker.ts` in a plain process of its own. Within jest every promise goes through a hook and every
 * global through a proxy, and these jobs are little else: they would take two to three times as long.
 * @param limitMs after which the player is killed @param job exported by its module, known to the player by its name @param args what JSON can say
 */
export function apart<A extends readonly unknown[], T>(
  limitMs: number,
  job: (...args: A) => Promise<T>,
  ...args: A
): Promise<T> {
  return new Promise((resolve, reject) => {
    const child = fork(join(__dirname, 'worker.ts'), [job.name, JSON.stringify(args)], {
      execArgv: ['--import', 'tsx'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    // Not its exit, which may overtake the last message.
    child.on('error', reject).on('disconnect', () => reject(new Error('a worker ended without a result')));
    child.on('message', (played: Played<T>) => {
      if ('value' in played) resolve(played.value);
      else reject(new Error(played.failed));
    });
  });
}
