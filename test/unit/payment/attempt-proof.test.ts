import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { answered, beijingTime, changed, LOST, recipients, UNSENT } from '../support/replies';
import { CREATED_AT_MS, order } from '../support/samples';
import { runAttempt } from '../support/scripted-attempt';

/** Whose order it is that lives under the number. */

const DAY_MS = 86_400_000;
const OURS = order().re_openid;
const THEIRS = 'oSomebodyElse';
const PAID = answered(X1B_PAID_LIVE);
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const FATAL_ERROR = answered(refusal('FATAL_ERROR', '两次请求参数不一致'));

/** Taken by them, and made by WeChat so long after our claim. */
function takenBy(openid: string, madeAfterMs = 0): Reply {
  const body = found('RECEIVED', 1, recipients(openid));
  return answered(changed(body, 'send_time', beijingTime(CREATED_AT_MS + madeAfterMs)));
}

const UNPROVEN = takenBy(THEIRS);
const DOUBT = { inDoubt: true } as const;

describe('an order whose recipients are named without our openid', () => {
  it('is sent once more, the same bytes, and paid when WeChat confirms them', async () => {
    const { result, calls, stage } = await runAttempt({ send: [LOST, PAID], query: [UNPROVEN] });
    expect(calls).toEqual(['send', 'query', 'send']);
    expect(stage.posted[2]?.body).toBe(stage.posted[0]?.body);
    expect(result).toMatchObject({ state: 'paid', proof: 'echo' });
    expect(result.unproven_at_ms).toBeUndefined();
  });

  it('is a stranger’s when WeChat says FATAL_ERROR: open, and asked once more', async () => {
    const { result, calls } = await runAttempt({ send: [LOST, FATAL_ERROR], query: [UNPROVEN] });
    expect(calls).toEqual(['send', 'query', 'send', 'query']);
    expect(result).toMatchObject({ state: 'open', foreign_at_ms: expect.any(Number) });
    expect(result.status).toBeUndefined();
  });

  it.each<[string, Reply]>([
    ['SEND_FAILED', answered(refusal('SEND_FAILED', 'x'))],
    ['PARAM_ERROR', answered(refusal('PARAM_ERROR', 'x'))],
    ['NOTENOUGH', answered(refusal('NOTENOUGH', 'x'))],
    ['SYSTEMERROR', answered(refusal('SYSTEMERROR', 'x'))],
    ['PROCESSING', answered(refusal('PROCESSING', 'x'))],
    ['no answer', LOST],
  ])('stays open at %s, and is not sent a second time', async (_, reply) => {
    const { result, calls } = await runAttempt({ send: [LOST, reply], query: [UNPROVEN] });
    expect(result.state).toBe('open');
    expect(calls.filter((call) => call === 'send')).toHaveLength(2);
    const { calls: later } = await runAttempt({ send: [LOST], query: [UNPROVEN] }, DOUBT, {
      unproven_at_ms: result.unproven_at_ms,
      sent_at_ms: result.sent_at_ms,
    });
    expect(later).toEqual(['query']);
  });

  it('is sent again when the send that was to prove it never left', async () => {
    const { result, calls } = await runAttempt({ send: [UNSENT, PAID], query: [UNPROVEN] }, DOUBT);
    expect(calls).toEqual(['query', 'send', 'query', 'send']);
    expect(result).toMatchObject({ state: 'paid', proof: 'echo' });
  });

  it('is not sent when it was made more than 5 min before our claim', async () => {
    const margin = -5 * 60_000;
    const at = (madeAfterMs: number) =>
      runAttempt({ send: [PAID], query: [takenBy(THEIRS, madeAfterMs)] }, DOUBT);
    expect((await at(margin)).calls).toEqual(['query', 'send']);
    const { result, calls } = await at(margin - 1_000);
    expect(calls).toEqual(['query']);
    expect(result).toMatchObject({ state: 'open', unproven_at_ms: expect.any(Number) });
  });

  it('leaves a refusal of the proof in doubt, for something was paid', async () => {
    // A parked number is entered again, with nothing in doubt: its refusal would park or close it.
    for (const code of ['SEND_FAILED', 'NOTENOUGH']) {
      const send = [answered(refusal('SEND_FAILED', 'x')), answered(refusal(code, 'x'))];
      const { result } = await runAttempt({ send, query: [UNPROVEN] }, { reenters: true });
      expect(result).toMatchObject({ state: 'open', refused_code: code });
    }
  });

  it('is paid at once when our openid is among the recipients, or WeChat has confirmed it before', async () => {
    expect((await runAttempt({ send: [], query: [takenBy(OURS)] }, DOUBT)).result).toMatchObject({
      ...{ state: 'paid', proof: 'query', status: 'RECEIVED' },
    });
    const doubted = { unproven_at_ms: CREATED_AT_MS };
    expect((await runAttempt({ send: [], query: [takenBy(OURS)] }, DOUBT, doubted)).result.state).toBe(
      'paid',
    );
  });

  it('is not paid by a later answer that names nobody', async () => {
    const doubted = { unproven_at_ms: CREATED_AT_MS, sent_at_ms: CREATED_AT_MS + 1 };
    const nobody = answered(found('RECEIVED'));
    expect((await runAttempt({ send: [], query: [nobody] }, DOUBT, doubted)).result.state).toBe('open');
  });
});

