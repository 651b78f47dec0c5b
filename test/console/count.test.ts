import { setTimeout as sleep } from 'node:timers/promises';
import { dayOf } from '../../cli/report/day';
import { grandTotal } from '../../cli/report/totals';
import { RecordCount } from '../../console/overview/count';
import type { AnyListedRecord } from '../../sdk/index';
import { until } from '../kit/until';
import { NOON_S, record } from './kit';

const TODAY = dayOf(NOON_S);
const RANGE = { from: TODAY - 13, to: TODAY };

/** A list of so many packets of 1.88 yuan that waits before the one at `slowAt` until it is told to go on. */
function listOf(count: number, slowAt = -1) {
  const list = { read: 0, walks: 0, isSlow: slowAt >= 0 };
  async function* sentRedPacks(): AsyncGenerator<AnyListedRecord, void, undefined> {
    list.walks += 1;
    for (let index = 0; index < count; index += 1) {
      while (index === slowAt && list.isSlow) await sleep(10);
      list.read += 1;
      const id = index.toString(16).padStart(24, '0');
      yield { ...record({ id }), pk: id };
    }
  }
  return { list, source: { sentRedPacks } };
}

describe('the count of the overview', () => {
  it('has all records of a short list at once', async () => {
    const { source } = listOf(50);
    const { cells, cutAt } = await new RecordCount(source).of(RANGE);
    expect(grandTotal(cells).paid).toEqual({ count: 50, fen: 9_400 });
    expect(cutAt).toBeNull();
  });

  it('ends after the newest 10,000, and says so', async () => {
    const { list, source } = listOf(20_000);
    const count = new RecordCount(source);
    const counted = await until(async () => {
      const now = await count.of(RANGE);
      return now.cutAt === 10_000 ? now : null;
    });
    expect(grandTotal(counted.cells).paid.count).toBe(10_000);
    expect(list.read).toBe(10_001);
  });

  it('shows what there is when it takes longer, goes on meanwhile, and then has all', async () => {
    const { list, source } = listOf(30, 10);
    const count = new RecordCount(source);
    const first = await count.of(RANGE);
    expect(grandTotal(first.cells).paid.count).toBe(10);
    expect(first).toMatchObject({ cutAt: 10, isCounting: true });
    list.isSlow = false;
    const then = await count.of(RANGE);
    expect(grandTotal(then.cells).paid.count).toBe(30);
    expect(then.isCounting).toBe(false);
    expect(list.walks).toBe(1);
  });

  it('shows the last complete count while a slow one runs', async () => {
    const { list, source } = listOf(30, 10);
    list.isSlow = false;
    const count = new RecordCount(source);
    await count.of(RANGE);
    list.isSlow = true;
    const shown = await count.of(RANGE);
    expect(grandTotal(shown.cells).paid.count).toBe(30);
    list.isSlow = false;
  });

  it('begins again after an error', async () => {
    let isBroken = true;
    const { source } = listOf(5);
    const count = new RecordCount({
      sentRedPacks: () => {
        if (isBroken) throw new Error('the list cannot be read');
        return source.sentRedPacks();
      },
    });
    await expect(count.of(RANGE)).rejects.toThrow('the list cannot be read');
    isBroken = false;
    expect(grandTotal((await count.of(RANGE)).cells).paid.count).toBe(5);
  });
});
