import { barChart } from '../page/chart';
import { type Html, html } from '../page/html';
import { yuanShown } from './money';
import { byCode, byOfficialAccount, type Cell, type Measure, type Sums } from './totals';
import type { Words } from './words';

/** Names of accounts and codes below the axis overlap if there are more. */
const MAX_BARS = 5;

export interface Labelled {
  readonly label: string;
  readonly sums: Sums;
}

function chartOf(title: string, shown: readonly Measure[], groups: readonly Labelled[], words: Words): Html {
  return barChart({
    title,
    series: shown.map((measure) => ({ label: words.measures[measure], className: measure })),
    groups: groups.map(({ label, sums }) => ({ label, values: shown.map((measure) => sums[measure].fen) })),
    show: yuanShown,
  });
}

function largest(groups: readonly Labelled[], shown: readonly Measure[]): Labelled[] {
  const sizeOf = ({ sums }: Labelled): number => Math.max(...shown.map((measure) => sums[measure].fen));
  return groups.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, MAX_BARS);
}

const PAID = ['paid', 'received', 'returned'] as const;
const UNPAID = ['open', 'retry', 'refused'] as const;

/** The plots of the page. @param days every day of the range */
export function charts(cells: readonly Cell[], days: readonly Labelled[], words: Words): Html {
  const accounts = byOfficialAccount(cells).map(({ cell: { account }, sums }) => ({
    label: account.official_account_id,
    sums,
  }));
  const codes = byCode(cells).map(({ cell, sums }) => ({ label: cell.code || words.noCode, sums }));
  const unpaid = codes.filter(({ sums }) => UNPAID.some((measure) => sums[measure].count > 0));
  // One account alone would repeat the totals.
  const paidByAccount =
    accounts.length > 1 ? chartOf(words.charts.paidByAccount, PAID, largest(accounts, PAID), words) : html``;
  return html`${chartOf(words.charts.paid, PAID, days, words)}
${chartOf(words.charts.unpaid, UNPAID, days, words)}
${paidByAccount}
${chartOf(words.charts.unpaidByCode, UNPAID, largest(unpaid, UNPAID), words)}`;
}
