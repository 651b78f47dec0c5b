import { utf8Prefix } from '../../api/text';
import type { Progress, StoredRecord } from '../../records/record';
import type { Reply } from '../../wechat-pay/protocol/transport';
import type { QueryResult, Standing } from '../../wechat-pay/responses/classify-query';
import type { SendResult } from '../../wechat-pay/responses/classify-send';
import { isForeignOrder, meaningOf } from '../../wechat-pay/responses/codes';
import { NOT_FOUND_SPAN_MS, PROCESSING_WAIT_MS, REMEMBERED_MS, UNRESOLVED_AGE_MS } from './limits';
import { ageOf, mayStillArrive, repeatableUntil } from './times';

/** Bytes of WeChat's last response that are kept in a record. */
const RAW_RESULT_BYTES = 8 * 1024;

type Changes = Partial<Progress>;

/** Clears the fields that only mattered while the order was missing. */
const NOT_MISSING: Changes = {
  missing_count: undefined,
  missing_since_ms: undefined,
  not_found_since_ms: undefined,
};
const NO_REFUSAL: Changes = { refused_at_ms: undefined, refused_code: undefined, refused_text: undefined };
const OURS: Changes = { foreign_at_ms: undefined, unproven_at_ms: undefined };

/** Changes of a record after a send and its response, including its state. Pure. @param atMs end of the exchange */
export function applySendResult(
  record: StoredRecord,
  reply: Reply,
  result: SendResult,
  atMs: number,
): Changes {
  // Nothing was sent: an earlier send's refusal still stands.
  if (reply.kind === 'unsent') return record.state === 'open' ? codes(result) : {};
  const sent = { sent_at_ms: atMs, ...NO_REFUSAL, ...NOT_MISSING, ...codes(result) };
  const answered =
    reply.kind === 'answered' ? { ...sent, raw_result: utf8Prefix(reply.body, RAW_RESULT_BYTES) } : sent;
  switch (result.kind) {
    case 'paid':
      return {
        ...answered,
        ...OURS,
        state: 'paid',
        proof: 'echo',
        send_listid: result.sendListid,
        paid_at: Math.floor(atMs / 1000),
        // What a query said before is over.
        status: undefined,
      };
    case 'parked':
      return { ...answered, state: 'parked' };
    case 'open':
      return { ...answered, state: 'open', ...applyOpenResult(result, record, atMs) };
  }
}

function applyOpenResult(
  result: Extract<SendResult, { kind: 'open' }>,
  record: StoredRecord,
  atMs: number,
): Changes {
  switch (result.cause) {
    // Stryker disable next-line ConditionalExpression,StringLiteral: Never reached: applySendResult handles an unsent request earlier; the case exists because the type requires every cause.
    case 'unsent':
      return {};
    case 'processing':
      return { doubt_at_ms: atMs, hold_until_ms: atMs + PROCESSING_WAIT_MS };
    case 'refused-in-doubt':
      return { doubt_at_ms: record.doubt_at_ms ?? atMs, ...refusal(result, atMs) };
    case 'refused-unproved':
      return refusal(result, atMs);
    case 'unknown':
      if (!isForeignOrder(result.code)) return { doubt_at_ms: atMs };
      return { doubt_at_ms: atMs, foreign_at_ms: record.foreign_at_ms ?? atMs, status: undefined };
  }
}

function refusal({ code, text }: { code: string; text: string }, atMs: number): Changes {
  return {
    refused_at_ms: atMs,
    refused_code: utf8Prefix(code, CODE_BYTES),
    refused_text: utf8Prefix(text, TEXT_BYTES),
  };
}

/** Bytes of WeChat's texts that are kept; WeChat's own limits are 32 and 128. */
const CODE_BYTES = 64;
const TEXT_BYTES = 1024;

function words({ code, text }: { code: string; text: string }): Changes {
  return { err_code: utf8Prefix(code, CODE_BYTES), err_code_des: utf8Prefix(text, TEXT_BYTES) };
}

const NO_WORDS: Changes = { err_code: undefined, err_code_des: undefined };

function codes(result: SendResult): Changes {
  return result.kind === 'paid' ? NO_WORDS : words(result);
}

/**
 * Changes of an open or parked record after a query's response, including its state. Pure. @param nowMs unix
 * milliseconds
 */
export function applyQueryResult(record: StoredRecord, result: QueryResult, nowMs: number): Changes {
  const asked_at = Math.floor(nowMs / 1000);
  // No order of ours was seen: what is known of it, such as a refusal, still holds.
  if (result.kind === 'mismatch' && result.isOtherNumber) return {};
  switch (result.kind) {
    case 'missing':
      return { ...applyMissing(record, result, nowMs), asked_at };
    case 'unanswered':
      return {};
    case 'mismatch':
    case 'paid':
    case 'closed':
    case 'parked':
    case 'sending':
    case 'unproven':
      return {
        ...NOT_MISSING,
        order_seen_at_ms: record.order_seen_at_ms ?? nowMs,
        ...applyFound(record, result, nowMs),
        asked_at,
      };
  }
}

