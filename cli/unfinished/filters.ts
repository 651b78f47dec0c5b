import { UsageError } from '../errors';
import type { UnfinishedRecord } from './records';

/** Options that choose among unfinished records. */
export const FILTER_OPTIONS = {
  account: { type: 'string' },
  campaign: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
} as const;

export const FILTER_USAGE = `  --account APPID   only packets of this official account
  --campaign NAME   only those whose idempotency_key begins with NAME/
  --from DATE       only those claimed on this day or later, YYYY-MM-DD in Beijing
  --to DATE         only those claimed on this day or earlier`;

interface Filters {
  readonly account?: string | undefined;
  readonly campaign?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const DAY_S = 24 * 3600;

/** The first second of a day in Beijing, which has no daylight saving time. @throws UsageError */
function startOfDay(option: string, date: string): number {
  const start = Date.parse(`${date}T00:00:00+08:00`);
  // A day that a month lacks would become one of the next month.
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(start) && beijingDay(start / 1000) === date;
  if (!isDay) throw new UsageError(`--${option} must be a day as YYYY-MM-DD, got "${date}".`);
  return start / 1000;
}

/** The day in Beijing of a time in unix seconds, `2026-01-31`. */
export function beijingDay(atS: number): string {
  return new Date((atS + 8 * 3600) * 1000).toISOString().slice(0, 10);
}

/** `2026-01-31 09:30`, in Beijing. */
export function beijingMinute(atS: number): string {
  return new Date((atS + 8 * 3600) * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** Whether the options choose a record. @throws UsageError for a day that is none, or an empty value */
export function filterOf(values: Filters): (record: UnfinishedRecord) => boolean {
  const { account, campaign, from, to } = values;
  // An empty one, from a variable that is not set in a script, would choose every record.
  for (const name of ['account', 'campaign'] as const)
    if (values[name] === '') throw new UsageError(`--${name} is empty.`);
  const fromS = from === undefined ? Number.NEGATIVE_INFINITY : startOfDay('from', from);
  const toS = to === undefined ? Number.POSITIVE_INFINITY : startOfDay('to', to) + DAY_S;
  if (fromS >= toS) throw new UsageError(`--from ${from} is later than --to ${to}.`);
  return ({ official_account_id, idempotency_key, created_at }) =>
    (account === undefined || official_account_id === account) &&
    (campaign === undefined || idempotency_key.startsWith(`${campaign}/`)) &&
    created_at >= fromS &&
    created_at < toS;
}
