import { MerchantError, PlatformError } from '../../../shared/api/errors';
import type { Resolution } from '../../../shared/api/record-params';
import { resolve } from '../../../shared/payment/resolve';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { expectSentenceOn } from '../support/refusals';
import { answered, changed, LOST, recipients } from '../support/replies';
import { CONFIG, CREATED_AT, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

const DAY_MS = 86_400_000;
const DAY_29_MS = 29 * DAY_MS;
const DAY_30_MS = 30 * DAY_MS;
const ID = record().id;
const PAID: Resolution = { id: ID, outcome: 'paid', note: 'ticket 7: paid', send_listid: '1000041701' };
const REFUSED: Resolution = { id: ID, outcome: 'refused', note: 'ticket 7: never paid' };

const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const THEIRS = answered(found('RECEIVED', 1, recipients('oSomebodyElse')));
const UNRESOLVED = record({
  lease_until_ms: 0,
  due_at: CREATED_AT_MS + DAY_29_MS,
  unresolved_at_ms: CREATED_AT_MS + DAY_29_MS,
  err_code: 'SYSTEMERROR',
  err_code_des: 'x',
});

function staged(reply: Reply, before: StoredRecord = UNRESOLVED, ageMs = DAY_29_MS): Promise<PaymentHarness> {
  return new PaymentHarness(() => ({ reply }), MERCHANT, before).at(ageMs);
}

function run(stage: PaymentHarness, wanted: Resolution) {
  return resolve(stage.deps, CONFIG, wanted, stage.now + 30_000);
}

/** The sentence with which a person's word is not taken. */
async function refusalOf(stage: PaymentHarness, wanted: Resolution): Promise<string> {
  const error: unknown = await run(stage, wanted).then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ status: 400 });
  expectSentenceOn('resolve', (error as Error).message.replace(/\. Try again\.$/, '.'));
  return (error as Error).message;
}

function withoutDue(one: StoredRecord) {
  const { due: _, due_at: __, ...rest } = one;
  return rest;
}

describe('a person’s word on an unresolved record', () => {
  const BY_PERSON = { id: ID, mch_billno: record().mch_billno, by: 'person' };

  it('pays it: no code of an error is left, it is never due again, and what proved it is stored', async () => {
    const stage = await staged(MISSING);
    expect(await run(stage, PAID)).toEqual({ ...BY_PERSON, outcome: 'paid' });
    expect(stage.calls).toEqual(['query']);
    const { err_code: _, err_code_des: __, ...rest } = withoutDue(UNRESOLVED);
    expect(stage.stored()).toEqual({
      ...rest,
      token: 'token-1',
      state: 'paid',
      proof: 'person',
      send_listid: '1000041701',
      resolution_note: 'ticket 7: paid',
      not_found_since_ms: CREATED_AT_MS + DAY_29_MS + 10,
      asked_at: CREATED_AT + 29 * 86_400,
      updated_at: CREATED_AT + 29 * 86_400,
    });
  });

  it('may pay it without WeChat’s number of it', async () => {
    const stage = await staged(MISSING);
    await run(stage, { id: ID, outcome: 'paid', note: 'x' });
    expect(stage.stored()).toMatchObject({ state: 'paid', send_listid: '' });
  });

  it('closes it, under a code of our own and with the reason', async () => {
    const stage = await staged(MISSING);
    expect(await run(stage, REFUSED)).toEqual({ ...BY_PERSON, outcome: 'refused' });
    const { not_found_since_ms: _, asked_at: __, ...stored } = stage.stored();
    expect(stored).toEqual({
      ...withoutDue(UNRESOLVED),
      token: 'token-1',
      state: 'closed',
      err_code: 'RESOLVED',
      err_code_des: 'ticket 7: never paid',
      resolution_note: 'ticket 7: never paid',
      updated_at: CREATED_AT + 29 * 86_400,
    });
  });

  it('closes one that is parked, too', async () => {
    const stage = await staged(MISSING, { ...UNRESOLVED, state: 'parked' });
    await run(stage, REFUSED);
    expect(stage.stored()).toMatchObject({ state: 'closed', err_code: 'RESOLVED', lease_until_ms: 0 });
  });

  it('keeps that an attempt which died may have sent until the end of its lease', async () => {
    const lease_until_ms = CREATED_AT_MS + 35_000;
    const stage = await staged(MISSING, { ...UNRESOLVED, lease_until_ms });
    await run(stage, REFUSED);
    expect(stage.stored()).toMatchObject({ lease_until_ms: 0, doubt_at_ms: lease_until_ms });
  });
});

