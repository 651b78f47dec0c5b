/**
 * A distributed map over a plan, as far as its limits and its tolerance go; what runs a row is passed in. Sources: the
 * pages "Map state in Distributed mode", "Setting failure thresholds" and "Redriving Map Runs" of
 * https://docs.aws.amazon.com/step-functions/latest/dg/
 */
export interface MapOptions {
  readonly maxConcurrency: number;
  /** The run ends as soon as more rows than this have failed. */
  readonly toleratedFailureCount: number;
}

export interface MapRun<T> {
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly error?: 'States.ExceedToleratedFailureThreshold';
  /** Rows that ended well, with what they returned. */
  readonly done: ReadonlyMap<number, T>;
  readonly failed: readonly number[];
  /** Rows that never began. */
  readonly pending: readonly number[];
}

/**
 * Runs rows until all have ended, or until too many have failed: then no other row begins, and those in flight end.
 * @param rows indexes, in their order
 * @param runRow rejects for a row that fails
 */
export async function runMap<T>(
  rows: readonly number[],
  { maxConcurrency, toleratedFailureCount }: MapOptions,
  runRow: (row: number) => Promise<T>,
): Promise<MapRun<T>> {
  const done = new Map<number, T>();
  const failed: number[] = [];
  const isOver = (): boolean => failed.length > toleratedFailureCount;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < rows.length && !isOver()) {
      const row = rows[next] ?? 0;
      next += 1;
      await runRow(row).then(
        (output) => done.set(row, output),
        () => failed.push(row),
      );
    }
  };
  await Promise.all(Array.from({ length: maxConcurrency }, work));
  const pending = rows.slice(next);
  if (!isOver()) return { status: 'SUCCEEDED', done, failed, pending };
  return { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', done, failed, pending };
}

/** The rows that a redrive runs: those that failed, and those that never began. */
export function leftBy({ failed, pending }: MapRun<unknown>): number[] {
  return [...failed, ...pending].sort((a, b) => a - b);
}
