/** How to end what was started, in the order of the starts. */
export type Started = (() => Promise<void>)[];

/**
 * Ends everything that was started, the last one first, also after one that could not be ended.
 * @throws the first error of those
 */
export async function endAll(started: Started): Promise<void> {
  const errors: unknown[] = [];
  for (const end of started.splice(0).reverse()) await end().catch((error: unknown) => errors.push(error));
  if (errors.length > 0) throw errors[0];
}

/** Runs the next step of a start. If it fails, everything that was started is ended, and the step's error is thrown. */
export async function endIfFails<T>(started: Started, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    await endAll(started).catch(() => undefined);
    throw error;
  }
}
