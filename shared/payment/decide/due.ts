import type { Progress, StoredRecord } from '../../records/record';
import {
  DOCUMENTED_MISSING_QUERY_MS,
  FIRST_QUERY_MS,
  LAST_QUERY_MS,
  LATE_ARRIVAL_MS,
  LONGEST_DUE_MS,
  MAX_AHEAD_MS,
  PARKED_QUERY_MS,
  RECOVERY_SEND_AGE_MS,
  UNRESOLVED_AGE_MS,
  UNRESOLVED_QUERY_MS,
} from './limits';
import { ageOf, mayStillArrive } from './times';

type Due = Pick<Progress, 'due' | 'due_at' | 'sending_ended_at_ms' | 'unresolved_at_ms'>;

const NOT_DUE: Due = { due: undefined, due_at: undefined };

/**
 * Next due time of a record, and the effects of its age. Once the record is paid or closed, both keys of the index
 * are absent, which removes it from the index. Pure.
 */
export function dueAfter(record: StoredRecord, nowMs: number): Due {
  const ageMs = ageOf(record, nowMs);
  const { miniapp_id: due, state, sending_ended_at_ms } = record;
  if (state === 'paid' || state === 'closed') return NOT_DUE;
  const ended =
    state === 'open' && ageMs >= RECOVERY_SEND_AGE_MS
      ? { sending_ended_at_ms: sending_ended_at_ms ?? nowMs }
      : {};
  // It stays due, so that it keeps raising alarms until an operator closes it.
  if (ageMs >= UNRESOLVED_AGE_MS) {
    const unresolved_at_ms = record.unresolved_at_ms ?? nowMs;
    return { due, due_at: nowMs + UNRESOLVED_QUERY_MS, unresolved_at_ms, ...ended };
  }
  return { due, due_at: state === 'open' ? openUntil(record, nowMs) : parkedUntil(record, nowMs), ...ended };
}

/** Latest valid due time: a later one was written by a wrong clock, and such a record is due now. Unix milliseconds. */
export function latestDue(nowMs: number): number {
  return nowMs + LONGEST_DUE_MS + MAX_AHEAD_MS;
}

function parkedUntil(record: StoredRecord, nowMs: number): number {
  return mayStillArrive(record, nowMs)
    ? (record.doubt_at_ms ?? nowMs) + LATE_ARRIVAL_MS
    : nowMs + PARKED_QUERY_MS;
}

function openUntil(record: StoredRecord, nowMs: number): number {
  return Math.max(nowMs + waitOpen(record, ageOf(record, nowMs)), record.hold_until_ms ?? 0);
}

function waitOpen({ missing_count = 0 }: StoredRecord, ageMs: number): number {
  if (missing_count > 0) return DOCUMENTED_MISSING_QUERY_MS;
  return Math.min(Math.max(ageMs, FIRST_QUERY_MS), LAST_QUERY_MS);
}
