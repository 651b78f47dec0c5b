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
  | { readonly of: 'send'; readonly reading: SendResult }
  | { readonly of: 'query'; readonly reading: QueryResult };

/** All that the next step of a driver depends on. Times are unix milliseconds. */
export interface Situation {
  readonly now: number;
  /** When this driver began, and when its invocation ends. */
  readonly startedAt: number;
  readonly deadline: number;
  /** As claimed, with what this driver has learned since. */
  readonly record: StoredRecord;
  /** A request of the number was written once and never definitely answered. */
  readonly inDoubt: boolean;
  /** This driver began with a number that nobody had left in doubt: its first send is no resend. */
  readonly began: 'fresh' | 'in-doubt';
  /** Sends tried by this driver, the unsent ones included. */
  readonly sends: number;
  readonly lastSentAt: number | null;
  /** Nobody sends the number after this. */
  readonly sendUntil: number;
  /** Recovery waits longer between two sends of a number than a caller who repeats. */
  readonly resendWaitMs: number;
  /** Recovery paces its calls of all numbers: no send, and no query, before these. */
  readonly noSendBefore: number;
  readonly noQueryBefore: number;
  readonly otherHostLeft: boolean;
  /**
   * Has this driver read the secret anew, and did that change it after the last event or before it? Or does it now
   * name another merchant?
   */
  readonly secret: 'as-cached' | 'same' | 'changed-since' | 'changed-before' | 'other-merchant';
  /** The last send was definitely refused, in a way that the changed secret may mend. */
  readonly refusedForSecret: boolean;
  /** The record was parked when this driver took it. */
  readonly reenters: boolean;
  readonly last: Event | null;
}

export type Step =
  | { readonly do: 'send' }
  | { readonly do: 'send-to-other-host' }
  | { readonly do: 'query' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'renew-secret' }
  /** Record what the last event says and answer. */
  | { readonly do: 'end' }
  /** The refusal that was not to be believed at once now is. */
  | { readonly do: 'end-as-refused'; readonly mayClose: boolean };

const END: Step = { do: 'end' };
const QUERY: Step = { do: 'query' };
const RENEW: Step = { do: 'renew-secret' };

/**
 * The one place where it is decided whether a number is sent, asked for, or left alone. Pure. The danger that
 * each branch avoids stands beside it.
 */
export function decide(s: Situation): Step {
  // The number lives at the merchant that was pinned: another one's key tells nothing of it, and would pay it anew.
  if (s.secret === 'other-merchant') return END;
  // In doubt, a send could be the second one: first ask. Else nothing of this number is out there yet.
  if (s.last === null) return s.inDoubt ? ask(s) : send(s);
  return s.last.of === 'send' ? afterSend(s, s.last.reading) : afterQuery(s, s.last.reading);
}

function afterSend(s: Situation, reading: SendResult): Step {
  switch (reading.kind) {
    case 'paid':
      return END;
    case 'parked':
      // A key or certificate changed a moment ago looks like a refusal; giving up would park a payable order.
      if (!reading.mayBeStaleSecret) return END;
      if (s.secret === 'as-cached') return RENEW;
      return s.secret === 'changed-since' ? ask(s) : END;
    case 'open':
      return afterOpenSend(s, reading);
  }
}

function afterOpenSend(s: Situation, reading: Extract<SendResult, { kind: 'open' }>): Step {
  if (reading.mayBeStaleSecret) {
    if (s.secret === 'as-cached') return RENEW;
    if (s.secret === 'changed-since') return ask(s);
  }
  switch (reading.cause) {
    case 'unsent':
      // Another site may not know yet what the main one has done: only a number without a past goes there.
      if (s.inDoubt) return ask(s);
      return s.otherHostLeft && maySend(s) && hasResends(s) ? { do: 'send-to-other-host' } : send(s);
    // WeChat has it. Sending again only gives PROCESSING again; recovery asks in 20 minutes.
    case 'processing':
    // Proves nothing of the earlier request, and another send would prove no more.
    case 'refused-in-doubt':
      return END;
    // WeChat may say so of a number that it has paid or keeps: to close it unseen would invite another payment.
    case 'refused-unproved':
    case 'unknown':
      return ask(s);
  }
}

