import { BEIJING_S } from '../../shared/api/beijing';
import { UsageError } from '../errors';

const DAY_S = 86_400;

/** More would not fit a page; a year does. */
const MAX_DAYS = 366;

/**
 * How much earlier than the range a record that counts in it may have been claimed. WeChat answers queries for 30 days
 * after a claim, so no later payment or return of a packet is ever stored; what a person decided after that has no
 * `paid_at` and counts by its claim.
 */
const MARGIN_S = 30 * DAY_S;

/** A day in Beijing, as days since 1970-01-01. */
export type Day = number;

/** Beijing days, both inclusive. */
export interface Range {
  readonly from: Day;
  readonly to: Day;
}

/** @param atS unix seconds */
export function dayOf(atS: number): Day {
  return Math.floor((atS + BEIJING_S) / DAY_S);
}

/** `yyyy-mm-dd` */
export function dayText(day: Day): string {
  return new Date(day * DAY_S * 1000).toISOString().slice(0, 10);
}

export function contains({ from, to }: Range, day: Day | null): boolean {
  return day !== null && day >= from && day <= to;
}

export function daysOf({ from, to }: Range): Day[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** The walk through the list, newest first, may end at a record older than this. Unix seconds. */
export function oldestClaimS({ from }: Range): number {
  return from * DAY_S - BEIJING_S - MARGIN_S;
}

/** `yyyy-mm-dd` → the day; null for any other text, and for a day that its month does not have. */
export function dayOfText(text: string): Day | null {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const day = ms / 1000 / DAY_S;
  // Date.parse takes February 30 for March 2.
  return Number.isNaN(day) || dayText(day) !== text ? null : day;
}

function parseDay(name: string, text: string): Day {
  const day = dayOfText(text);
  if (day === null) throw new UsageError(`--${name} must be a date such as 2026-11-01, got "${text}".`);
  return day;
}

/** @throws UsageError naming the option */
export function parseRange(from: string, to: string): Range {
  const range = { from: parseDay('from', from), to: parseDay('to', to) };
  if (range.to < range.from) throw new UsageError(`--to ${to} is before --from ${from}.`);
  if (range.to - range.from >= MAX_DAYS)
    throw new UsageError(`A report has at most ${MAX_DAYS} days; --from ${from} --to ${to} has more.`);
  return range;
}
