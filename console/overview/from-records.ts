import { type AccountRow, accountRows } from '../../cli/certificate/list';
import { dayOf, daysOf, dayText } from '../../cli/report/day';
import { byCode, byDay, type Cell, grandTotal } from '../../cli/report/totals';
import type { Stack } from '../../cli/stack';
import { add, NOTHING } from '../../cli/sum';
import { type UnfinishedList, unfinishedRecords } from '../../cli/unfinished/records';
import { BEIJING_S } from '../../shared/api/beijing';
import { RecordCount } from './count';
import type { CodeRow, Figure, Figures, Latency } from './figures';
import { latencyOfLogs } from './latency';

/** Two weeks show a weekly pattern. */
const DAYS = 14;
const DAY_S = 86_400;
/** A page must not read thousands of records each time it refreshes; `./red-pack unfinished` lists all. */
const MOST_UNFINISHED = 1_000;

/** Counts go on between two refreshes of the page. */
const counts = new WeakMap<Stack, RecordCount>();

function countOf(stack: Stack): RecordCount {
  const count = counts.get(stack) ?? new RecordCount(stack.redPack);
  counts.set(stack, count);
  return count;
}

async function sumOf(stack: Stack, list: UnfinishedList): Promise<Figure> {
  let sum = NOTHING;
  for await (const { total_amount } of unfinishedRecords(stack, list)) {
    if (sum.count === MOST_UNFINISHED) return { ...sum, isAtLeast: true };
    sum = add(sum, total_amount);
  }
  return sum;
}

function certificateDays(accounts: readonly AccountRow[]): number | null {
  const days = accounts.flatMap(({ days_left }) => days_left ?? []);
  return days.length === 0 ? null : Math.min(...days);
}

/** Logs may be missing, or go while they are read: the other figures do not depend on them. */
async function latencyOf({ logsDir }: Stack, sinceMs: number): Promise<Latency | null> {
  return logsDir === undefined ? null : latencyOfLogs(logsDir, sinceMs).catch(() => null);
}

/** What did not end as paid today, by code. */
function codesOf(cells: readonly Cell[]): CodeRow[] {
  return byCode(cells).flatMap(({ cell, sums }) => {
    const unpaid = [sums.open, sums.retry, sums.refused];
    const count = unpaid.reduce((sum, each) => sum + each.count, 0);
    return count === 0
      ? []
      : [{ code: cell.code, count, fen: unpaid.reduce((sum, each) => sum + each.fen, 0) }];
  });
}

/** The figures of the local stack, from its records; the latency from its logs. */
export async function figuresOfRecords(stack: Stack, nowMs: number): Promise<Figures> {
  const today = dayOf(nowMs / 1000);
  const range = { from: today - DAYS + 1, to: today };
  const sinceMs = (today * DAY_S - BEIJING_S) * 1000;
  const [{ cells, cutAt, isCounting }, open, retry, person, { rows: accounts }, latency] = await Promise.all([
    countOf(stack).of(range),
    sumOf(stack, 'open'),
    sumOf(stack, 'retry'),
    sumOf(stack, 'person'),
    accountRows(stack, nowMs),
    latencyOf(stack, sinceMs),
  ]);
  const ofToday = cells.filter(({ day }) => day === today);
  const { paid, received, returned, refused } = grandTotal(ofToday);
  const known = new Map(byDay(cells).map(({ cell, sums }) => [cell.day, sums]));
  const points = daysOf(range).map((day) => {
    const sums = known.get(day);
    const values = [sums?.paid.fen ?? 0, sums?.received.fen ?? 0, sums?.returned.fen ?? 0];
    return { label: dayText(day).slice(5), values };
  });
  return {
    ...{
      source: 'records',
      atMs: nowMs,
      paid,
      received,
      returned,
      refused,
      open,
      retry,
      person: person.count,
    },
    ...{ latency, certificateDays: certificateDays(accounts) },
    cannotPay: accounts.filter(({ problem }) => problem !== null).length,
    ...{ codes: codesOf(ofToday), points, cutAt, isCounting },
  };
}
