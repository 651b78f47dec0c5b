import fc from 'fast-check';
import { parseRange, type Range } from '../../cli/report/day';
import { type Detailed, entryOf } from '../../cli/report/entry';
import { yuanShown, yuanText } from '../../cli/report/money';
import { byAccount, byCode, byDay, grandTotal, MEASURES, Totals } from '../../cli/report/totals';
import { anyRecord, record, refused } from './report-kit';

const RANGE = parseRange('2026-11-01', '2026-11-30');

function totalsOf(records: readonly Detailed[], range: Range = RANGE): Totals {
  const totals = new Totals(range);
  for (const one of records) totals.add(entryOf(one));
  return totals;
}

/** The date in Beijing, by another way than the report's. */
const BEIJING = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' });
function isNovember(atS: number): boolean {
  return BEIJING.format(atS * 1000).startsWith('2026-11');
}

/** The sums as a person would add them up, from the fields themselves. */
function naive(records: readonly Detailed[]): Record<string, number> {
  const paid = records.filter((r) => r.outcome === 'paid');
  const inMonth = paid.filter((r) => isNovember(r.paid_at ?? r.created_at));
  const fen = (r: Detailed): number => Math.round(r.total_amount * 100);
  const sum = (of: readonly Detailed[], by: (r: Detailed) => number): number =>
    of.reduce((total, r) => total + by(r), 0);
  const returned = paid.filter((r) => isNovember(r.refunded_at ?? r.asked_at ?? r.paid_at ?? r.created_at));
  const unpaid = (outcome: string): number =>
    sum(
      records.filter((r) => r.outcome === outcome && isNovember(r.created_at)),
      fen,
    );
  const received = sum(inMonth, (r) => r.received_fen ?? 0);
  return {
    paid: sum(inMonth, fen),
    received,
    returned: sum(returned, (r) => r.refunded_fen ?? 0),
    pending: sum(inMonth, fen) - received - sum(inMonth, (r) => r.refunded_fen ?? 0),
    open: unpaid('open'),
    retry: unpaid('retry'),
    refused: unpaid('refused'),
  };
}

function fenOf(sums: ReturnType<typeof grandTotal>): Record<string, number> {
  return Object.fromEntries(MEASURES.map((measure) => [measure, sums[measure].fen]));
}

describe('Totals of a report', () => {
  it('equal a naive sum over the records, for any records', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        expect(fenOf(grandTotal(totalsOf(records).sorted()))).toEqual(naive(records));
      }),
    );
  });

  it('are the same whether they are added up by day, by account or by code', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 60 }), (records) => {
        const cells = totalsOf(records).sorted();
        const total = grandTotal(cells);
        for (const groups of [byDay(cells), byAccount(cells), byCode(cells)])
          for (const measure of MEASURES)
            for (const part of ['count', 'fen'] as const) {
              const parts = groups.map(({ sums }) => sums[measure][part]);
              expect(parts.reduce((sum, one) => sum + one, 0)).toBe(total[measure][part]);
            }
      }),
    );
  });

  it('are those of all days when the days are reported one by one', () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { maxLength: 30 }), (records) => {
        const days = Array.from({ length: 30 }, (_, index) => RANGE.from + index);
        const parts = days.map((day) => grandTotal(totalsOf(records, { from: day, to: day }).sorted()));
        const total = grandTotal(totalsOf(records).sorted());
        for (const measure of MEASURES)
          expect(parts.reduce((sum, one) => sum + one[measure].fen, 0)).toBe(total[measure].fen);
      }),
      { numRuns: 20 },
    );
  });

  it('count a packet by its payment, its return and its code, each under its own day', () => {
    const at = (text: string): number => Date.parse(`${text}+08:00`) / 1000;
    const cells = totalsOf([
      record({
        ...{ created_at: at('2026-11-02T23:59:59'), paid_at: at('2026-11-03T00:00:00') },
        ...{ total_amount: 6, received_fen: 250, refunded_fen: 350, refunded_at: at('2026-11-04T00:00:00') },
      }),
      refused('NO_AUTH', { created_at: at('2026-11-30T23:59:59'), total_amount: 1 }),
    ]).sorted();
    expect(
      byDay(cells).map(({ cell: { day, code }, sums }) => [day - RANGE.from + 1, code, fenOf(sums)]),
    ).toEqual([
      [3, 'SUCCESS', expect.objectContaining({ paid: 600, received: 250, returned: 0, pending: 0 })],
      [4, 'SUCCESS', expect.objectContaining({ paid: 0, returned: 350 })],
      [30, 'NO_AUTH', expect.objectContaining({ refused: 100, paid: 0 })],
    ]);
  });

  it('count a payment without a time on the day of its claim, and say how many there are', () => {
    const totals = totalsOf([record({ paid_at: null }), record()]);
    expect({ records: totals.records, unknown: totals.paidAtUnknown }).toEqual({ records: 2, unknown: 1 });
    expect(grandTotal(totals.sorted()).paid).toEqual({ count: 2, fen: 376 });
  });
});

describe('yuan', () => {
  it('are the digits of the fen, with two decimals', () => {
    expect([0, 5, 30, 188, 499_900, 123_456_789_012].map(yuanText)).toEqual([
      ...['0.00', '0.05', '0.30', '1.88', '4999.00', '1234567890.12'],
    ]);
    expect([99, 99_999, 100_000, 123_456_789].map(yuanShown)).toEqual([
      ...['0.99', '999.99', '1,000.00', '1,234,567.89'],
    ]);
  });
});
