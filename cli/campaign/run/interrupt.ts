const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** As shells say that a signal ended a program: 128 and the number of SIGINT. */
const INTERRUPTED = 130;

/**
 * Calls `onFirst` at the first Ctrl-C, and ends the process at the second one. @returns a function that takes both back
 */
export function onInterrupt(onFirst: () => void): () => void {
  let isFirst = true;
  const listener = (): void => {
    // What is in flight is answered to nobody; its keys make it safe to ask again.
    if (!isFirst) process.exit(INTERRUPTED);
    isFirst = false;
    onFirst();
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
}
