import { Pacer } from '../../../shared/payment/run/pacer';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import {
  found,
  refusal,
  X1B_PAID_LIVE,
  X8_PARKED,
  X9_NOT_FOUND_LIVE,
  X10_NOT_FOUND_DOCUMENTED,
  X12_NO_CERTIFICATE,
} from '../../fixtures/answers';
import { answered, changed, LOST, UNSENT } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';
import { runAttempt } from '../support/scripted-attempt';

/** What an attempt may forget of a doubt, believe of a refusal, and try with a renewed secret. */

const MINUTE_MS = 60_000;
const numbered = (xml: string) => answered(changed(xml, 'mch_billno', order().mch_billno));
const PAID = answered(X1B_PAID_LIVE);
const PARKED = numbered(X8_PARKED);
const MISSING = numbered(X9_NOT_FOUND_LIVE);
const MISSING_DOCUMENTED = numbered(X10_NOT_FOUND_DOCUMENTED);
const SENDING = answered(found('SENDING'));
const NOTENOUGH = answered(refusal('NOTENOUGH', '帐号余额不足'));
const SEND_FAILED = answered(refusal('SEND_FAILED', '发放失败'));
const SIGN_ERROR = answered(refusal('SIGN_ERROR', '签名错误'));
const NO_CERTIFICATE = answered(X12_NO_CERTIFICATE, 400);
const RENEWED = { ...MERCHANT, apiKey: 'another key of 32 characters ....' };

describe('a parked number that is entered again with a lost request', () => {
  const reenter = (query: Reply, agoMs: number, send = NOTENOUGH, reenters = true) =>
    runAttempt(
      { send: [send], query: [query] },
      { inDoubt: true, reenters },
      { doubt_at_ms: CREATED_AT_MS - agoMs },
    );

  it.each([
    ['parked', PARKED],
    ['missing', MISSING],
  ])(
    'is no longer in doubt when WeChat shows it %s 10 min later: its next refusal is definite',
    async (_, query) => {
      const parked = await reenter(query, 10 * MINUTE_MS);
      expect(parked.result).toMatchObject({ state: 'parked', err_code: 'NOTENOUGH' });
      expect(parked.result.doubt_at_ms).toBeUndefined();
      // What would close it ends what is gone, and not what WeChat still shows.
      const closed = await reenter(query, 10 * MINUTE_MS, SEND_FAILED);
      expect(closed.result.state).toBe(query === PARKED ? 'parked' : 'closed');
      expect(closed.calls).toEqual(['query', 'send', 'query']);
    },
  );

  it.each([
    ['parked', PARKED],
    ['missing', MISSING],
  ])('stays in doubt when WeChat shows it %s sooner, for the request may still arrive', async (_, query) => {
    const { result } = await reenter(query, 10 * MINUTE_MS - 1);
    expect(result).toMatchObject({ state: 'open', refused_code: 'NOTENOUGH' });
    expect(result.doubt_at_ms).toBe(CREATED_AT_MS - 10 * MINUTE_MS + 1);
  });

  it.each([
    ['missing in the shape that a busy system has too', MISSING_DOCUMENTED],
    ['being sent', SENDING],
    ['unanswered', LOST],
  ])('stays in doubt when the order is %s', async (_, query) => {
    const { result, calls } = await reenter(query, 60 * MINUTE_MS);
    expect(result.doubt_at_ms).toBe(CREATED_AT_MS - 60 * MINUTE_MS);
    expect(calls).toEqual(['query']);
  });

  it('is unlike an open one, whose doubt only time and a query after a refusal can end', async () => {
    const { result } = await reenter(MISSING, 60 * MINUTE_MS, NOTENOUGH, false);
    expect(result).toMatchObject({ state: 'open', doubt_at_ms: CREATED_AT_MS - 60 * MINUTE_MS });
  });
});

describe('a refusal in doubt', () => {
  const refused = (agoMs: number) => ({
    refused_at_ms: CREATED_AT_MS - agoMs,
    refused_code: 'SEND_FAILED',
    refused_text: '发放失败',
  });

  it('is believed when the order is missing long after it, and nothing is sent then', async () => {
    const { result, calls } = await runAttempt(
      { send: [], query: [MISSING] },
      { inDoubt: true },
      { ...refused(11 * MINUTE_MS), doubt_at_ms: CREATED_AT_MS - 12 * MINUTE_MS },
    );
    expect(result).toMatchObject({ state: 'closed', err_code: 'SEND_FAILED', err_code_des: '发放失败' });
    expect([result.doubt_at_ms, result.refused_at_ms]).toEqual([undefined, undefined]);
    expect(calls).toEqual(['query']);
  });

  it('is kept when it is too early to believe it', async () => {
    const { result } = await runAttempt(
      { send: [], query: [MISSING] },
      { inDoubt: true },
      refused(9 * MINUTE_MS),
    );
    expect(result).toMatchObject({ state: 'open', refused_code: 'SEND_FAILED' });
  });
});

