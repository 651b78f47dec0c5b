import { END_SIGNALS } from '../../interrupted';

/** As shells say that a signal ended a program: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/** npm passes on a Ctrl-C that the terminal has sent to its children as well. */
const SAME_KEY_MS = 300;

/**
 * Calls `onFirst` at the first of the signals that ask a program to end, and ends the process at the second Ctrl-C.
 * Others that follow ask for nothing new: a shell and the system both say that the terminal is gone.
 * @returns a function that takes it back
 */
export function onInterrupt(onFirst: () => void): () => void {
  let isFirst = true;
  let interruptedAt: number | null = null;
  const listener = (signal: NodeJS.Signals): void => {
    if (isFirst) onFirst();
    isFirst = false;
    if (signal !== 'SIGINT') return;
    const now = performance.now();
    interruptedAt ??= now;
    // What is in flight is answered to nobody; its keys make it safe to ask again.
    if (now - interruptedAt >= SAME_KEY_MS) process.exit(INTERRUPTED);
  };
  for (const signal of END_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, listener);
  };
}
