import {
  dueAfter,
  isLate,
  learnFromBelievedRefusal,
  learnFromQuery,
  learnFromSend,
} from '../../../shared/payout/learn';
import type { StoredRecord } from '../../../shared/records/record';
import type { SendReading } from '../../../shared/wechat-pay/send-reading';
import { answered, LOST, UNSENT } from '../support/replies';
import { CREATED_AT_MS, record } from '../support/samples';
import { NOW, QUERIES, SENDS } from '../support/situations';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const REFUSED = { refused_at_ms: NOW - 1, refused_code: 'NOTENOUGH', refused_text: 'x' };

/** The record with what it has learned. */
function afterSend(reading: SendReading, before = record(), reply = answered('<xml/>')): StoredRecord {
  return { ...before, ...learnFromSend(before, reply, reading, NOW) };
}

function afterQuery(name: keyof typeof QUERIES, before = record()): StoredRecord {
  return { ...before, ...learnFromQuery(before, QUERIES[name], NOW) };
}

describe('what a send teaches', () => {
  it('paid: the state, WeChat’s number and its answer; no code is left', () => {
    const learned = afterSend(SENDS.paid, record({ err_code: 'SYSTEMERROR', err_code_des: 'x' }));
    expect(learned).toMatchObject({ state: 'paid', send_listid: '1', sent_at_ms: NOW, raw_result: '<xml/>' });
    expect([learned.err_code, learned.err_code_des]).toEqual([undefined, undefined]);
  });

  it.each(['closed', 'parked'] as const)('%s: the state and WeChat’s code', (state) => {
    expect(afterSend(SENDS[state])).toMatchObject({
      state,
      err_code: 'X',
      err_code_des: 'x',
      sent_at_ms: NOW,
    });
    expect(afterSend(SENDS[state]).doubt_at_ms).toBeUndefined();
  });

  it('an unknown outcome: since when it is in doubt', () => {
    expect(afterSend(SENDS.unknown)).toMatchObject({ state: 'open', doubt_at_ms: NOW, sent_at_ms: NOW });
    expect(afterSend(SENDS.unknown, record(), LOST)).toMatchObject({ state: 'open', doubt_at_ms: NOW });
  });

  it('an unknown outcome after a definite refusal: open again, for this send may have paid', () => {
    const refused = record({ state: 'parked', err_code: 'SIGN_ERROR' });
    for (const name of ['unknown', 'processing', 'certificate refused'] as const)
      expect(afterSend(SENDS[name], refused)).toMatchObject({ state: 'open', doubt_at_ms: NOW });
    expect(afterSend(SENDS.unknown, refused, LOST).state).toBe('open');
  });

  it('processing: no resend for 20 minutes', () => {
    expect(afterSend(SENDS.processing)).toMatchObject({
      state: 'open',
      doubt_at_ms: NOW,
      hold_until_ms: NOW + 20 * MINUTE_MS,
    });
  });

  it('a refusal in doubt: remembered beside the doubt, which it does not end or renew', () => {
    const learned = afterSend(SENDS['refused in doubt'], record({ doubt_at_ms: NOW - 5 }));
    expect(learned).toMatchObject({ state: 'open', doubt_at_ms: NOW - 5 });
    expect(learned).toMatchObject({ refused_at_ms: NOW, refused_code: 'X', refused_text: 'x' });
    expect(afterSend(SENDS['refused in doubt'])).toMatchObject({ doubt_at_ms: NOW, refused_at_ms: NOW });
  });

  it('an unsent one: that nothing was sent, and nothing of an earlier send is forgotten', () => {
    const before = record({ ...REFUSED, doubt_at_ms: NOW - 5, missing_count: 2, raw_result: '<a/>' });
    const learned = afterSend(SENDS.unsent, before, UNSENT);
    expect(learned).toEqual({ ...before, err_code: 'X', err_code_des: 'x' });
    expect(learned.sent_at_ms).toBeUndefined();
  });

  it('an unsent one: nothing at all of what was refused before', () => {
    const refused = record({ state: 'parked', err_code: 'SIGN_ERROR', err_code_des: '签名错误' });
    expect(afterSend(SENDS.unsent, refused, UNSENT)).toEqual(refused);
  });

  it('a new send: what was remembered of the earlier one no longer counts', () => {
    const learned = afterSend(SENDS.unknown, record({ ...REFUSED, missing_count: 2, missing_since_ms: 1 }));
    const { refused_at_ms, refused_code, refused_text, missing_count, missing_since_ms } = learned;
    expect([refused_at_ms, refused_code, refused_text, missing_count, missing_since_ms]).toEqual(
      Array(5).fill(undefined),
    );
  });

  it('keeps at most 8 KB of the answer, whole characters of it, and the last answer where none came', () => {
    const long = afterSend(SENDS.unknown, record(), answered('恭'.repeat(5_000))).raw_result ?? '';
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(8 * 1024);
    expect(long).toBe('恭'.repeat(2_730));
    expect(afterSend(SENDS.unknown, record({ raw_result: '<a/>' }), LOST).raw_result).toBe('<a/>');
  });
});

