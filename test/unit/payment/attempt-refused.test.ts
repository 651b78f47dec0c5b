import {
  found,
  refusal,
  X8_PARKED,
  X9_NOT_FOUND_LIVE,
  X10_NOT_FOUND_DOCUMENTED,
} from '../../fixtures/answers';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order } from '../support/samples';
import { runAttempt } from '../support/scripted-attempt';

/** Refusals that say too little, and words of WeChat's that say more than an answer to this request. */

const MINUTE_MS = 60_000;
const numbered = (xml: string) => answered(changed(xml, 'mch_billno', order().mch_billno));
const MISSING = numbered(X9_NOT_FOUND_LIVE);
const BUSY = numbered(X10_NOT_FOUND_DOCUMENTED);
const PARKED = numbered(X8_PARKED);
const SEND_FAILED = answered(refusal('SEND_FAILED', '发放失败'));
const MONEY_LIMIT = answered(refusal('MONEY_LIMIT', '金额超限'));
const SIGN_ERROR = answered(refusal('SIGN_ERROR', '签名错误'));

describe.each([
  ...['SEND_FAILED', 'PARAM_ERROR', 'OPENID_ERROR', 'ILLEGAL_APPID', 'MSGAPPID_ERROR', 'ACCEPTMODE_ERROR'],
  ...['MONEY_LIMIT', 'XML_ERROR'],
])('%s of a new number, which may have a past that a restored table has lost', (code) => {
  const send = [answered(refusal(code, '原因'))];

  it('closes the number when WeChat has no order of it', async () => {
    const { result, calls } = await runAttempt({ send, query: [MISSING] });
    expect(calls).toEqual(['send', 'query']);
    expect(result).toMatchObject({ state: 'closed', err_code: code, err_code_des: '原因' });
    expect(result.refused_at_ms).toBeUndefined();
  });

  it('closes it when WeChat shows that it failed', async () => {
    const { result } = await runAttempt({ send, query: [answered(found('FAILED'))] });
    expect(result).toMatchObject({ state: 'closed', status: 'FAILED' });
  });

  it.each(['SENT', 'RECEIVED', 'REFUND'])('is no refusal when WeChat shows it %s', async (status) => {
    const { result, calls } = await runAttempt({ send, query: [answered(found(status))] });
    expect(calls).toEqual(['send', 'query']);
    expect(result).toMatchObject({ state: 'paid', status, proof: 'query' });
    expect([result.err_code, result.refused_at_ms]).toEqual([undefined, undefined]);
  });

  it('leaves it open when the order is another’s, and when WeChat cannot be asked in time', async () => {
    const other = answered(changed(found('SENT'), 'total_amount', '200'));
    expect((await runAttempt({ send, query: [other] })).result.state).toBe('open');
    const noTime = { deadline: CREATED_AT_MS + 2_000 };
    const { result, calls } = await runAttempt({ send, query: [] }, noTime);
    expect(calls).toEqual(['send']);
    expect(result).toMatchObject({ state: 'open', refused_code: code });
  });

  it.each(['PARAM_ERROR', 'NO_AUTH', 'ILLEGAL_APPID', 'API_METHOD_CLOSED'])(
    'parks it when the query is refused itself with %s: that proves nothing of an order',
    async (refused) => {
      const { result, calls } = await runAttempt({ send, query: [answered(refusal(refused, 'x'))] });
      expect(calls).toEqual(['send', 'query']);
      expect(result).toMatchObject({ state: 'parked', err_code: code, err_code_des: '原因' });
    },
  );
});

describe('a refusal that closes, while WeChat does not say whether an order lives', () => {
  it('parks the number when key or certificate is refused, once the secret was read again', async () => {
    const { result, calls, stage } = await runAttempt({ send: [SEND_FAILED], query: [SIGN_ERROR] });
    expect([calls, stage.freshLoads]).toEqual([['send', 'query'], 1]);
    expect(result).toMatchObject({ state: 'parked', err_code: 'SEND_FAILED' });
  });

  it.each([
    ['unanswered', LOST],
    ['perhaps only busy', BUSY],
    ['asked too often', answered(refusal('FREQ_LIMIT', '频率过高'))],
  ])('stays open when WeChat is %s, remembers the refusal, and sends nothing more', async (_, query) => {
    const { result, calls } = await runAttempt({ send: [SEND_FAILED], query: [query] });
    expect(calls).toEqual(['send', 'query']);
    expect(result).toMatchObject({ state: 'open', refused_code: 'SEND_FAILED', err_code: 'SEND_FAILED' });
    expect(result.doubt_at_ms).toBeUndefined();
  });
});

