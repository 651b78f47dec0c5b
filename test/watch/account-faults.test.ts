import { MerchantError, SpendingGuardError } from '../../shared/api/errors';
import type { Call } from '../../shared/lambda/handler';
import { recover } from '../../shared/payment/recover';
import { retryParked } from '../../shared/payment/retry';
import { queryOrder } from '../../shared/payment/run/query-order';
import { ACCOUNT_FAULT_CODES } from '../../shared/wechat-pay/responses/account-faults';
import { meaningOf } from '../../shared/wechat-pay/responses/codes';
import {
  refusal,
  X1B_PAID_LIVE,
  X2_BARE_FAIL,
  X9_NOT_FOUND_LIVE,
  X12_NO_CERTIFICATE,
  X13_BAD_CERTIFICATE,
} from '../fixtures/answers';
import { ALARMS } from '../kit/watch-template';
import { PaymentHarness } from '../unit/support/payment-harness';
import { answered, changed, LOST } from '../unit/support/replies';
import { CONFIG, CREATED_AT_MS, MERCHANT, record } from '../unit/support/samples';
import { invoke, LogStream, NUMBER, numbered, send } from './log-stream';

const MISSING = numbered(X9_NOT_FOUND_LIVE);
const PAID = numbered(X1B_PAID_LIVE);
const refused = (code: string) => numbered(refusal(code, '原因'));
const NO_SECRET = new MerchantError(
  'official_account_id has no usable payment certificate: create its secret.',
);