function afterQuery(s: Situation, reading: QueryResult): Step {
  switch (reading.kind) {
    case 'paid':
    case 'closed':
    case 'sending':
    case 'mismatch':
      return END;
    case 'unproven':
      return mayProve(s, reading.sentAtMs) ? send(s) : END;
    case 'parked':
      // The order is kept for this number to be sent again: by whoever repeats it, or with the mended secret.
      if (s.reenters && s.sends === 0) return send(s);
      return s.refusedForSecret && s.secret === 'changed-before' ? send(s) : END;
    case 'unanswered':
      if (reading.mayBeStaleSecret && s.secret === 'as-cached') return RENEW;
      if (reading.mayBeStaleSecret && s.secret === 'changed-since') return ask(s);
      // It tells nothing of an order: the number is kept, and never closed by this.
      return reading.isRefused && isUnproved(s) ? { do: 'end-as-refused', mayClose: false } : END;
    case 'missing':
      return afterMissing(s, reading.documented);
  }
}

function afterMissing(s: Situation, documented: boolean): Step {
  // This answer has closed the record, or it proves nothing: the record is older than 29 days, or the order that was
  // seen is, or may be, another's.
  if (s.record.state === 'closed' || !provesAbsence(s.record, s.now)) return END;
  if (documented && !isBelieved(s)) return END;
  const { refused_at_ms, doubt_at_ms = 0 } = s.record;
  if (refused_at_ms === undefined) return send(s);
  // The old shape is also a busy system's: it is no ground to close a number on.
  const refused: Step = { do: 'end-as-refused', mayClose: !documented };
  if (isUnproved(s)) return refused;
  // The refused request is the last that was written; that its order is still missing after the longest late
  // arrival means that the earlier one, too, has come to nothing. Counted from when it was asked, which is at
  // most an answer's time ago.
  const since = s.now - MAX_ANSWER_MS - Math.max(refused_at_ms, doubt_at_ms);
  return since >= LATE_ARRIVAL_MS ? refused : END;
}

/**
 * May the number be sent so that WeChat compares openid and amount with the order that it shows? Once, only while that
 * order is surely remembered, and not if it is older than our claim.
 */
function mayProve({ record, now }: Situation, sentAtMs: number | null): boolean {
  if (sentAtMs === null || sentAtMs < bornAt(record) - ECHO_CLOCK_MARGIN_MS) return false;
  const isYoung = ageOf(record, now) < REMEMBERED_MS && now - sentAtMs < REMEMBERED_MS;
  const { sent_at_ms = 0, unproven_at_ms = now } = record;
  return isYoung && sent_at_ms <= unproven_at_ms;
}

/** The refused request was the only one, and nothing but proof is wanting. */
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
  // Its answer could not be waited for, and would leave a doubt where now there is none.
  if (!hasTime(s)) return false;
  // WeChat forgets orders after 1 to 3 days: a number sent again then could be taken for a new order.
  if (s.now >= s.sendUntil) return false;
  return s.record.hold_until_ms === undefined || s.now >= s.record.hold_until_ms;
}

function send(s: Situation): Step {
  if (!maySend(s)) return END;
  if (!hasResends(s)) return END;
  if (resendsOf(s) > 0 && s.now - s.startedAt >= MAX_RESENDING_MS) return END;
  // Recovery has all the time; waiting for it here would hold up the other due records.
  if (s.resendWaitMs > SEND_SPACING_MS && waitSince(s, s.resendWaitMs) !== null) return END;
  return waitSince(s, SEND_SPACING_MS) ?? waitUntil(s, s.noSendBefore) ?? { do: 'send' };
}

/** How often the next send would be one again. */
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
  if (lastSentAt === null || now - lastSentAt >= spacingMs) return null;
  return { do: 'wait', ms: spacingMs - (now - lastSentAt) };
}

function waitUntil({ now }: Situation, timeMs: number): Step | null {
  return now < timeMs ? { do: 'wait', ms: timeMs - now } : null;
}
