import type { Progress, StoredRecord } from '../../records/record';
import { LATE_ARRIVAL_MS, MAX_AHEAD_MS, PROCESSING_WAIT_MS, REPEAT_SEND_AGE_MS } from './limits';

/** The fields that determine a record's age; see `correctedTimes`. */
type Born = Pick<StoredRecord, 'created_at' | 'first_met_ms'>;

/** Start of a record's age, in unix milliseconds: its claim, or when a claim "in the future" was first read. */
export function bornAt({ created_at, first_met_ms = Number.POSITIVE_INFINITY }: Born): number {
  return Math.min(created_at * 1000, first_met_ms);
}

/** Age of a record in milliseconds; negative as long as only its own wrong clock has read it. */
export function ageOf(record: Born, nowMs: number): number {
  return nowMs - bornAt(record);
}

/** Time until which a caller's retry may send the number of a record, in unix milliseconds. */
export function repeatableUntil(record: Born): number {
  return bornAt(record) + REPEAT_SEND_AGE_MS;
}

/** Whether a lost request of this number may still arrive at WeChat. */
export function mayStillArrive({ doubt_at_ms }: StoredRecord, nowMs: number): boolean {
  return doubt_at_ms !== undefined && nowMs < doubt_at_ms + LATE_ARRIVAL_MS;
}

/** Times that an attempt stores about its own actions: never later than the end of its invocation. */
const PAST = [
  'lease_until_ms',
  'sent_at_ms',
  'doubt_at_ms',
  'refused_at_ms',
  'missing_since_ms',
  'not_found_since_ms',
  'unproven_at_ms',
  'first_met_ms',
] as const satisfies readonly (keyof Progress)[];

/**
 * Corrections of the times that only a clock running ahead can have written: they would keep the lease, the doubt and
 * the age wrong for as long as that clock was ahead. Empty for every record written by a correct clock. Pure.
 */
export function correctedTimes(record: StoredRecord, nowMs: number): Partial<Progress> {
  const latest = nowMs + MAX_AHEAD_MS;
  const wrong = PAST.filter((name) => (record[name] ?? 0) > latest);
  return {
    ...Object.fromEntries(wrong.map((name) => [name, nowMs])),
    // WeChat did say that it is processing; the time is unknown.
    ...((record.hold_until_ms ?? 0) > latest + PROCESSING_WAIT_MS && {
      hold_until_ms: nowMs + PROCESSING_WAIT_MS,
    }),
    ...(record.created_at * 1000 > latest && record.first_met_ms === undefined && { first_met_ms: nowMs }),
  };
}