let stream: LogStream;
beforeEach(() => {
  stream = new LogStream();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

function expectPage(fault_code: string): void {
  expect(stream.sum('account_fault', { service: 'red-pack', fault_code })).toBe(1);
  expect(stream.sum('account_fault')).toBe(1);
  expect(stream.state('AccountFaultAlarm')).toBe('ALARM');
}

describe('the page alarm of an account', () => {
  it('has a period of 60 s and one datapoint, and pages', () => {
    expect(ALARMS.AccountFaultAlarm).toMatchObject({ Period: 60, EvaluationPeriods: 1, Threshold: 1 });
    expect(ALARMS.AccountFaultAlarm?.AlarmActions).toContainEqual({ Ref: 'PageTopic' });
  });

  it.each([...ACCOUNT_FAULT_CODES])('rings for %s, a code that parks', async (code) => {
    expect(meaningOf(code)).toBe('parks');
    const stage = new PaymentHarness(
      (call) => ({ reply: call === 'send' ? refused(code) : MISSING }),
      MERCHANT,
    );
    expect(await send(stage)).toMatchObject({ data: { outcome: 'retry', err_code: code } });
    expectPage(code);
  });

  it.each([...ACCOUNT_FAULT_CODES])(
    'rings for %s of a number in doubt, whose outcome is open',
    async (code) => {
      const replies = { send: [LOST, refused(code), refused(code), refused(code)], query: [MISSING] };
      const stage = new PaymentHarness(
        (call) => ({ reply: (replies[call].length > 1 ? replies[call].shift() : replies[call][0]) ?? LOST }),
        MERCHANT,
      );
      expect(await send(stage)).toMatchObject({ data: { outcome: 'open' } });
      expectPage(code);
    },
  );

  it.each([
    ['absent', X12_NO_CERTIFICATE],
    ['refused', X13_BAD_CERTIFICATE],
  ])(
    'rings for a certificate that is %s in the eyes of WeChat Pay, which has no code for it',
    async (_, page) => {
      const stage = new PaymentHarness(() => ({ reply: answered(page, 400) }), MERCHANT);
      expect(await send(stage)).toMatchObject({ data: { outcome: 'open', err_code: 'SYSTEMERROR' } });
      expectPage('CERTIFICATE_REFUSED');
    },
  );

  it.each(['签名错误', '签名失败'])(
    'rings as SIGN_ERROR for a bare FAIL that says %s, which leaves the payment open and due',
    async (text) => {
      const bare = answered(X2_BARE_FAIL.replace('签名错误', text));
      const stage = new PaymentHarness(() => ({ reply: bare }), MERCHANT);
      expect(await send(stage)).toMatchObject({ data: { outcome: 'open', err_code: 'SYSTEMERROR' } });
      expectPage('SIGN_ERROR');
      expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'open', doubt_at_ms: expect.any(Number) });
      expect(stage.stored(NUMBER.id)).not.toHaveProperty('refused_code');
    },
  );

  it('is silent for a bare FAIL of another reason', async () => {
    const bare = answered(X2_BARE_FAIL.replace('签名错误', '系统繁忙'));
    await send(new PaymentHarness(() => ({ reply: bare }), MERCHANT));
    expect(stream.sum('account_fault')).toBe(0);
  });

  it('rings for an account without a usable secret, whether the packet is new or known', async () => {
    const stage = new PaymentHarness(() => ({ reply: LOST }), MERCHANT);
    stage.load = () => {
      throw NO_SECRET;
    };
    expect(await send(stage)).toMatchObject({ status: 400 });
    expectPage('CERTIFICATE_UNUSABLE');
    stage.table.records.set(NUMBER.id, record(NUMBER));
    expect(await send(stage)).toMatchObject({ data: { outcome: 'open' } });
    expect(stream.sum('account_fault')).toBe(2);
  });

  it('rings for a spending guard that stops a send', async () => {
    const stage = new PaymentHarness(() => ({ reply: PAID }), { ...MERCHANT, dailyBudgetFen: 99 });
    expect(await send(stage)).toMatchObject({ status: 429 });
    expectPage('DAILY_BUDGET');
  });

  it.each([
    ['DAILY_BUDGET', new SpendingGuardError('total_amount would pass it.')],
    ['CERTIFICATE_UNUSABLE', NO_SECRET],
  ])('rings for %s of an EventBridge event, which is thrown', async (code, error) => {
    const event = { id: 'e1', source: 'my.shop', 'detail-type': 'won', detail: {} };
    expect(await invoke('sendRedPack', () => Promise.reject(error), event)).toEqual({ thrown: error });
    expectPage(code);
  });

  it('rings when recovery finds no secret, and when a query is refused', async () => {
    const due = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });
    const stage = new PaymentHarness(() => ({ reply: LOST }), MERCHANT, due);
    stage.load = () => {
      throw NO_SECRET;
    };
    await invoke('recoverRedPacks', ({ log }) => recover({ ...stage.deps, log }, false, stage.now + 60_000));
    expectPage('CERTIFICATE_UNUSABLE');
    const asked = new PaymentHarness(
      () => ({ reply: answered(changed(refusal('CA_ERROR', '证书错误'), 'mch_billno', due.mch_billno)) }),
      MERCHANT,
      due,
    );
    await invoke('getRedPackStatus', ({ log }) =>
      queryOrder({ ...asked.deps, log }, due, MERCHANT, asked.now + 20_000),
    );
    expect(stream.sum('account_fault', { service: 'red-pack', fault_code: 'CA_ERROR' })).toBe(1);
  });

  it('rings when a retry of what was parked finds no secret', async () => {
    const waiting = record({ state: 'parked', lease_until_ms: 0 });
    const stage = new PaymentHarness(() => ({ reply: LOST }), MERCHANT, waiting);
    stage.load = () => {
      throw NO_SECRET;
    };
    const run = ({ log }: Call) =>
      retryParked({ ...stage.deps, log }, CONFIG, [waiting.id], stage.now + 60_000);
    expect(await invoke('recoverRedPacks', run)).toMatchObject({
      data: { records: [{ id: waiting.id, error_msg: NO_SECRET.message }] },
    });
    expectPage('CERTIFICATE_UNUSABLE');
  });

  it('rings for a fault of which the answer says nothing, because the packet was then paid', async () => {
    const replies = [refused('SIGN_ERROR'), PAID];
    const stage = new PaymentHarness(
      (call) => ({ reply: call === 'query' ? MISSING : (replies.shift() ?? PAID) }),
      MERCHANT,
    );
    stage.load = (_, fresh) => (fresh ? { ...MERCHANT, apiKey: 'n'.repeat(32) } : MERCHANT);
    expect(await send(stage)).toMatchObject({ data: { return_code: 'SUCCESS' } });
    expectPage('SIGN_ERROR');
  });

  it.each(['MONEY_LIMIT', 'NO_AUTH', 'FREQ_LIMIT', 'SYSTEMERROR'])(
    'is silent for %s of one packet',
    async (code) => {
      const stage = new PaymentHarness(
        (call) => ({ reply: call === 'send' ? refused(code) : MISSING }),
        MERCHANT,
      );
      await send(stage);
      expect(stream.sum('account_fault')).toBe(0);
      expect(stream.state('AccountFaultAlarm')).toBe('OK');
    },
  );

  it('is silent for what is paid, and ends a minute after the last fault', async () => {
    await send(new PaymentHarness(() => ({ reply: PAID }), MERCHANT));
    expect(stream.state('AccountFaultAlarm')).toBe('OK');
    await send(new PaymentHarness(() => ({ reply: refused('NOTENOUGH') }), MERCHANT));
    expect(stream.state('AccountFaultAlarm')).toBe('ALARM');
    expect(stream.state('AccountFaultAlarm', Date.now() + 60_000)).toBe('OK');
  });
});
