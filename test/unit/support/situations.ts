import type { Event, Situation } from '../../../shared/payment/decide/next-step';
import type { QueryResult } from '../../../shared/wechat-pay/responses/classify-query';
import type { SendResult } from '../../../shared/wechat-pay/responses/classify-send';
import { CREATED_AT_MS, record } from './samples';

export const NOW = CREATED_AT_MS + 60_000;

/** A fresh attempt with 30 s left and nothing done; varied one field at a time. */
export function situation(changes: Partial<Situation> = {}): Situation {
  return {
    now: NOW,
    startedAt: NOW,
    deadline: NOW + 30_000,
    record: record(),
    inDoubt: false,
    began: 'fresh',
    sends: 0,
    lastSentAt: null,
    sendUntil: CREATED_AT_MS + 72 * 3_600_000,
    resendWaitMs: 1_000,
    noSendBefore: 0,
    noQueryBefore: 0,
    otherHostLeft: false,
    secret: 'as-cached',
    refusedForSecret: false,
    reenters: false,
    last: null,
    ...changes,
  };
}

const SAID = { code: 'X', text: 'x' };
const FOUND = { status: 'SENDING', data: {} };

/** Every result of a send, by a short name. */
export const SENDS = {
  paid: { kind: 'paid', sendListid: '1' },
  parked: { kind: 'parked', ...SAID, mayBeStaleSecret: false },
  'parked for the secret': { kind: 'parked', ...SAID, mayBeStaleSecret: true },
  unsent: { kind: 'open', cause: 'unsent', ...SAID, mayBeStaleSecret: false },
  processing: { kind: 'open', cause: 'processing', ...SAID, mayBeStaleSecret: false },
  'refused in doubt': { kind: 'open', cause: 'refused-in-doubt', ...SAID, mayBeStaleSecret: false },
  'refused in doubt for the secret': {
    kind: 'open',
    cause: 'refused-in-doubt',
    ...SAID,
    mayBeStaleSecret: true,
  },
  'refused unproved': { kind: 'open', cause: 'refused-unproved', ...SAID, mayBeStaleSecret: false },
  unknown: { kind: 'open', cause: 'unknown', ...SAID, mayBeStaleSecret: false },
  'certificate refused': { kind: 'open', cause: 'unknown', ...SAID, mayBeStaleSecret: true },
} as const satisfies Record<string, SendResult>;

/** Every result of a query, by a short name. */
export const QUERIES = {
  paid: { kind: 'paid', sendListid: '1', sentAtMs: CREATED_AT_MS, receipt: {}, ...FOUND, status: 'SENT' },
  closed: { kind: 'closed', ...SAID, ...FOUND, status: 'FAILED' },
  parked: { kind: 'parked', ...SAID, ...FOUND },
  sending: { kind: 'sending', ...FOUND },
  mismatch: { kind: 'mismatch', isOtherNumber: false, ...FOUND },
  unproven: { kind: 'unproven', ...FOUND, status: 'RECEIVED', sentAtMs: CREATED_AT_MS },
  missing: { kind: 'missing', documented: false, ...SAID },
  'missing, documented': { kind: 'missing', documented: true, ...SAID },
  unanswered: { kind: 'unanswered', mayBeStaleSecret: false, isRefused: false, ...SAID },
  'silent for the secret': { kind: 'unanswered', mayBeStaleSecret: true, isRefused: false, ...SAID },
  'refused for the secret': { kind: 'unanswered', mayBeStaleSecret: true, isRefused: true, ...SAID },
  'refused itself': { kind: 'unanswered', mayBeStaleSecret: false, isRefused: true, ...SAID },
} as const satisfies Record<string, QueryResult>;

export function sent(name: keyof typeof SENDS): Event {
  return { of: 'send', result: SENDS[name] };
}

export function asked(name: keyof typeof QUERIES): Event {
  return { of: 'query', result: QUERIES[name] };
}

export const EVENTS: readonly Event[] = [
  ...Object.values(SENDS).map((result): Event => ({ of: 'send', result })),
  ...Object.values(QUERIES).map((result): Event => ({ of: 'query', result })),
];