function applyMissing(
  record: StoredRecord,
  result: Extract<QueryResult, { kind: 'missing' }>,
  nowMs: number,
): Changes {
  const { not_found_since_ms = nowMs, missing_count = 0, missing_since_ms = nowMs } = record;
  if (result.documented) return { missing_count: missing_count + 1, missing_since_ms };
  const seen: Changes = { missing_count: undefined, missing_since_ms: undefined, not_found_since_ms };
  if (!isGone({ ...record, not_found_since_ms }, nowMs)) return seen;
  // A parked record keeps the reason of its refusal.
  return { ...seen, state: 'closed', ...(record.state === 'open' && words(result)) };
}

/**
 * Whether "no such order" still says something about this record. Queries reach back 30 days; and once an order was
 * seen that is, or may be, another's, its absence only says that those days are over.
 */
export function provesAbsence(record: StoredRecord, nowMs: number): boolean {
  const isOurs = record.foreign_at_ms === undefined && record.unproven_at_ms === undefined;
  return isOurs && ageOf(record, nowMs) < UNRESOLVED_AGE_MS;
}

/**
 * Whether the number may no longer be sent and WeChat has no order for it: then it can never be paid. One response is
 * enough if WeChat had refused it; an open number must never have had an order, and be missing twice, a day apart.
 */
function isGone(record: StoredRecord, nowMs: number): boolean {
  if (!provesAbsence(record, nowMs) || nowMs < repeatableUntil(record) || mayStillArrive(record, nowMs))
    return false;
  if (record.state === 'parked') return true;
  const { state, order_seen_at_ms, not_found_since_ms = nowMs } = record;
  return (
    state === 'open' && order_seen_at_ms === undefined && nowMs - not_found_since_ms >= NOT_FOUND_SPAN_MS
  );
}

function applyFound(
  record: StoredRecord,
  result: Extract<QueryResult, { status: string }>,
  nowMs: number,
): Changes {
  // WeChat's query lags behind its confirmation: a paid packet is no longer being sent.
  const isLate = result.kind === 'sending' || result.kind === 'parked';
  if (record.state === 'paid' && isLate) return {};
  // An order exists after all: a refusal from before it was seen is no longer about it.
  const seen: Changes = { ...NO_REFUSAL, status: utf8Prefix(result.status, CODE_BYTES) };
  switch (result.kind) {
    case 'paid':
      return {
        ...seen,
        ...NO_WORDS,
        ...OURS,
        state: 'paid',
        proof: 'query',
        send_listid: result.sendListid,
        paid_at: Math.floor((result.sentAtMs ?? nowMs) / 1000),
        ...result.receipt,
      };
    case 'closed':
      // A request in flight may arrive after WeChat forgot the number, and be treated as a new order.
      if (mayStillArrive(record, nowMs) && ageOf(record, nowMs) >= REMEMBERED_MS) return seen;
      return { ...seen, ...words(result), state: 'closed' };
    case 'parked':
      return { ...seen, ...words(result), state: 'parked' };
    case 'sending':
      // WeChat is processing it: whatever the earlier refusal, the outcome is unknown.
      return { ...seen, state: 'open' };
    case 'mismatch':
      return { ...NO_REFUSAL, ...notShown(record) };
    case 'unproven':
      return {
        ...NO_REFUSAL,
        ...notShown(record),
        state: 'open',
        unproven_at_ms: record.unproven_at_ms ?? nowMs,
      };
  }
}

/** The status may belong to another's order: a record that is not paid keeps none of it. */
function notShown({ state }: StoredRecord): Changes {
  return state === 'paid' ? {} : { status: undefined };
}

/** The remembered refusal becomes the outcome. Pure. @param mayClose if false, the number is at most parked */
export function applyBelievedRefusal(record: StoredRecord, mayClose: boolean): Changes {
  // Stryker disable next-line StringLiteral: Never needed: a refusal is believed only for a record with refused_at_ms, which is stored together with code and text; only the types allow the gap.
  const { refused_code: code = '', refused_text: text = '' } = record;
  const state = mayClose && meaningOf(code) === 'closes' ? 'closed' : 'parked';
  return { ...NO_REFUSAL, ...NOT_MISSING, state, err_code: code, err_code_des: text, doubt_at_ms: undefined };
}

/**
 * The host to query, and in doubt to send to: the one that may have the last request, until all hosts know of it.
 * Pure.
 */
export function hostOf(record: StoredRecord, nowMs: number, hostCount: number): number {
  return mayStillArrive(record, nowMs) ? Math.min(record.host ?? 0, hostCount - 1) : 0;
}

/** Prior knowledge about the order under a record's number, before a query of it is classified. Pure. */
export function standingOf({ proof, foreign_at_ms, unproven_at_ms }: StoredRecord): Standing {
  if (proof === 'echo') return 'ours';
  if (foreign_at_ms !== undefined) return 'foreign';
  return unproven_at_ms === undefined ? 'unknown' : 'doubted';
}