describe('what a query teaches', () => {
  it('paid: the state, the status and WeChat’s number', () => {
    const learned = afterQuery('paid', record({ err_code: 'X', missing_count: 1 }));
    expect(learned).toMatchObject({ state: 'paid', status: 'SENT', send_listid: '1' });
    expect([learned.err_code, learned.missing_count]).toEqual([undefined, undefined]);
  });

  it.each(['closed', 'parked'] as const)('%s: the state, the status and the reason', (state) => {
    const status = state === 'closed' ? 'FAILED' : 'SENDING';
    expect(afterQuery(state)).toMatchObject({ state, status, err_code: 'X', err_code_des: 'x' });
  });

  it.each(['sending', 'disagrees'] as const)('%s: the status, and no state', (name) => {
    const before = record({ doubt_at_ms: 1, err_code: 'Y' });
    expect(afterQuery(name, before)).toMatchObject({
      state: 'open',
      status: 'SENDING',
      doubt_at_ms: 1,
      err_code: 'Y',
    });
  });

  it('missing: never a failure; in the old shape counted, and since when', () => {
    expect(afterQuery('missing').state).toBe('open');
    const first = afterQuery('missing, documented');
    expect(first).toMatchObject({ state: 'open', missing_count: 1, missing_since_ms: NOW });
    const second = { ...first, ...learnFromQuery(first, QUERIES['missing, documented'], NOW + 5) };
    expect(second).toMatchObject({ missing_count: 2, missing_since_ms: NOW });
  });

  it('missing in the live shape, or found: the count begins anew', () => {
    const counted = record({ missing_count: 2, missing_since_ms: 1 });
    for (const name of ['missing', 'sending', 'parked', 'paid'] as const) {
      const { missing_count, missing_since_ms } = afterQuery(name, counted);
      expect([missing_count, missing_since_ms]).toEqual([undefined, undefined]);
    }
  });

  it('silent: nothing at all', () => {
    const before = record({ missing_count: 2, missing_since_ms: 1, status: 'SENDING' });
    expect(afterQuery('silent', before)).toEqual(before);
  });
});

describe('a refusal that is believed at last', () => {
  it.each([
    ['NOTENOUGH', 'parked'],
    ['SIGN_ERROR', 'parked'],
    ['SEND_FAILED', 'closed'],
    ['PARAM_ERROR', 'closed'],
  ])('%s makes the record %s, with nothing in doubt', (refused_code, state) => {
    const before = record({ ...REFUSED, refused_code, doubt_at_ms: 1, missing_count: 1 });
    const learned = { ...before, ...learnFromBelievedRefusal(before, true) };
    expect(learned).toMatchObject({ state, err_code: refused_code, err_code_des: 'x' });
    expect([learned.doubt_at_ms, learned.refused_at_ms, learned.missing_count]).toEqual(
      Array(3).fill(undefined),
    );
  });
});

describe('when a record is due again', () => {
  const at = (ageMs: number, changes: Partial<StoredRecord> = {}) =>
    (dueAfter(record(changes), CREATED_AT_MS + ageMs).due_at ?? Number.NaN) - CREATED_AT_MS - ageMs;

  it('an open one after 10 minutes at first, then as far off as it is old, at last every 6 hours', () => {
    expect(at(5_000)).toBe(10 * MINUTE_MS);
    expect(at(10 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    expect(at(HOUR_MS)).toBe(HOUR_MS);
    expect(at(5 * DAY_MS)).toBe(6 * HOUR_MS);
  });

  it('one that WeChat is processing not before 20 minutes', () => {
    expect(at(5_000, { hold_until_ms: CREATED_AT_MS + 20 * MINUTE_MS })).toBe(20 * MINUTE_MS - 5_000);
  });

  it('a parked one daily, and from day 29 as unresolved: it never drops out unseen', () => {
    expect(at(HOUR_MS, { state: 'parked' })).toBe(DAY_MS);
    expect(at(28 * DAY_MS, { state: 'parked' })).toBe(DAY_MS);
    const now = CREATED_AT_MS + 29 * DAY_MS;
    const unresolved = { due: record().due, due_at: now + DAY_MS, unresolved_at_ms: now };
    expect(dueAfter(record({ state: 'parked' }), now)).toEqual(unresolved);
  });

  it('one that is missing in the old shape every 15 minutes, so that three looks span half an hour', () => {
    expect(at(5_000, { missing_count: 1 })).toBe(15 * MINUTE_MS);
    expect(at(DAY_MS, { missing_count: 3 })).toBe(15 * MINUTE_MS);
    expect(at(5_000, { missing_count: 0 })).toBe(10 * MINUTE_MS);
  });

  it('a parked one of which a lost request may still arrive, when that is no longer so', () => {
    const doubt_at_ms = CREATED_AT_MS + HOUR_MS;
    const due = (afterMs: number) =>
      dueAfter(record({ state: 'parked', doubt_at_ms }), doubt_at_ms + afterMs);
    expect(due(5_000)).toEqual({ due: 'wxminiapp', due_at: doubt_at_ms + 10 * MINUTE_MS });
    expect(due(10 * MINUTE_MS)).toMatchObject({ due_at: doubt_at_ms + 10 * MINUTE_MS + DAY_MS });
  });

  it('one that is paid or closed never again: it leaves the index', () => {
    for (const state of ['paid', 'closed'] as const)
      expect(dueAfter(record({ state }), NOW)).toEqual({ due: undefined, due_at: undefined });
  });

  it('under the miniapp whose record it is, as long as it is due', () => {
    expect(dueAfter(record(), NOW).due).toBe('wxminiapp');
  });
});

describe('a lost request', () => {
  it('may still arrive for 10 minutes, and one that never was cannot', () => {
    const late = (agoMs: number) => isLate(record({ doubt_at_ms: NOW - agoMs }), NOW);
    expect([late(0), late(10 * MINUTE_MS - 1), late(10 * MINUTE_MS)]).toEqual([true, true, false]);
    expect(isLate(record(), NOW)).toBe(false);
  });
});
