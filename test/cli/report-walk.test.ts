import { contains, dayOf, daysOf, dayText, parseRange } from '../../cli/report/day';
import type { Detailed } from '../../cli/report/entry';
import { entriesIn } from '../../cli/report/walk';
import { beijingText } from '../../shared/api/beijing';
import { DAY_S, each, NOVEMBER_S, record, refused } from './report-kit';

const RANGE = parseRange('2026-11-01', '2026-11-30');

/** The keys of what counts, and the number of records that were read for it. */
async function walk(
  records: readonly Detailed[],
  account: string | null = null,
): Promise<{ keys: string[]; read: number }> {
  const keys: string[] = [];
  let read = 0;
  const onRead = (): void => {
    read += 1;
  };
  for await (const { record: found } of entriesIn(each(records), { range: RANGE, account }, onRead))
    keys.push(found.idempotency_key);
  return { keys, read };
}

/** Paid at once when it was claimed. */
function paid(idempotency_key: string, atS: number, changes: Partial<Detailed> = {}): Detailed {
  return record({ idempotency_key, created_at: atS, paid_at: atS, ...changes });
}

const DECEMBER_S = NOVEMBER_S + 30 * DAY_S;

describe('the walk of a report', () => {
  it('counts the days from their first to their last second in Beijing', async () => {
    const { keys } = await walk([
      paid('after', DECEMBER_S),
      paid('last', DECEMBER_S - 1),
      paid('first', NOVEMBER_S),
      paid('before', NOVEMBER_S - 1),
    ]);
    expect(keys).toEqual(['last', 'first']);
  });

  it('counts what was claimed before the days and paid or returned in them', async () => {
    const { keys } = await walk([
      paid('paid later', NOVEMBER_S - 3 * DAY_S, { paid_at: NOVEMBER_S }),
      paid('returned later', NOVEMBER_S - 4 * DAY_S, { refunded_fen: 188, refunded_at: NOVEMBER_S + 5 }),
      paid('shown as returned later', NOVEMBER_S - 4 * DAY_S, { refunded_fen: 188, asked_at: NOVEMBER_S }),
      paid('returned before', NOVEMBER_S - 4 * DAY_S, { refunded_fen: 188, refunded_at: NOVEMBER_S - 1 }),
      refused('NO_AUTH', { idempotency_key: 'refused', created_at: NOVEMBER_S - 1, updated_at: NOVEMBER_S }),
    ]);
    expect(keys).toEqual(['paid later', 'returned later', 'shown as returned later']);
  });

  it('reads back 30 days before the days, and not one record further than the first older one', async () => {
    const oldestS = NOVEMBER_S - 30 * DAY_S;
    const { keys, read } = await walk([
      paid('oldest', oldestS, { refunded_fen: 188, refunded_at: NOVEMBER_S }),
      paid('too old', oldestS - 1),
      paid('never read', oldestS - 2),
    ]);
    expect({ keys, read }).toEqual({ keys: ['oldest'], read: 2 });
  });

  it('counts one official account only, if one is given', async () => {
    const records = [paid('1', NOVEMBER_S), paid('2', NOVEMBER_S, { official_account_id: 'wx2' })];
    expect((await walk(records, 'wx2')).keys).toEqual(['2']);
    expect((await walk(records)).keys).toEqual(['1', '2']);
  });

  it('refuses records without details, as functions of an older version return them', async () => {
    const { outcome: _, ...older } = record();
    const walking = walk([older as Detailed]);
    await expect(walking).rejects.toThrow('deploy this version of the functions first');
  });
});

describe('a range of days', () => {
  it('has both of its dates, across a leap day', () => {
    const range = parseRange('2028-02-28', '2028-03-01');
    expect(daysOf(range).map(dayText)).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect([contains(range, range.to), contains(range, range.to + 1), contains(range, null)]).toEqual([
      ...[true, false, false],
    ]);
  });

  it('reads and writes times of Beijing', () => {
    expect(beijingText(NOVEMBER_S)).toBe('2026-11-01 00:00:00');
    expect([NOVEMBER_S - 1, NOVEMBER_S].map((atS) => dayText(dayOf(atS)))).toEqual([
      ...['2026-10-31', '2026-11-01'],
    ]);
  });

  it.each([
    ['2026-02-30', '2026-03-01', '--from must be a date'],
    ['2026-11-01', '2026-11-1', '--to must be a date'],
    ['2026-11-02', '2026-11-01', '--to 2026-11-01 is before --from 2026-11-02'],
    ['2026-01-01', '2027-01-02', 'at most 366 days'],
  ])('from %s to %s is refused: %s', (from, to, why) => {
    expect(() => parseRange(from, to)).toThrow(why);
  });
});
