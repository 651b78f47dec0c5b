import {
  applyBelievedRefusal,
  applyQueryResult,
  applySendResult,
} from '../../../shared/payment/decide/transitions';
import type { StoredRecord } from '../../../shared/records/record';
import type { SendResult } from '../../../shared/wechat-pay/responses/classify-send';
import { answered, LOST, UNSENT } from '../support/replies';
import { record } from '../support/samples';
import { NOW, QUERIES, SENDS } from '../support/situations';

const MINUTE_MS = 60_000;

const ASKED = { order_seen_at_ms: NOW, asked_at: NOW / 1000 };
const REFUSED = { refused_at_ms: NOW - 1, refused_code: 'NOTENOUGH', refused_text: 'x' };

/** The record with what it has learned. */
function afterSend(result: SendResult, before = record(), reply = answered('<xml/>')): StoredRecord {
  return { ...before, ...applySendResult(before, reply, result, NOW) };
}

function afterQuery(name: keyof typeof QUERIES, before = record()): StoredRecord {
  return { ...before, ...applyQueryResult(before, QUERIES[name], NOW) };
}

describe('what a send teaches', () => {
  it('paid: the state, WeChat’s number and its answer; no code is left', () => {
    const learned = afterSend(SENDS.paid, record({ err_code: 'SYSTEMERROR', err_code_des: 'x' }));
    expect(learned).toMatchObject({ state: 'paid', send_listid: '1', sent_at_ms: NOW, raw_result: '<xml/>' });
    expect([learned.err_code, learned.err_code_des]).toEqual([undefined, undefined]);
  });

  it('paid: that WeChat’s answer to our send proved it, whatever a query had shown of the order', () => {
    const doubted = record({ foreign_at_ms: 1, unproven_at_ms: 2 });
    const { proof, foreign_at_ms, unproven_at_ms } = afterSend(SENDS.paid, doubted);
    expect([proof, foreign_at_ms, unproven_at_ms]).toEqual(['echo', undefined, undefined]);
  });

  it('parked: the state and WeChat’s code', () => {
    const learned = afterSend(SENDS.parked);
    expect(learned).toMatchObject({ state: 'parked', err_code: 'X', err_code_des: 'x', sent_at_ms: NOW });
    expect(learned.doubt_at_ms).toBeUndefined();
  });

  it('a refusal that closes: open until a query shows no order, and without a doubt of its own', () => {
    const learned = afterSend(SENDS['refused unproved']);
    expect(learned).toMatchObject({ state: 'open', err_code: 'X', err_code_des: 'x', sent_at_ms: NOW });
    expect(learned).toMatchObject({ refused_at_ms: NOW, refused_code: 'X', refused_text: 'x' });
    expect(learned.doubt_at_ms).toBeUndefined();
  });

  it('FATAL_ERROR: that the order is another’s, and since when; nothing that is sent later forgets it', () => {
    const fatal: SendResult = { ...SENDS.unknown, code: 'FATAL_ERROR' };
    const learned = afterSend(fatal, record(), LOST);
    expect(learned).toMatchObject({ state: 'open', foreign_at_ms: NOW, doubt_at_ms: NOW });
    expect(afterSend(fatal, record({ foreign_at_ms: 1 })).foreign_at_ms).toBe(1);
    const foreign = record({ foreign_at_ms: 1 });
    for (const name of Object.keys(SENDS) as (keyof typeof SENDS)[]) {
      const reply = name === 'unsent' ? UNSENT : answered('<xml/>');
      expect(afterSend(SENDS[name], foreign, reply).foreign_at_ms).toBe(name === 'paid' ? undefined : 1);
    }
    expect(afterSend(SENDS.unknown).foreign_at_ms).toBeUndefined();
  });

  it('FATAL_ERROR: no status, for what a query showed before is another’s; no other code takes it away', () => {
    const shown = record({ status: 'SENDING' });
    expect(afterSend({ ...SENDS.unknown, code: 'FATAL_ERROR' }, shown).status).toBeUndefined();
    for (const name of ['unknown', 'processing', 'parked'] as const)
      expect(afterSend(SENDS[name], shown).status).toBe('SENDING');
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
    const missing = { missing_count: 2, not_found_since_ms: 1 };
    const before = record({ ...REFUSED, ...missing, doubt_at_ms: NOW - 5, raw_result: '<a/>' });
    const learned = afterSend(SENDS.unsent, before, UNSENT);
    expect(learned).toEqual({ ...before, err_code: 'X', err_code_des: 'x' });
    expect(learned.sent_at_ms).toBeUndefined();
  });

  it('an unsent one: nothing at all of what was refused before', () => {
    const refused = record({ state: 'parked', err_code: 'SIGN_ERROR', err_code_des: '签名错误' });
    expect(afterSend(SENDS.unsent, refused, UNSENT)).toEqual(refused);
  });

  it('a new send: what was remembered of the earlier one no longer counts', () => {
    const missing = { missing_count: 2, missing_since_ms: 1, not_found_since_ms: 1 };
    const learned = afterSend(SENDS.unknown, record({ ...REFUSED, ...missing }));
    const { refused_at_ms, refused_code, refused_text, ...rest } = learned;
    const { missing_count, missing_since_ms, not_found_since_ms } = rest;
    expect([refused_at_ms, refused_code, refused_text]).toEqual(Array(3).fill(undefined));
    expect([missing_count, missing_since_ms, not_found_since_ms]).toEqual(Array(3).fill(undefined));
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

  it('paid: that a query proved it, and nothing that spoke against it before', () => {
    const doubted = record({ foreign_at_ms: 1, unproven_at_ms: 2 });
    const { proof, foreign_at_ms, unproven_at_ms } = afterQuery('paid', doubted);
    expect([proof, foreign_at_ms, unproven_at_ms]).toEqual(['query', undefined, undefined]);
  });

  it('sending: the status, and that the outcome is not known', () => {
    const before = record({ state: 'parked', doubt_at_ms: 1, err_code: 'Y' });
    const learned = { state: 'open', status: 'SENDING', doubt_at_ms: 1, err_code: 'Y' };
    expect(afterQuery('sending', before)).toMatchObject(learned);
  });

  it.each(['open', 'parked'] as const)(
    'disagrees: the state of a record that is %s stays, its status goes',
    (state) => {
      const before = record({ state, doubt_at_ms: 1, err_code: 'Y', status: 'SENT' });
      const { status: _, ...rest } = before;
      expect(afterQuery('mismatch', before)).toEqual({ ...rest, ...ASKED });
      expect(afterQuery('mismatch', record({ state })).status).toBeUndefined();
    },
  );

  it('unproven: no status; open from now on, for something was paid, and since when it is so', () => {
    const before = record({ state: 'parked', err_code: 'Y', status: 'SENDING' });
    const { status: _, ...rest } = before;
    const learned = afterQuery('unproven', before);
    expect(learned).toEqual({ ...rest, ...ASKED, state: 'open', unproven_at_ms: NOW });
    expect(afterQuery('unproven', record({ unproven_at_ms: 1 })).unproven_at_ms).toBe(1);
  });

  it.each(['mismatch', 'unproven'] as const)('%s: the status of a record that is paid stays', (name) => {
    for (const proof of ['query', 'person', undefined] as const)
      expect(afterQuery(name, record({ state: 'paid', proof, status: 'SENT' })).status).toBe('SENT');
  });

  it('an order, ours or not: when one was first seen under the number', () => {
    for (const name of ['paid', 'closed', 'parked', 'sending', 'mismatch', 'unproven'] as const) {
      expect(afterQuery(name).order_seen_at_ms).toBe(NOW);
      expect(afterQuery(name, record({ order_seen_at_ms: 1 })).order_seen_at_ms).toBe(1);
    }
    for (const name of ['missing', 'missing, documented', 'unanswered'] as const)
      expect(afterQuery(name).order_seen_at_ms).toBeUndefined();
  });

  it('missing: never a failure; in the old shape counted, and since when', () => {
    expect(afterQuery('missing').state).toBe('open');
    const first = afterQuery('missing, documented');
    expect(first).toMatchObject({ state: 'open', missing_count: 1, missing_since_ms: NOW });
    const second = { ...first, ...applyQueryResult(first, QUERIES['missing, documented'], NOW + 5) };
    expect(second).toMatchObject({ missing_count: 2, missing_since_ms: NOW });
  });

  it('missing in the live shape: since when that is so, however often', () => {
    expect(afterQuery('missing').not_found_since_ms).toBe(NOW);
    expect(afterQuery('missing', record({ not_found_since_ms: 1 })).not_found_since_ms).toBe(1);
    // A busy system says the other one, too: it neither counts as one of the two nor ends the wait.
    expect(afterQuery('missing, documented').not_found_since_ms).toBeUndefined();
    expect(afterQuery('missing, documented', record({ not_found_since_ms: 1 })).not_found_since_ms).toBe(1);
  });

  it('missing in the live shape, or found: the count of the old shape starts again', () => {
    const counted = record({ missing_count: 2, missing_since_ms: 1 });
    for (const name of ['missing', 'sending', 'parked', 'paid', 'mismatch', 'unproven'] as const) {
      const { missing_count, missing_since_ms } = afterQuery(name, counted);
      expect([missing_count, missing_since_ms]).toEqual([undefined, undefined]);
    }
  });

  it('found: the wait for a second "no such order" starts again', () => {
    const missing = record({ not_found_since_ms: 1 });
    for (const name of ['sending', 'parked', 'paid', 'closed', 'mismatch', 'unproven'] as const)
      expect(afterQuery(name, missing).not_found_since_ms).toBeUndefined();
  });

  it('silent: nothing at all', () => {
    const missing = { missing_count: 2, missing_since_ms: 1, not_found_since_ms: 1 };
    const before = record({ ...REFUSED, ...missing, status: 'SENDING' });
    for (const name of ['unanswered', 'silent for the secret', 'refused itself'] as const)
      expect(afterQuery(name, before)).toEqual(before);
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
    const learned = { ...before, ...applyBelievedRefusal(before, true) };
    expect(learned).toMatchObject({ state, err_code: refused_code, err_code_des: 'x' });
    expect([learned.doubt_at_ms, learned.refused_at_ms, learned.missing_count]).toEqual(
      Array(3).fill(undefined),
    );
  });

  it.each(['NOTENOUGH', 'SEND_FAILED', 'PARAM_ERROR'])(
    'and may not close: %s makes the record parked',
    (refused_code) => {
      const before = record({ ...REFUSED, refused_code });
      const learned = applyBelievedRefusal(before, false);
      expect(learned).toMatchObject({ state: 'parked', err_code: refused_code });
    },
  );
});
