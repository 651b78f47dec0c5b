import { type AttemptOptions, PaymentAttempt } from '../../../shared/payment/run/attempt';
import type { StoredRecord } from '../../../shared/records/record';
import {
  found,
  refusal,
  X1B_PAID_LIVE,
  X4_SYSTEMERROR,
  X5_PROCESSING,
  X8_PARKED,
  X9_NOT_FOUND_LIVE,
  X12_NO_CERTIFICATE,
} from '../../fixtures/answers';
import type { AttemptHarness, Call } from '../support/attempt-harness';
import { answered, changed, LOST, UNSENT, without } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';
import { script } from '../support/scripted-attempt';

const PAID = answered(X1B_PAID_LIVE);
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const PARKED = answered(changed(X8_PARKED, 'mch_billno', order().mch_billno));
const SIGN_ERROR = answered(refusal('SIGN_ERROR', '签名错误'));
const NOTENOUGH = answered(refusal('NOTENOUGH', '帐号余额不足'));
const PROCESSING = answered(changed(X5_PROCESSING, 'mch_billno', order().mch_billno));

async function runAttempt(
  stage: AttemptHarness,
  how: Partial<AttemptOptions> = {},
  before = record(),
): Promise<StoredRecord> {
  const options: AttemptOptions = {
    merchant: MERCHANT,
    inDoubt: false,
    reenters: false,
    deadline: CREATED_AT_MS + 30_000,
    sendUntil: CREATED_AT_MS + 72 * 3_600_000,
    resendWaitMs: 1_000,
    ...how,
  };
  return (await new PaymentAttempt(stage.deps, before, options).run()).record;
}

function calls({ posted }: AttemptHarness): Call[] {
  return posted.map(({ call }) => call);
}

describe('an attempt', () => {
  it('sends once and learns that it is paid', async () => {
    const stage = script({ send: [PAID], query: [] });
    expect(await runAttempt(stage)).toMatchObject({
      state: 'paid',
      send_listid: '1000041701202501010000000000001',
    });
    expect(calls(stage)).toEqual(['send']);
  });

  it('asks after a lost answer, and sends the same bytes again a second later when the order is missing', async () => {
    const stage = script({ send: [LOST, PAID], query: [MISSING] });
    expect(await runAttempt(stage)).toMatchObject({ state: 'paid' });
    expect(calls(stage)).toEqual(['send', 'query', 'send']);
    const [first, , second] = stage.posted;
    expect(second?.body).toBe(first?.body);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1_000);
  });

  it.each([
    ['HTML with 502', answered('<html>502 Bad Gateway</html>', 502)],
    ['an empty answer', answered('')],
    ['a cut-off answer', answered(X1B_PAID_LIVE.slice(0, -9))],
    ['a refused certificate', answered(X12_NO_CERTIFICATE, 400)],
  ])('stays open when send and query both get %s', async (_, reply) => {
    const stage = script({ send: [reply], query: [reply] });
    expect(await runAttempt(stage)).toMatchObject({ state: 'open', err_code: 'SYSTEMERROR' });
    expect(calls(stage)).toEqual(['send', 'query']);
  });

  it('sends three times at most, and asks before each resend', async () => {
    const stage = script({ send: [LOST], query: [MISSING] });
    expect(await runAttempt(stage)).toMatchObject({ state: 'open' });
    expect(calls(stage)).toEqual(['send', 'query', 'send', 'query', 'send', 'query']);
  });

  it('does not send again what WeChat is processing', async () => {
    const stage = script({ send: [PROCESSING], query: [] });
    expect(await runAttempt(stage)).toMatchObject({ state: 'open', err_code: 'PROCESSING' });
    expect(calls(stage)).toEqual(['send']);
  });

  it('in doubt asks first, and sends nothing when WeChat has it', async () => {
    const stage = script({ send: [], query: [answered(found('RECEIVED'))] });
    expect(await runAttempt(stage, { inDoubt: true })).toMatchObject({ state: 'paid', status: 'RECEIVED' });
    expect(calls(stage)).toEqual(['query']);
  });

  it('in doubt keeps a refusal for later, and the record open', async () => {
    const stage = script({ send: [NOTENOUGH], query: [MISSING] });
    expect(await runAttempt(stage, { inDoubt: true })).toMatchObject({
      state: 'open',
      refused_code: 'NOTENOUGH',
    });
  });

  it('never answers for longer than 10 s, nor into the last second', async () => {
    for (const [leftMs, timeoutMs] of [
      [30_000, 10_000],
      [5_000, 4_000],
      [2_000, 1_000],
    ] as const) {
      const stage = script({ send: [PAID], query: [] });
      await runAttempt(stage, { deadline: CREATED_AT_MS + leftMs });
      expect(stage.posted[0]?.timeoutMs).toBe(timeoutMs);
    }
  });

  it('sends nothing with less than 2 s left', async () => {
    const stage = script({ send: [], query: [] });
    expect(await runAttempt(stage, { deadline: CREATED_AT_MS + 1_999 })).toMatchObject({ state: 'open' });
    expect(stage.posted).toEqual([]);
  });
});

