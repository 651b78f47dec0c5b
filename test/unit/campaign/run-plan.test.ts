import { setTimeout as sleep } from 'node:timers/promises';
import { inOrder, zip } from '../../../cli/campaign/in-order';
import { RowOutcomes } from '../../../cli/campaign/outcomes';
import { Pace } from '../../../cli/campaign/run/pace';
import { isDue, type PlanRow, type RunDeps, rowsWhere, sendRows } from '../../../cli/campaign/run/run-plan';
import type { RowResult } from '../../../cli/campaign/run/send-row';
import { Stop, Watch } from '../../../cli/campaign/run/stop';
import { linesOf } from '../../campaign/kit';

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

interface Played {
  readonly sent: readonly string[];
  readonly most: number;
  readonly rows: RowOutcomes;
  readonly stop: Stop;
}

/** Sends 200 rows, 8 at once; `answer` says what comes of the nth call. */
async function play(answer: (call: number) => RowResult | Error): Promise<Played> {
  const rows = new RowOutcomes(200, 0);
  const stop = new Stop();
  const sent: string[] = [];
  let [inFlight, most] = [0, 0];
  const deps: RunDeps = {
    ...{ rows, stop, pace: new Pace(), watch: new Watch(stop, 8), onResult: () => undefined },
    journal: { record: (n, outcome, fen) => rows.set(n, outcome, fen, 1) },
    send: async ({ idempotency_key }) => {
      const call = sent.push(idempotency_key);
      inFlight += 1;
      most = Math.max(most, inFlight);
      await sleep(1 + (call % 3));
      inFlight -= 1;
      const result = answer(call);
      if (result instanceof Error) throw result;
      return result;
    },
  };
  await sendRows(rowsWhere(each(linesOf(200)), isDue(rows, 0)), 8, deps);
  return { sent, most, rows, stop };
}

const PAID: RowResult = { outcome: 'paid' };

describe('sendRows', () => {
  it('sends each row once, as many at once as it may', async () => {
    const { sent, most, rows } = await play(() => PAID);
    expect(new Set(sent).size).toBe(200);
    expect({ calls: sent.length, most }).toEqual({ calls: 200, most: 8 });
    expect(rows.areAllFinal).toBe(true);
  });

  it('begins nothing after a fault of the account, whose rows are at most those in flight', async () => {
    const fault: RowResult = {
      outcome: 'retry',
      code: 'NOTENOUGH',
      text: 'empty',
      accountFault: 'NOTENOUGH',
    };
    const { sent, rows, stop } = await play((call) => (call > 50 ? fault : PAID));
    expect(stop.reason).toEqual({ kind: 'account', code: 'NOTENOUGH', text: 'empty' });
    expect(rows.tallies.retry.count).toBeLessThanOrEqual(8);
    expect(rows.tallies.retry.count + 50).toBe(sent.length);
  });

  it('stops when many rows in a row come to nothing, and says why', async () => {
    const { stop, sent } = await play((call) =>
      call > 20 ? { outcome: 'open', code: '600', text: 'not reached' } : PAID,
    );
    expect(stop.reason).toEqual({ kind: 'stuck', count: 24, code: '600', text: 'not reached' });
    expect(sent.length).toBeLessThanOrEqual(20 + 24 + 2 * 8);
  });

  it('does not stop for open rows among paid ones', async () => {
    const { stop } = await play((call) => (call % 2 ? { outcome: 'open', code: 'SYSTEMERROR' } : PAID));
    expect(stop.reason).toBeNull();
  });

  it('ends with the error of a call that fails in an unforeseen way, once the others are done', async () => {
    const error = new Error('disk full');
    const { stop, sent } = await play((call) => (call === 30 ? error : PAID));
    expect(stop.reason).toEqual({ kind: 'failed', error });
    expect(sent.length).toBeLessThan(60);
  });

  it('does not read the plan ahead of what is in flight', async () => {
    let read = 0;
    async function* plan(): AsyncGenerator<PlanRow> {
      for (const [n, line] of linesOf(200).entries()) {
        read += 1;
        yield { n, line };
      }
    }
    let [done, furthest] = [0, 0];
    const stop = new Stop();
    await sendRows(plan(), 4, {
      ...{ rows: new RowOutcomes(200, 0), stop, pace: new Pace(), watch: { see: () => undefined } },
      ...{ journal: { record: () => undefined }, onResult: () => undefined },
      send: async () => {
        await sleep(1);
        done += 1;
        furthest = Math.max(furthest, read - done);
        return PAID;
      },
    });
    expect(furthest).toBeLessThanOrEqual(4);
    expect(done).toBe(200);
  });
});

describe('isDue', () => {
  it('leaves out what is final or was parked for too long, and nothing else', () => {
    const rows = new RowOutcomes(6, 0);
    rows.set(0, 'paid', 0, 1);
    rows.set(1, 'refused', 0, 1);
    rows.set(2, 'retry', 0, 1);
    rows.set(3, 'retry', 0, 200_000);
    rows.set(4, 'open', 0, 1);
    expect([0, 1, 2, 3, 4, 5].filter(isDue(rows, 300_000))).toEqual([3, 4, 5]);
  });
});

describe('inOrder', () => {
  it('yields results in the order of the items, of which only so many are worked on', async () => {
    let [now, most] = [0, 0];
    const results: number[] = [];
    const work = async (n: number): Promise<number> => {
      now += 1;
      most = Math.max(most, now);
      await sleep((n * 7) % 5);
      now -= 1;
      return n;
    };
    const items = Array.from({ length: 50 }, (_, n) => n);
    for await (const result of inOrder(each(items), 6, work)) results.push(result);
    expect(results).toEqual(items);
    expect(most).toBe(6);
  });

  it('fails with the first failure in that order', async () => {
    const work = (n: number): Promise<number> =>
      n === 1 || n === 2 ? Promise.reject(new Error(String(n))) : Promise.resolve(n);
    const all = async (): Promise<void> => {
      for await (const _ of inOrder(each([0, 1, 2, 3]), 4, work));
    };
    await expect(all()).rejects.toThrow('1');
  });

  it('zip refuses sequences of which the second is shorter', async () => {
    const all = async (): Promise<void> => {
      for await (const _ of zip(each([1, 2]), each([1])));
    };
    await expect(all()).rejects.toThrow('shorter');
  });
});
