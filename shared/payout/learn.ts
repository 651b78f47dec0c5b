import { utf8Prefix } from '../contract/text';
import type { Progress, StoredRecord } from '../records/record';
import { meaningOf, tellsOfAnother } from '../wechat-pay/codes';
import type { QueryReading } from '../wechat-pay/query-reading';
import type { SendReading } from '../wechat-pay/send-reading';
import type { Reply } from '../wechat-pay/transport';
import {
  DOCUMENTED_MISSING_LOOK_MS,
  FIRST_LOOK_MS,
  LAST_LOOK_MS,
  LATE_ARRIVAL_MS,
  PARKED_LOOK_MS,
  PROCESSING_WAIT_MS,
  REPEAT_SEND_AGE_MS,
  UNRESOLVED_AGE_MS,
  UNRESOLVED_LOOK_MS,
} from './rules';

/** What of WeChat's last answer is kept in a record. */
const RAW_RESULT_BYTES = 8 * 1024;

type Changes = Partial<Progress>;

/** Forgets what only mattered while the order was missing. */
const NOT_MISSING: Changes = { missing_count: undefined, missing_since_ms: undefined };
const NO_REFUSAL: Changes = { refused_at_ms: undefined, refused_code: undefined, refused_text: undefined };

/** What a send and its answer add to a record, its state included. Pure. @param atMs when it was over */
export function learnFromSend(
  record: StoredRecord,
  reply: Reply,
  reading: SendReading,
  atMs: number,
): Changes {
  // Nothing left: what an earlier send was refused for still stands.
  if (reply.kind === 'unsent') return record.state === 'open' ? codes(reading) : {};
  const sent = { sent_at_ms: atMs, ...NO_REFUSAL, ...NOT_MISSING, ...codes(reading) };
  const answered =
    reply.kind === 'answered' ? { ...sent, raw_result: utf8Prefix(reply.body, RAW_RESULT_BYTES) } : sent;
  switch (reading.kind) {
    case 'paid':
      return { ...answered, state: 'paid', send_listid: reading.sendListid };
    case 'closed':
    case 'parked':
      return { ...answered, state: reading.kind };
    case 'open':
      return { ...answered, state: 'open', ...learnFromOpen(reading, record, atMs) };
  }
}

function learnFromOpen(
  reading: Extract<SendReading, { kind: 'open' }>,
  record: StoredRecord,
  atMs: number,
): Changes {
  switch (reading.cause) {
    case 'unsent':
      return {};
    case 'processing':
      return { doubt_at_ms: atMs, hold_until_ms: atMs + PROCESSING_WAIT_MS };
    case 'refused-in-doubt':
      return { doubt_at_ms: record.doubt_at_ms ?? atMs, ...refusal(reading, atMs) };
    case 'refused-unproved':
      return refusal(reading, atMs);
    case 'unknown':
      return { doubt_at_ms: atMs };
  }
}

function refusal({ code, text }: { code: string; text: string }, atMs: number): Changes {
  return {
    refused_at_ms: atMs,
    refused_code: utf8Prefix(code, CODE_BYTES),
    refused_text: utf8Prefix(text, TEXT_BYTES),
  };
}

/** What of WeChat's words is kept; its own limits are 32 and 128. */
const CODE_BYTES = 64;
const TEXT_BYTES = 1024;

function words(code: string, text: string): Changes {
  return { err_code: utf8Prefix(code, CODE_BYTES), err_code_des: utf8Prefix(text, TEXT_BYTES) };
}

const NO_WORDS: Changes = { err_code: undefined, err_code_des: undefined };

function codes(reading: SendReading): Changes {
  return reading.kind === 'paid' ? NO_WORDS : words(reading.code, reading.text);
}

/** What a query's answer adds to an open or parked record, its state included. Pure. @param nowMs unix milliseconds */
export function learnFromQuery(record: StoredRecord, reading: QueryReading, nowMs: number): Changes {
  switch (reading.kind) {
    case 'missing':
      return {
        missing_count: reading.documented ? (record.missing_count ?? 0) + 1 : undefined,
        missing_since_ms: reading.documented ? (record.missing_since_ms ?? nowMs) : undefined,
        ...(isForgotten(record, reading.documented, nowMs) && { state: 'closed' }),
      };
    case 'silent':
      return {};
    case 'paid':
    case 'closed':
    case 'parked':
    case 'sending':
    case 'disagrees': {
      // An order is there after all: a refusal that came before it was seen is no longer about it.
      const seen = { ...NO_REFUSAL, ...NOT_MISSING, status: utf8Prefix(reading.status, CODE_BYTES) };
      return { ...seen, ...learnFromFound(reading) };
    }
  }
}