describe('a record that is not a person’s to end', () => {
  it.each(['paid', 'closed'] as const)('is one that is %s: WeChat is not even asked', async (state) => {
    const before = { ...UNRESOLVED, state };
    const stage = await staged(MISSING, before);
    expect(await refusalOf(stage, PAID)).toContain(`${state} already`);
    expect([stage.calls, stage.stored()]).toEqual([[], before]);
  });

  it('is one that is being sent; the answer says for how long', async () => {
    const leased = { ...UNRESOLVED, lease_until_ms: CREATED_AT_MS + DAY_29_MS + 4_001 };
    const stage = await staged(MISSING, leased);
    expect(await refusalOf(stage, PAID)).toContain('again in 5 seconds');
    expect([stage.calls, stage.stored()]).toEqual([[], leased]);
  });

  it('is none only because a clock a year ahead holds its lease', async () => {
    const ahead = { ...UNRESOLVED, lease_until_ms: CREATED_AT_MS + 365 * DAY_MS };
    const stage = await staged(MISSING, ahead);
    expect(await run(stage, REFUSED)).toMatchObject({ by: 'person' });
  });

  it('is one younger than 29 days, of which WeChat still tells', async () => {
    const stage = await staged(MISSING, UNRESOLVED, DAY_29_MS - 1);
    const message = await refusalOf(stage, PAID);
    expect(message).toMatch(/29 days.*getRedPackStatus/);
    expect([stage.calls, stage.stored()]).toEqual([[], UNRESOLVED]);
  });

  it('is one first met less than 29 days ago, whose claim lies in the future', async () => {
    const ahead = { ...UNRESOLVED, created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT_MS };
    expect(await refusalOf(await staged(MISSING, ahead, DAY_29_MS - 1), REFUSED)).toContain('29 days');
    expect(await run(await staged(MISSING, ahead), REFUSED)).toMatchObject({ by: 'person' });
  });

  it.each(['foreign_at_ms', 'unproven_at_ms'] as const)(
    'is not one whose order is, or may be, another’s (%s), however young',
    async (name) => {
      const doubtful = { ...UNRESOLVED, [name]: CREATED_AT_MS + 1 };
      for (const reply of [THEIRS, MISSING]) {
        const stage = await staged(reply, doubtful, 60_000);
        expect(await run(stage, REFUSED)).toMatchObject({ outcome: 'refused', by: 'person' });
        expect(stage.stored()).toMatchObject({ state: 'closed', err_code: 'RESOLVED' });
      }
    },
  );

  it.each(['id that no record has', 'record of another mini-program'])('is 404 for an %s', async (what) => {
    const stage = await staged(MISSING, { ...UNRESOLVED, miniapp_id: 'other' });
    const id = what.startsWith('id') ? 'f'.repeat(24) : ID;
    await expect(run(stage, { ...REFUSED, id })).rejects.toMatchObject({ status: 404 });
    expect(stage.calls).toEqual([]);
  });
});

