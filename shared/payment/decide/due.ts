import { type DueQueue, dueKey, type Progress, type StoredRecord } from '../../records/record';
import {
  DOCUMENTED_MISSING_QUERY_MS,
  FIRST_QUERY_MS,
  FOLLOW_UP_AFTER_MS,
  FOLLOW_UP_AGAIN_MS,
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

/** WeChat's words after which nothing more becomes of a packet. */
const FINAL_STATUSES: ReadonlySet<string> = new Set(['RECEIVED', 'REFUND', 'FAILED']);

/**
 * Next due time of a record, and the effects of its age. Once nothing more is expected of it, both keys of the index
 * are absent, which removes it from the index. Pure.
 * @param followUp whether a paid packet is queried until its receipt is known
 */
export function dueAfter(record: StoredRecord, nowMs: number, followUp = false): Due {
  const ageMs = ageOf(record, nowMs);
  const { miniapp_id, state, sending_ended_at_ms } = record;
  if (state === 'closed') return NOT_DUE;
  if (state === 'paid') return followUp ? followedUp(record, nowMs) : NOT_DUE;
  const due = dueKey(miniapp_id, 'unfinished');
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
export function latestDue(nowMs: number, queue: DueQueue = 'unfinished'): number {
  return nowMs + (queue === 'paid' ? FOLLOW_UP_AFTER_MS : LONGEST_DUE_MS) + MAX_AHEAD_MS;
}

/** From day 29 on WeChat is about to forget the order, and no query can tell any more. */
function followedUp(record: StoredRecord, nowMs: number): Due {
  const { miniapp_id, status = '', paid_at } = record;
  if (FINAL_STATUSES.has(status) || ageOf(record, nowMs) >= UNRESOLVED_AGE_MS) return NOT_DUE;
  // A wrong clock may have set `paid_at` in the future.
  const paidAtMs = Math.min(paid_at === undefined ? nowMs : paid_at * 1000, nowMs);
  const firstMs = paidAtMs + FOLLOW_UP_AFTER_MS;
  return { due: dueKey(miniapp_id, 'paid'), due_at: firstMs > nowMs ? firstMs : nowMs + FOLLOW_UP_AGAIN_MS };
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