describe('several hosts', () => {
  it('are tried in turn while nothing has left', async () => {
    const stage = script({ send: [UNSENT, UNSENT, PAID], query: [] }, 3);
    expect(await runAttempt(stage)).toMatchObject({ state: 'paid' });
    expect(stage.posted.map(({ host }) => host)).toEqual([0, 1, 2]);
  });

  it('are left alone once something may have left: resends and queries go to the main one', async () => {
    const stage = script({ send: [LOST, UNSENT], query: [MISSING] }, 3);
    expect(await runAttempt(stage)).toMatchObject({ state: 'open' });
    expect(new Set(stage.posted.map(({ host }) => host))).toEqual(new Set([0]));
  });
});

describe('a secret in doubt', () => {
  const RENEWED = { ...MERCHANT, apiKey: 'another key of 32 characters ....' };

  it('is reloaded once, and the number sent again with it', async () => {
    const stage = script({ send: [SIGN_ERROR, answered(without(X1B_PAID_LIVE, 'sign'))], query: [MISSING] });
    stage.secret = RENEWED;
    expect(await runAttempt(stage)).toMatchObject({ state: 'paid' });
    expect(calls(stage)).toEqual(['send', 'query', 'send']);
    expect(stage.freshLoads).toBe(1);
    expect(stage.posted.map(({ body }) => body.match(/\w{32}(?=\]\]><\/sign>)/)?.[0])).not.toContain(
      undefined,
    );
    expect(stage.posted[2]?.body).not.toBe(stage.posted[0]?.body);
  });

  it('that is the same parks the record', async () => {
    const stage = script({ send: [SIGN_ERROR], query: [] });
    expect(await runAttempt(stage)).toMatchObject({ state: 'parked', err_code: 'SIGN_ERROR' });
    expect([calls(stage), stage.freshLoads]).toEqual([['send'], 1]);
  });

  it('that cannot be reloaded leaves WeChat’s answer standing', async () => {
    const stage = script({ send: [SIGN_ERROR], query: [] });
    stage.secret = null;
    expect(await runAttempt(stage)).toMatchObject({ state: 'parked', err_code: 'SIGN_ERROR' });
  });

  it('that now names another merchant is not used', async () => {
    const stage = script({ send: [SIGN_ERROR], query: [] });
    stage.secret = { ...RENEWED, mchId: '10000099' };
    expect(await runAttempt(stage)).toMatchObject({ state: 'parked' });
    expect(calls(stage)).toEqual(['send']);
  });

  it('whose second send is lost leaves the record open, never parked: it may have paid', async () => {
    const stage = script({ send: [SIGN_ERROR, LOST], query: [MISSING, answered(X4_SYSTEMERROR)] });
    stage.secret = RENEWED;
    expect(await runAttempt(stage)).toMatchObject({ state: 'open' });
    expect(calls(stage)).toEqual(['send', 'query', 'send', 'query']);
  });
});

describe('a parked order that is entered again', () => {
  it('is sent at once, for its refusal was definite', async () => {
    const stage = script({ send: [NOTENOUGH], query: [] });
    expect(await runAttempt(stage, { reenters: true })).toMatchObject({
      state: 'parked',
      err_code: 'NOTENOUGH',
    });
    expect(calls(stage)).toEqual(['send']);
  });

  it('is asked for first while an earlier request may still be under way, then sent', async () => {
    const stage = script({ send: [LOST], query: [PARKED, answered(X4_SYSTEMERROR)] });
    const result = await runAttempt(stage, { reenters: true, inDoubt: true });
    expect(calls(stage)).toEqual(['query', 'send', 'query']);
    expect(result).toMatchObject({ state: 'open' });
  });
});