describe('WeChat’s word, which is asked for first', () => {
  it.each([
    ['SENT', PAID, 'paid'],
    ['FAILED', REFUSED, 'closed'],
  ] as const)('counts when it is the same: %s', async (status, wanted, state) => {
    const stage = await staged(answered(found(status)));
    expect(await run(stage, wanted)).toMatchObject({ outcome: wanted.outcome, by: 'WeChat Pay' });
    expect(stage.stored()).toMatchObject({ state, status });
    expect(stage.stored()).not.toHaveProperty('resolution_note');
  });

  it.each([
    ['SENT', REFUSED, 'paid'],
    ['FAILED', PAID, 'closed'],
  ] as const)('counts when it is another: %s', async (status, wanted, state) => {
    const stage = await staged(answered(found(status)));
    expect(await refusalOf(stage, wanted)).toMatch(new RegExp(`contradicts .* ${state}`));
    expect(stage.stored()).toMatchObject({ state, status });
    expect(stage.stored()).not.toHaveProperty('resolution_note');
  });

  it.each(['', '<reason>帐号余额不足</reason>'])('bars a person’s while it is SENDING%s', async (reason) => {
    const stage = await staged(answered(found('SENDING', 1, reason)), UNRESOLVED, DAY_30_MS);
    for (const wanted of [PAID, REFUSED]) expect(await refusalOf(stage, wanted)).toContain('SENDING');
    expect(stage.stored().state).toMatch(/open|parked/);
  });

  it.each([
    ['no answer', LOST],
    ['too many queries', answered(refusal('FREQ_LIMIT', '频率过高'))],
    ['a refused query', answered(refusal('SIGN_ERROR', '签名错误'))],
  ])('is waited for within 30 days: %s', async (_, reply) => {
    const stage = await staged(reply, UNRESOLVED, DAY_30_MS - 11);
    expect(await refusalOf(stage, REFUSED)).toContain('ask WeChat Pay first');
    expect(stage.stored()).toEqual(UNRESOLVED);
    // The answer takes 10 ms: from here on it is 30 days old when it has come.
    const late = await staged(reply, UNRESOLVED, DAY_30_MS - 10);
    expect(await run(late, REFUSED)).toMatchObject({ by: 'person' });
  });

  it.each([
    ['no such order', MISSING],
    ['another’s order', THEIRS],
    ['another amount', answered(changed(found('SENT'), 'total_amount', '200'))],
  ])('leaves it to the person when it tells nothing of ours: %s', async (_, reply) => {
    for (const wanted of [PAID, REFUSED]) {
      const stage = await staged(reply);
      expect(await run(stage, wanted)).toMatchObject({ outcome: wanted.outcome, by: 'person' });
    }
  });

  it('cannot be had when the secret is gone, or another merchant’s', async () => {
    const gone = await staged(answered(found('SENT')));
    gone.load = () => {
      throw new MerchantError('official_account_id has no certificate.');
    };
    const other = await staged(answered(found('SENT')), { ...UNRESOLVED, mch_id: '2' });
    for (const stage of [gone, other]) {
      expect(await run(stage, REFUSED)).toMatchObject({ by: 'person' });
      expect(stage.calls).toEqual([]);
    }
  });

  it('can be had later when Secrets Manager is only out of reach', async () => {
    const stage = await staged(MISSING);
    const unreachable = new PlatformError('Secrets Manager is out of reach.');
    stage.load = () => {
      throw unreachable;
    };
    await expect(run(stage, REFUSED)).rejects.toBe(unreachable);
    expect(stage.stored()).toEqual(UNRESOLVED);
  });
});

describe('a person’s word beside somebody else’s', () => {
  it.each([
    ['SENT', REFUSED],
    ['FAILED', PAID],
  ] as const)('is not written over WeChat’s, %s, that could not be recorded', async (status, wanted) => {
    const stage = await staged(answered(found(status)));
    const update = stage.table.update.bind(stage.table);
    stage.table.update = async () => {
      stage.table.update = update;
      throw new Error('throttled');
    };
    await expect(run(stage, wanted)).rejects.toMatchObject({ status: 400 });
    expect(stage.stored()).toEqual(UNRESOLVED);
  });

  it.each([
    ['before its query', MISSING],
    ['before what it says is recorded', answered(found('SENT'))],
    ['before what it says of a parked one is recorded', THEIRS],
  ])('is not written over an attempt that took the record %s', async (_, reply) => {
    const before = { ...UNRESOLVED, state: reply === THEIRS ? ('parked' as const) : ('open' as const) };
    const stage = await staged(reply, before);
    const taken = { token: 'attempt-2', state: 'open', lease_until_ms: CREATED_AT_MS + DAY_29_MS + 30_000 };
    stage.beforeUpdate(() => stage.change(taken as Partial<StoredRecord>));
    await expect(run(stage, REFUSED)).rejects.toMatchObject({ status: 400 });
    expect(stage.stored()).toEqual({ ...before, ...taken });
  });

  it('is not called WeChat’s when another person has closed meanwhile what WeChat shows paid', async () => {
    const stage = await staged(answered(found('SENT')));
    stage.beforeUpdate(() => stage.change({ state: 'closed' }));
    expect(await refusalOf(stage, REFUSED)).toMatch(/contradicts .* closed/);
    expect(stage.said('error')).toEqual([['WeChat Pay contradicts the record', ID]]);
  });
});
