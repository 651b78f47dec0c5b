import { dayText } from './day';
import { yuanText } from './money';
import type { Report } from './page';
import { byAccount, byCode, byDay, grandTotal, MEASURES, type Sums } from './totals';

/** Numbers of packets, and yuan with two decimals as text, so that no reader takes them through floats. */
function shown(sums: Sums): object {
  return Object.fromEntries(
    MEASURES.map((measure) => [measure, { count: sums[measure].count, yuan: yuanText(sums[measure].fen) }]),
  );
}

/** What `--json` prints. */
export function reportJson({ range, account, cells, paidAtUnknown }: Report, records: number): string {
  return JSON.stringify({
    ...{ from: dayText(range.from), to: dayText(range.to), account, records },
    ...{ paid_at_unknown: paidAtUnknown, totals: shown(grandTotal(cells)) },
    by_day: byDay(cells).map(({ cell, sums }) => ({ day: dayText(cell.day), ...shown(sums) })),
    by_account: byAccount(cells).map(({ cell, sums }) => ({ ...cell.account, ...shown(sums) })),
    by_code: byCode(cells).map(({ cell, sums }) => ({ code: cell.code, ...shown(sums) })),
  });
}
