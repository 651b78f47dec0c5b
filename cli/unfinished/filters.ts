import { beijingText } from '../../shared/api/beijing';
import { UsageError } from '../errors';
import { contains, type Day, dayOf, dayOfText } from '../report/day';
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

/** @throws UsageError */
function parseDay(option: string, date: string): Day {
  const day = dayOfText(date);
  if (day === null) throw new UsageError(`--${option} must be a day as YYYY-MM-DD, got "${date}".`);
  return day;
}

/** `2026-01-31 09:30`, in Beijing. */
export function beijingMinute(atS: number): string {
  return beijingText(atS).slice(0, 16);
}

/** Whether the options choose a record. @throws UsageError for a day that is none, or an empty value */
export function filterOf(values: Filters): (record: UnfinishedRecord) => boolean {
  const { account, campaign, from, to } = values;
  // An empty one, from a variable that is not set in a script, would choose every record.
  for (const name of ['account', 'campaign'] as const)
    if (values[name] === '') throw new UsageError(`--${name} is empty.`);
  const range = {
    from: from === undefined ? Number.NEGATIVE_INFINITY : parseDay('from', from),
    to: to === undefined ? Number.POSITIVE_INFINITY : parseDay('to', to),
  };
  if (range.from > range.to) throw new UsageError(`--from ${from} is later than --to ${to}.`);
  return ({ official_account_id, idempotency_key, created_at }) =>
    (account === undefined || official_account_id === account) &&
    (campaign === undefined || idempotency_key.startsWith(`${campaign}/`)) &&
    contains(range, dayOf(created_at));
}
