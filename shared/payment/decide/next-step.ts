import type { StoredRecord } from '../../records/record';
import type { QueryResult } from '../../wechat-pay/responses/classify-query';
import type { SendResult } from '../../wechat-pay/responses/classify-send';
import {
  DOCUMENTED_MISSING_SPAN_MS,
  DOCUMENTED_MISSING_TIMES,
  ECHO_CLOCK_MARGIN_MS,
  LATE_ARRIVAL_MS,
  MAX_ANSWER_MS,
  MAX_RESENDING_MS,
  MAX_RESENDS,
  MIN_TIME_TO_SEND_MS,
  REMEMBERED_MS,
  SEND_SPACING_MS,
} from './limits';
import { ageOf, bornAt } from './times';
import { provesAbsence } from './transitions';

export type Event =
  | { readonly of: 'send'; readonly result: SendResult }
  | { readonly of: 'query'; readonly result: QueryResult };

/** All inputs of an attempt's next step. Times are unix milliseconds. */
export interface Situation {
  readonly now: number;
  /** Start of this attempt, and end of its invocation. */
  readonly startedAt: number;
  readonly deadline: number;
  /** As claimed, with everything this attempt has learned since. */
  readonly record: StoredRecord;
  /** A request of the number was written at some time and never got a definite response. */
  readonly inDoubt: boolean;
  /** `fresh`: the number was not in doubt when this attempt began, so its first send is not a resend. */
  readonly began: 'fresh' | 'in-doubt';
  /** Sends tried by this attempt, the unsent ones included. */
  readonly sends: number;
  readonly lastSentAt: number | null;
  /** Nobody may send the number after this. */
  readonly sendUntil: number;
  /** Recovery waits longer between two sends of a number than a caller who retries. */
  readonly resendWaitMs: number;
  /** Recovery paces its calls across all numbers: no send and no query before these times. */
  readonly noSendBefore: number;
  readonly noQueryBefore: number;
  readonly otherHostLeft: boolean;
  /**
   * Whether this attempt has reloaded the secret and, if so, the result: unchanged, changed since the last event,
   * changed before it, or now for a different merchant.
   */
  readonly secret: 'as-cached' | 'same' | 'changed-since' | 'changed-before' | 'other-merchant';
  /** The last send was definitely refused, for a reason that the changed secret may fix. */
  readonly refusedForSecret: boolean;
  /** The record was parked when this attempt took it. */
  readonly reenters: boolean;
  readonly last: Event | null;
}

export type Step =
  | { readonly do: 'send' }
  | { readonly do: 'send-to-other-host' }
  | { readonly do: 'query' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'renew-secret' }
  /** Record the result of the last event and respond. */
  | { readonly do: 'end' }
  /** The refusal that could not be believed at once now is. */
  | { readonly do: 'end-as-refused'; readonly mayClose: boolean };

const END: Step = { do: 'end' };
const QUERY: Step = { do: 'query' };
const RENEW: Step = { do: 'renew-secret' };

/**
 * The only place that decides whether a number is sent, queried, or left alone. Pure. A comment at each branch names
 * the danger it avoids.
 */
export function decide(s: Situation): Step {
  // The number exists at the claimed merchant: another one's key reveals nothing about it, and would pay it a second
  // time.
  if (s.secret === 'other-merchant') return END;
  // In doubt, a send could be the second one, so query first. Otherwise no request of this number has been sent yet.
  if (s.last === null) return s.inDoubt ? ask(s) : send(s);
  return s.last.of === 'send' ? afterSend(s, s.last.result) : afterQuery(s, s.last.result);
}

function afterSend(s: Situation, result: SendResult): Step {
  switch (result.kind) {
    case 'paid':
      return END;
    case 'parked':
      // A key or certificate changed a moment ago looks like a refusal; giving up would park an order that can be
      // paid.
      if (!result.mayBeStaleSecret) return END;
      if (s.secret === 'as-cached') return RENEW;
      return s.secret === 'changed-since' ? ask(s) : END;
    case 'open':
      return afterOpenSend(s, result);
  }
}

function afterOpenSend(s: Situation, result: Extract<SendResult, { kind: 'open' }>): Step {
  if (result.mayBeStaleSecret) {
    if (s.secret === 'as-cached') return RENEW;
    if (s.secret === 'changed-since') return ask(s);
  }
  switch (result.cause) {
    case 'unsent':
      // Another site may not know yet what the main one has done, so only a number without a past is sent there.
      if (s.inDoubt) return ask(s);
      return s.otherHostLeft && maySend(s) && hasResends(s) ? { do: 'send-to-other-host' } : send(s);
    // WeChat has it. Sending again only returns PROCESSING again; recovery queries in 20 minutes.
    case 'processing':
    // Proves nothing about the earlier request, and another send would prove no more.
    case 'refused-in-doubt':
      return END;
    // WeChat may say so about a number that it has paid or keeps: closing it without a query would invite another
    // payment.
    case 'refused-unproved':
    case 'unknown':
      return ask(s);
  }
}