describe('FATAL_ERROR: the number lives with another openid or amount', () => {
  const foreign = { foreign_at_ms: CREATED_AT_MS - 1 };

  it('makes a payment that a query shows somebody else’s, for it names no openid', async () => {
    const { result, query } = await runAttempt({ send: [FATAL_ERROR], query: [answered(found('SENT'))] });
    expect(query).toMatchObject({ kind: 'mismatch', status: 'SENT' });
    expect(result).toMatchObject({
      state: 'open',
      err_code: 'FATAL_ERROR',
      foreign_at_ms: CREATED_AT_MS + 10,
    });
    expect(result.status).toBeUndefined();
  });

  it('does not outweigh the openid of who has taken it', async () => {
    const fatal = async (openid: string) =>
      (await runAttempt({ send: [FATAL_ERROR], query: [takenBy(openid)] })).result;
    expect(await fatal(OURS)).toMatchObject({ state: 'paid', proof: 'query' });
    expect((await fatal(OURS)).foreign_at_ms).toBeUndefined();
    expect((await fatal(THEIRS)).state).toBe('open');
  });

  it('is remembered by each attempt after it, whatever code came since', async () => {
    for (const err_code of ['FATAL_ERROR', 'SYSTEMERROR', undefined]) {
      const paid = { send: [], query: [answered(found('RECEIVED'))] };
      const { result } = await runAttempt(paid, DOUBT, { ...foreign, err_code });
      expect(result).toMatchObject({ state: 'open', ...foreign });
    }
  });

  it('is not forgotten by a send that does not reach WeChat, which leaves a code of its own', async () => {
    const parked = { ...foreign, err_code: 'NOTENOUGH' };
    const replies = { send: [UNSENT, LOST], query: [answered(found('RECEIVED'))] };
    const { result, calls } = await runAttempt(replies, { reenters: true }, parked);
    expect(calls).toEqual(['send', 'send', 'query']);
    expect(result).toMatchObject({ state: 'open', ...foreign, err_code: 'SYSTEMERROR' });
  });

  it('makes "no such order" prove nothing: the number is neither sent nor closed', async () => {
    const refused = { refused_at_ms: CREATED_AT_MS - DAY_MS, refused_code: 'SEND_FAILED', refused_text: 'x' };
    for (const before of [{}, refused] satisfies Partial<StoredRecord>[]) {
      const { result, calls } = await runAttempt({ send: [], query: [MISSING] }, DOUBT, {
        ...foreign,
        ...before,
      });
      expect(calls).toEqual(['query']);
      expect(result.state).toBe('open');
    }
  });

  it('leaves a doubt that "no such order" does not end, of a parked number that is entered again', async () => {
    const lost = { ...foreign, doubt_at_ms: CREATED_AT_MS - DAY_MS };
    const { result, calls } = await runAttempt(
      { send: [], query: [MISSING] },
      { ...DOUBT, reenters: true },
      lost,
    );
    expect(calls).toEqual(['query']);
    expect(result).toMatchObject({ state: 'open', ...lost });
  });
});

describe('a parked number that is entered again from day 29 on', () => {
  it('keeps its doubt at "no such order", and is not sent', async () => {
    const before = { doubt_at_ms: CREATED_AT_MS - DAY_MS };
    const at = (ageMs: number) =>
      runAttempt(
        { send: [PAID], query: [MISSING] },
        { ...DOUBT, reenters: true },
        {
          ...before,
          created_at: (CREATED_AT_MS - ageMs) / 1000,
        },
      );
    // The query takes 10 ms, after which the answer is judged.
    expect((await at(29 * DAY_MS - 1_000)).calls).toEqual(['query', 'send']);
    const { result, calls } = await at(29 * DAY_MS);
    expect(calls).toEqual(['query']);
    expect(result).toMatchObject({ state: 'open', ...before });
  });
});
