import { leftBy, runMap } from './map-run';

const rows = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

/** Runs rows of which some fail, one tick each. */
function failing(bad: ReadonlySet<number>) {
  const begun: number[] = [];
  const runRow = async (row: number): Promise<string> => {
    begun.push(row);
    await Promise.resolve();
    if (bad.has(row)) throw new Error('RedPack.AccountFault');
    return 'paid';
  };
  return { begun, runRow };
}

describe('a distributed map with the tolerance of campaigns', () => {
  const options = { maxConcurrency: 26, toleratedFailureCount: 0 };

  it('runs every row, never more at once than allowed', async () => {
    let [now, most] = [0, 0];
    const end = await runMap(rows(200), options, async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
    });
    expect(end).toMatchObject({ status: 'SUCCEEDED', failed: [], pending: [] });
    expect({ done: end.done.size, most }).toEqual({ done: 200, most: 26 });
  });

  it('ends at the first fault of the account: at most the rows in flight reach WeChat Pay after it', async () => {
    const empty = new Set(rows(10_000).filter((row) => row >= 5_000));
    const { begun, runRow } = failing(empty);
    const end = await runMap(rows(10_000), options, runRow);
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    expect(end.failed.length).toBeLessThanOrEqual(options.maxConcurrency);
    expect(begun.filter((row) => empty.has(row))).toHaveLength(end.failed.length);
    expect(end.done.size).toBe(5_000);
  });

  it('goes on by redrive with exactly the rows that it has left', async () => {
    const first = await runMap(rows(1_000), options, failing(new Set([400, 401])).runRow);
    const second = await runMap(leftBy(first), options, failing(new Set()).runRow);
    expect(second.status).toBe('SUCCEEDED');
    const all = [...first.done.keys(), ...second.done.keys()].sort((a, b) => a - b);
    expect(all).toEqual(rows(1_000));
  });

  it('would run on through every row if faults were tolerated', async () => {
    const tolerant = { ...options, toleratedFailureCount: 1_000 };
    const end = await runMap(rows(1_000), tolerant, failing(new Set(rows(1_000))).runRow);
    expect(end).toMatchObject({ status: 'SUCCEEDED', pending: [] });
    expect(end.failed).toHaveLength(1_000);
  });
});
