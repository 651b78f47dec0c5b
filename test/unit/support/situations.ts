import type { Event, Situation } from '../../../shared/payout/decide';
import type { QueryReading } from '../../../shared/wechat-pay/query-reading';
import type { SendReading } from '../../../shared/wechat-pay/send-reading';
import { CREATED_AT_MS, record } from './samples';

export const NOW = CREATED_AT_MS + 60_000;

/** A fresh driver with 30 s left and nothing done; varied one field at a time. */
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

/** Every reading of a send, by a short name. */
export const SENDS = {
  paid: { kind: 'paid', sendListid: '1' },
  parked: { kind: 'parked', ...SAID, doubtsSecret: false },
  'parked for the secret': { kind: 'parked', ...SAID, doubtsSecret: true },
  unsent: { kind: 'open', cause: 'unsent', ...SAID, doubtsSecret: false },
  processing: { kind: 'open', cause: 'processing', ...SAID, doubtsSecret: false },
  'refused in doubt': { kind: 'open', cause: 'refused-in-doubt', ...SAID, doubtsSecret: false },
  'refused in doubt for the secret': { kind: 'open', cause: 'refused-in-doubt', ...SAID, doubtsSecret: true },
  'refused unproved': { kind: 'open', cause: 'refused-unproved', ...SAID, doubtsSecret: false },
  unknown: { kind: 'open', cause: 'unknown', ...SAID, doubtsSecret: false },
  'certificate refused': { kind: 'open', cause: 'unknown', ...SAID, doubtsSecret: true },
} as const satisfies Record<string, SendReading>;

/** Every reading of a query, by a short name. */
export const QUERIES = {
  paid: { kind: 'paid', sendListid: '1', ...FOUND, status: 'SENT' },
  closed: { kind: 'closed', ...SAID, ...FOUND, status: 'FAILED' },
  parked: { kind: 'parked', ...SAID, ...FOUND },
  sending: { kind: 'sending', ...FOUND },
  disagrees: { kind: 'disagrees', ...FOUND },
  unproven: { kind: 'unproven', ...FOUND, status: 'RECEIVED', sentAtMs: CREATED_AT_MS },
  missing: { kind: 'missing', documented: false, ...SAID },
  'missing, documented': { kind: 'missing', documented: true, ...SAID },
  silent: { kind: 'silent', doubtsSecret: false, isRefused: false, ...SAID },
  'silent for the secret': { kind: 'silent', doubtsSecret: true, isRefused: false, ...SAID },
  'refused for the secret': { kind: 'silent', doubtsSecret: true, isRefused: true, ...SAID },
  'refused itself': { kind: 'silent', doubtsSecret: false, isRefused: true, ...SAID },
} as const satisfies Record<string, QueryReading>;

export function sent(name: keyof typeof SENDS): Event {
  return { of: 'send', reading: SENDS[name] };
}

export function asked(name: keyof typeof QUERIES): Event {
  return { of: 'query', reading: QUERIES[name] };
}

export const EVENTS: readonly Event[] = [
  ...Object.values(SENDS).map((reading): Event => ({ of: 'send', reading })),
  ...Object.values(QUERIES).map((reading): Event => ({ of: 'query', reading })),
];
