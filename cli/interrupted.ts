/** Ctrl-C, `kill`, and a closed terminal. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Resolves with the first request to end; a second one ends the process at once. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      for (const signal of END_SIGNALS) process.off(signal, end);
      resolve();
    };
    for (const signal of END_SIGNALS) process.on(signal, end);
  });
}