describe('a number that WeChat kept, entered again and refused for good', () => {
  const again = { reenters: true };

  it('is closed when its order is gone', async () => {
    const { result } = await runAttempt({ send: [MONEY_LIMIT], query: [MISSING] }, again);
    expect(result).toMatchObject({ state: 'closed', err_code: 'MONEY_LIMIT' });
  });

  it('stays parked while WeChat still shows it: another number beside it could be paid, too', async () => {
    const { result, calls } = await runAttempt({ send: [MONEY_LIMIT], query: [PARKED] }, again);
    expect(calls).toEqual(['send', 'query']);
    expect(result.state).toBe('parked');
  });
});

describe('a refusal in doubt, its order missing in the shape that a busy WeChat has too', () => {
  it('parks the number at last, and never closes it', async () => {
    const { result, calls } = await runAttempt(
      { send: [], query: [BUSY] },
      { inDoubt: true },
      {
        ...{ refused_at_ms: CREATED_AT_MS - 60 * MINUTE_MS, refused_code: 'PARAM_ERROR', refused_text: 'x' },
        ...{ missing_count: 2, missing_since_ms: CREATED_AT_MS - 60 * MINUTE_MS },
      },
    );
    expect(calls).toEqual(['query']);
    expect(result).toMatchObject({ state: 'parked', err_code: 'PARAM_ERROR' });
  });
});

describe('a secret that is reloaded', () => {
  it('and names another merchant ends it, with an alarm: neither key may send or ask', async () => {
    const busy = answered(changed(refusal('SIGN_ERROR', '签名错误'), 'return_code', 'FAIL'));
    for (const reply of [SIGN_ERROR, busy]) {
      const secret = { ...MERCHANT, mchId: '10000099' };
      const { calls, stage } = await runAttempt({ send: [reply], query: [] }, {}, {}, { secret });
      expect(calls).toEqual(['send']);
      expect(stage.logged.join()).toContain('another merchant');
    }
  });
});

describe('the host that may have the number', () => {
  const lostAt = (host: number, agoMs: number) => ({ host, doubt_at_ms: CREATED_AT_MS - agoMs });
  const asked = { send: [LOST], query: [MISSING, LOST] };

  it('is on record, when it was not the main one', async () => {
    const unsent = { kind: 'unsent', cause: new Error('refused') } as const;
    const other = await runAttempt({ send: [unsent, LOST], query: [LOST] }, {}, {}, { hostCount: 2 });
    expect(other.result).toMatchObject({ state: 'open', host: 1 });
    const main = await runAttempt({ send: [LOST], query: [LOST] }, {}, {}, { hostCount: 2 });
    expect(main.result.host).toBeUndefined();
    const noTimeLeft = { deadline: CREATED_AT_MS + 2_500 };
    const none = await runAttempt({ send: [unsent], query: [] }, noTimeLeft, {}, { hostCount: 2 });
    expect(none.stage.posted.map(({ host }) => host)).toEqual([0, 1]);
    expect(none.result.host).toBeUndefined();
  });

  it('is asked, and sent to again, by an attempt that takes over while the request may be under way', async () => {
    const before = lostAt(1, 10 * MINUTE_MS - 5_000);
    const { stage } = await runAttempt(asked, { inDoubt: true }, before, { hostCount: 2 });
    expect(stage.posted.map(({ call, host }) => [call, host])).toEqual([
      ['query', 1],
      ['send', 1],
      ['query', 1],
    ]);
  });

  it.each([
    ['later, when all of them know of it', lostAt(1, 10 * MINUTE_MS), 2],
    ['when it is configured no more', lostAt(1, 0), 1],
  ])('gives way to the main one %s', async (_, before, hostCount) => {
    const { stage } = await runAttempt(asked, { inDoubt: true }, before, { hostCount });
    expect(new Set(stage.posted.map(({ host }) => host))).toEqual(new Set([0]));
  });
});