function afterQuery(s: Situation, result: QueryResult): Step {
  switch (result.kind) {
    case 'paid':
    case 'closed':
    case 'sending':
    case 'mismatch':
      return END;
    case 'unproven':
      return mayProve(s, result.sentAtMs) ? send(s) : END;
    case 'parked':
      // WeChat keeps the order so that this number can be sent again: by a retry, or with the fixed secret.
      if (s.reenters && s.sends === 0) return send(s);
      return s.refusedForSecret && s.secret === 'changed-before' ? send(s) : END;
    case 'unanswered':
      if (result.mayBeStaleSecret && s.secret === 'as-cached') return RENEW;
      if (result.mayBeStaleSecret && s.secret === 'changed-since') return ask(s);
      // The response says nothing about an order: the number is kept, and this never closes it.
      return result.isRefused && isUnproved(s) ? { do: 'end-as-refused', mayClose: false } : END;
    case 'missing':
      return afterMissing(s, result.documented);
  }
}

function afterMissing(s: Situation, documented: boolean): Step {
  // This response has closed the record, or it proves nothing: the record is older than 29 days, or the order seen
  // earlier is, or may be, another's.
  if (s.record.state === 'closed' || !provesAbsence(s.record, s.now)) return END;
  if (documented && !isBelieved(s)) return END;
  const { refused_at_ms, doubt_at_ms = 0 } = s.record;
  if (refused_at_ms === undefined) return send(s);
  // A busy system also returns the old format, so it is no reason to close a number.
  const refused: Step = { do: 'end-as-refused', mayClose: !documented };
  if (isUnproved(s)) return refused;
  // The refused request is the last one written. If its order is still missing after the longest late arrival, the
  // earlier request has also come to nothing. The time counts from the start of the query, which is at most one
  // response time ago.
  const since = s.now - MAX_ANSWER_MS - Math.max(refused_at_ms, doubt_at_ms);
  return since >= LATE_ARRIVAL_MS ? refused : END;
}

/**
 * Whether the number may be sent so that WeChat compares openid and amount with the order that it shows. Only once,
 * only while WeChat certainly remembers that order, and not if the order is older than our claim.
 */
function mayProve({ record, now }: Situation, sentAtMs: number | null): boolean {
  if (sentAtMs === null || sentAtMs < bornAt(record) - ECHO_CLOCK_MARGIN_MS) return false;
  const isYoung = ageOf(record, now) < REMEMBERED_MS && now - sentAtMs < REMEMBERED_MS;
  const { sent_at_ms = 0, unproven_at_ms = now } = record;
  return isYoung && sent_at_ms <= unproven_at_ms;
}

/** The refused request was the only one; only the proof is missing. */
function isUnproved({ record, inDoubt }: Situation): boolean {
  return record.refused_at_ms !== undefined && !inDoubt;
}

function isBelieved({ record, now }: Situation): boolean {
  const { missing_count = 0, missing_since_ms = now } = record;
  return missing_count >= DOCUMENTED_MISSING_TIMES && now - missing_since_ms >= DOCUMENTED_MISSING_SPAN_MS;
}

function ask(s: Situation): Step {
  if (!hasTime(s)) return END;
  return waitSince(s, SEND_SPACING_MS) ?? waitUntil(s, s.noQueryBefore) ?? QUERY;
}

function maySend(s: Situation): boolean {
  // There is no time to wait for its response, so it would create a doubt where there is none now.
  if (!hasTime(s)) return false;
  // WeChat forgets orders after 1 to 3 days: it could then treat a resent number as a new order.
  if (s.now >= s.sendUntil) return false;
  return s.record.hold_until_ms === undefined || s.now >= s.record.hold_until_ms;
}

function send(s: Situation): Step {
  if (!maySend(s)) return END;
  if (!hasResends(s)) return END;
  if (resendsOf(s) > 0 && s.now - s.startedAt >= MAX_RESENDING_MS) return END;
  // Recovery is not in a hurry; waiting here would delay the other due records.
  if (s.resendWaitMs > SEND_SPACING_MS && waitSince(s, s.resendWaitMs) !== null) return END;
  return waitSince(s, SEND_SPACING_MS) ?? waitUntil(s, s.noSendBefore) ?? { do: 'send' };
}

/** Number of resends, if the next send is made. */
function resendsOf({ began, sends }: Situation): number {
  return began === 'fresh' ? sends : sends + 1;
}

function hasResends(s: Situation): boolean {
  return resendsOf(s) <= MAX_RESENDS;
}

function hasTime({ deadline, now }: Situation): boolean {
  return deadline - now >= MIN_TIME_TO_SEND_MS;
}

function waitSince({ lastSentAt, now }: Situation, spacingMs: number): Step | null {
  // Stryker disable next-line ConditionalExpression: In the other operand null counts as 0, a send in 1970, longer ago than any spacing; the check is for the types.
  if (lastSentAt === null || now - lastSentAt >= spacingMs) return null;
  return { do: 'wait', ms: spacingMs - (now - lastSentAt) };
}

function waitUntil({ now }: Situation, timeMs: number): Step | null {
  return now < timeMs ? { do: 'wait', ms: timeMs - now } : null;
}
