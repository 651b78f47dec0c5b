import { beijingText } from '../../../shared/api/beijing';
import { barChart, type Series } from '../../page/chart';
import type { Html } from '../../page/html';
import { type Buckets, countIn, timeBuckets, yuanBuckets } from './buckets';
import type { CampaignTotals } from './totals';
import { TIMED } from './totals';
import type { CampaignWords } from './words';

const MAX_CODES = 5;

function count(value: number): string {
  return value.toLocaleString('en');
}

function labelOf(minute: number, step: number): string {
  const text = beijingText(minute * 60);
  return step >= 1_440 ? text.slice(0, 10) : text.slice(5, 16);
}

type Timed = keyof CampaignTotals['minutes'];

/** Bars over time for some events. */
function overTime(
  totals: CampaignTotals,
  series: readonly (Series & { readonly of: Timed })[],
  titleOf: (step: number) => string,
): Html {
  const counts = series.map(({ of }) => totals.minutes[of]);
  const buckets: Buckets = timeBuckets(counts.flatMap((each) => [...each.keys()]));
  const values = counts.map((each) => countIn(buckets, each));
  const groups = buckets.starts.map((start, index) => ({
    label: labelOf(start, buckets.step),
    values: values.map((each) => each[index] ?? 0),
  }));
  return barChart({ title: titleOf(buckets.step), series, groups, show: count });
}

export function outcomesChart(totals: CampaignTotals, words: CampaignWords): Html {
  const series = TIMED.filter((name) => totals.outcomes[name].count > 0).map((name) => ({
    ...{ label: words.outcomes[name], className: name, of: name },
  }));
  return overTime(totals, series, (step) => words.charts.outcomes(words.step(step)));
}

export function claimsChart(totals: CampaignTotals, words: CampaignWords): Html {
  const series = (['received', 'returned'] as const).map((name) => ({
    ...{ label: words.claims[name], className: name, of: name },
  }));
  return overTime(totals, series, (step) => words.charts.claims(words.step(step)));
}

export function amountsChart({ yuan }: CampaignTotals, words: CampaignWords): Html {
  const buckets = yuanBuckets(yuan.keys());
  const counts = countIn(buckets, yuan);
  const groups = buckets.starts.map((start, index) => ({
    label: String(start),
    values: [counts[index] ?? 0],
  }));
  const series = [{ label: words.outcomes.paid, className: 'paid' }];
  return barChart({ title: words.charts.amounts(buckets.step), series, groups, show: count });
}

export function codesChart(totals: CampaignTotals, words: CampaignWords): Html {
  const codes = totals.byCode();
  const names = [...new Set(codes.map(({ code }) => code))].slice(0, MAX_CODES);
  const shown = (['refused', 'open', 'retry', 'rejected'] as const).filter((name) =>
    codes.some(({ outcome }) => outcome === name),
  );
  const groups = names.map((code) => ({
    label: code || words.noCode,
    values: shown.map(
      (name) => codes.find((each) => each.code === code && each.outcome === name)?.count ?? 0,
    ),
  }));
  const series = shown.map((name) => ({ label: words.outcomes[name], className: name }));
  return barChart({ title: words.charts.codes, series, groups, show: count });
}
