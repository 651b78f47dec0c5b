import { BEIJING_S } from '../../../shared/api/beijing';
import { UsageError } from '../../errors';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The bucket keeps a plan for 180 days, and its packets need 30 more until nothing about them can change. */
const MOST_DAYS_AHEAD = 90;

/** Unix milliseconds → `2027-02-05 20:00`, in Beijing. */
export function beijingMinute(ms: number): string {
  return new Date(ms + BEIJING_S * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** For people: both clocks, so that nobody takes one for the other. */
export function beijingAndUtc(ms: number): string {
  return `${beijingMinute(ms)} Beijing time (${utcMinute(ms)} UTC)`;
}

/**
 * When a schedule calls, in Beijing time as its expression has it: `2027-02-05 20:00` for
 * `at(2027-02-05T20:00:00)`, `00:10` for `cron(10 0 * * ? *)`; any other expression as it is.
 */
export function scheduledMinute(expression: string): string {
  const once = /^at\((\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d\)$/.exec(expression);
  if (once !== null) return `${once[1]} ${once[2]}`;
  const [, minute, hour] = /^cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)$/.exec(expression) ?? [];
  return minute === undefined ? expression : `${hour?.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

/** Unix milliseconds → `2027-02-05 12:00`, in UTC. */
export function utcMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

/**
 * `--at`, a minute in Beijing, whatever the clock of this machine says → unix milliseconds.
 * @throws UsageError for another form, a minute that does not exist, the past, or one that is too far ahead
 */
export function parseAt(text: string, nowMs: number): number {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)$/.exec(text.trim());
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}:00Z`) - BEIJING_S * 1000;
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(ms) || beijingMinute(ms) !== `${match?.[1]} ${match?.[2]}`)
    throw new UsageError(`--at must be a minute in Beijing time such as "2027-02-05 20:00", got "${text}".`);
  if (ms < nowMs + MINUTE_MS)
    throw new UsageError(`--at ${beijingAndUtc(ms)} is past: it is ${beijingAndUtc(nowMs)}.`);
  if (ms > nowMs + MOST_DAYS_AHEAD * DAY_MS)
    throw new UsageError(
      `--at ${beijingAndUtc(ms)} is more than ${MOST_DAYS_AHEAD} days ahead, and the bucket does not keep plans that long.`,
    );
  return ms;
}