/** A refused number that nobody may send any more, and that WeChat has no order of: nothing of it can be paid. */
function isForgotten(record: StoredRecord, documented: boolean, nowMs: number): boolean {
  return (
    record.state === 'parked' && !documented && nowMs >= repeatableUntil(record) && !isLate(record, nowMs)
  );
}

/** Until when a caller's repeat may send the number of a record, in unix milliseconds. */
export function repeatableUntil(record: StoredRecord): number {
  return record.created_at * 1000 + REPEAT_SEND_AGE_MS;
}

function learnFromFound(reading: Extract<QueryReading, { status: string }>): Changes {
  switch (reading.kind) {
    case 'paid':
      return { ...NO_WORDS, state: 'paid', send_listid: reading.sendListid };
    case 'closed':
    case 'parked':
      return { ...words(reading.code, reading.text), state: reading.kind };
    case 'sending':
      // WeChat works on it: whatever it was refused for before, the outcome is not known.
      return { state: 'open' };
    case 'disagrees':
      return {};
  }
}

/** The remembered refusal becomes the outcome. Pure. @param mayClose false: at most, the number is parked */
export function learnFromBelievedRefusal(record: StoredRecord, mayClose: boolean): Changes {
  const { refused_code: code = '', refused_text: text = '' } = record;
  const state = mayClose && meaningOf(code) === 'closes' ? 'closed' : 'parked';
  return { ...NO_REFUSAL, ...NOT_MISSING, state, err_code: code, err_code_des: text, doubt_at_ms: undefined };
}

type Due = Pick<Progress, 'due' | 'due_at' | 'unresolved_at_ms'>;

const NOT_DUE: Due = { due: undefined, due_at: undefined };

/** When a record is looked at next; both keys absent at its end, which takes it out of the index. Pure. */
export function dueAfter(record: StoredRecord, nowMs: number): Due {
  const ageMs = nowMs - record.created_at * 1000;
  const { miniapp_id: due } = record;
  switch (record.state) {
    case 'paid':
    case 'closed':
      return NOT_DUE;
    case 'parked':
    case 'open': {
      // Still looked at, so that it goes on alarming until a person closes it.
      if (ageMs >= UNRESOLVED_AGE_MS) {
        const unresolved_at_ms = record.unresolved_at_ms ?? nowMs;
        return { due, due_at: nowMs + UNRESOLVED_LOOK_MS, unresolved_at_ms };
      }
      return { due, due_at: record.state === 'open' ? openUntil(record, nowMs) : parkedUntil(record, nowMs) };
    }
  }
}

/** May a lost request of this number still arrive? Pure. */
export function isLate({ doubt_at_ms }: StoredRecord, nowMs: number): boolean {
  return doubt_at_ms !== undefined && nowMs < doubt_at_ms + LATE_ARRIVAL_MS;
}

/** The host to ask, and in doubt to send to: the one that may have the last request, until all of them know of it. Pure. */
export function hostOf(record: StoredRecord, nowMs: number, hostCount: number): number {
  return isLate(record, nowMs) ? Math.min(record.host ?? 0, hostCount - 1) : 0;
}

/** Has WeChat said that another's order lives under the number? Pure. */
export function isAnothers({ err_code }: StoredRecord): boolean {
  return tellsOfAnother(err_code);
}

function parkedUntil(record: StoredRecord, nowMs: number): number {
  return isLate(record, nowMs) ? (record.doubt_at_ms ?? nowMs) + LATE_ARRIVAL_MS : nowMs + PARKED_LOOK_MS;
}

function openUntil(record: StoredRecord, nowMs: number): number {
  const ageMs = nowMs - record.created_at * 1000;
  return Math.max(nowMs + waitOpen(record, ageMs), record.hold_until_ms ?? 0);
}

function waitOpen({ missing_count = 0 }: StoredRecord, ageMs: number): number {
  if (missing_count > 0) return DOCUMENTED_MISSING_LOOK_MS;
  return Math.min(Math.max(ageMs, FIRST_LOOK_MS), LAST_LOOK_MS);
}