describe('with a renewed secret', () => {
  const renewed = { secret: RENEWED };

  it('an order that WeChat kept is sent again, once', async () => {
    const { calls } = await runAttempt({ send: [SIGN_ERROR], query: [PARKED] }, {}, {}, renewed);
    expect(calls).toEqual(['send', 'query', 'send']);
  });

  it('what the first send was refused for leaves no doubt: the next refusal is definite', async () => {
    const { result } = await runAttempt({ send: [SIGN_ERROR, NOTENOUGH], query: [MISSING] }, {}, {}, renewed);
    expect(result).toMatchObject({ state: 'parked', err_code: 'NOTENOUGH' });
  });

  it('an order that WeChat keeps for another cause is not sent again', async () => {
    const { result, calls } = await runAttempt({ send: [NO_CERTIFICATE], query: [PARKED] }, {}, {}, renewed);
    expect(calls).toEqual(['send', 'query']);
    expect(result.state).toBe('parked');
  });

  it('that is refused as well, no third is fetched and nothing is asked again', async () => {
    const { calls, stage } = await runAttempt({ send: [SIGN_ERROR], query: [SIGN_ERROR] }, {}, {}, renewed);
    expect(calls).toEqual(['send', 'query']);
    expect(stage.freshLoads).toBe(1);
  });

  it('that cannot be had, a warning names the record', async () => {
    const without = { secret: null as unknown as typeof MERCHANT };
    const { stage } = await runAttempt({ send: [SIGN_ERROR], query: [] }, {}, {}, without);
    const warning = stage.logged.find((line) => line.startsWith('secret not renewed'));
    expect(warning).toContain(record().id);
    expect(warning).toContain('Secrets Manager is out of reach');
  });
});

describe('hosts', () => {
  it.each([1, 2])('beyond the %d that are configured are never tried', async (hostCount) => {
    const { stage } = await runAttempt({ send: [UNSENT], query: [] }, {}, {}, { hostCount });
    const hosts = stage.posted.map(({ host }) => host);
    expect(hosts.length).toBeGreaterThan(hostCount);
    expect(Math.max(...hosts)).toBe(hostCount - 1);
  });
});

describe('among the attempts of one pass', () => {
  it('each call takes its turn, and its kind’s next one counts from its beginning', async () => {
    const pacer = new Pacer({ send: 500, query: 50 });
    pacer.take('query', CREATED_AT_MS - 20);
    pacer.take('send', CREATED_AT_MS - 100);
    const { stage } = await runAttempt({ send: [PAID], query: [MISSING] }, { inDoubt: true, pacer });
    expect(stage.posted.map(({ call, atMs }) => [call, atMs - CREATED_AT_MS])).toEqual([
      ['query', 30],
      ['send', 400],
    ]);
    expect([pacer.nextAt('query'), pacer.nextAt('send')]).toEqual([CREATED_AT_MS + 80, CREATED_AT_MS + 900]);
  });

  it('one that does not leave takes its turn, too', async () => {
    const pacer = new Pacer({ send: 500, query: 50 });
    const { stage } = await runAttempt({ send: [UNSENT, PAID], query: [] }, { pacer });
    const [first, second] = stage.posted.map(({ atMs }) => atMs);
    expect([first, second]).toEqual([CREATED_AT_MS, CREATED_AT_MS + 1_010]);
    expect(pacer.nextAt('send')).toBe(CREATED_AT_MS + 1_510);
  });
});

describe('each call', () => {
  it('is told for the log: what was asked, what was read, how long it took', async () => {
    const { exchanges } = await runAttempt({ send: [LOST, NOTENOUGH], query: [SENDING] });
    expect(exchanges).toEqual([
      { call: 'send', result: 'open', code: 'SYSTEMERROR', elapsed_ms: 10 },
      { call: 'query', result: 'sending', code: 'SENDING', elapsed_ms: 10 },
    ]);
    const silent = await runAttempt({ send: [NOTENOUGH], query: [LOST] }, { inDoubt: true });
    expect(silent.exchanges).toEqual([
      { call: 'query', result: 'unanswered', code: 'SYSTEMERROR', elapsed_ms: 10 },
    ]);
  });

  it('has WeChat’s status as its code when the order was found, and none when a send was paid', async () => {
    const asked = await runAttempt({ send: [], query: [answered(found('SENT'))] }, { inDoubt: true });
    expect(asked.exchanges).toMatchObject([{ call: 'query', result: 'paid', code: 'SENT' }]);
    const paid = await runAttempt({ send: [answered(X1B_PAID_LIVE)], query: [] });
    expect(paid.exchanges).toMatchObject([{ call: 'send', result: 'paid', code: null }]);
  });
});
