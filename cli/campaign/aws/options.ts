import { UsageError } from '../../errors';
import { parseAt } from './time';

/** How a plan is started. */
export interface StartOptions {
  /** Unix milliseconds of a schedule; null for now. */
  readonly at: number | null;
  /** Days after the start on which a run that ended early goes on; 0 for none. */
  readonly continueDays: number;
  /** Go over every row again, although an earlier run could go on with what it left. */
  readonly isWhole: boolean;
}

/** The same as `campaign start` takes it. */
export interface StartValues {
  readonly at?: string | undefined;
  readonly 'continue-daily'?: string | undefined;
  readonly whole?: boolean | undefined;
}

/** Longer, a campaign should be several: the bucket does not keep a plan as long. */
export const MOST_DAYS = 60;

function parseDays(text: string | undefined): number {
  if (text === undefined) return 0;
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS)
    throw new UsageError(`--continue-daily must be a number of days from 1 to ${MOST_DAYS}, got "${text}".`);
  return days;
}

/** @throws UsageError that names the option */
export function startOptionsOf(values: StartValues, nowMs: number): StartOptions {
  return {
    at: values.at === undefined ? null : parseAt(values.at, nowMs),
    continueDays: parseDays(values['continue-daily']),
    isWhole: values.whole === true,
  };
}

/** The arguments of `campaign start` that say the same. */
export function startArgs({ at, whole, 'continue-daily': days }: StartValues): string[] {
  return [
    ...(at === undefined ? [] : ['--at', at]),
    ...(days === undefined ? [] : ['--continue-daily', days]),
    ...(whole === true ? ['--whole'] : []),
  ];
}
