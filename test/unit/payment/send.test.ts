import { MerchantError, ParamError, PlatformError } from '../../../shared/api/errors';
import type { Merchant } from '../../../shared/api/merchant';
import type { IdempotencyKey } from '../../../shared/payment/idempotency-key';
import { sendRedPack } from '../../../shared/payment/send';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST, without } from '../support/replies';
import { CONFIG, CREATED_AT, INTENT, MERCHANT, record } from '../support/samples';

const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, 'order-1');
const KEY: IdempotencyKey = { key: 'order-1', from: 'idempotency_key' };
const PAID = answered(changed(without(X1B_PAID_LIVE, 'sign'), 'mch_billno', NUMBER.mch_billno));
const REFUSED = answered(changed(refusal('MONEY_LIMIT', '金额超限'), 'mch_billno', NUMBER.mch_billno));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', NUMBER.mch_billno));
const PARKED = answered(changed(refusal('NOTENOUGH', '帐号余额不足'), 'mch_billno', NUMBER.mch_billno));
const SUCCESS = { return_code: 'SUCCESS', mch_billno: NUMBER.mch_billno, send_listid: expect.any(String) };

/** As the first send of the intent left it. */
const STORED = record({ ...NUMBER, lease_until_ms: 0 });

function sending(
  reply: Reply = PAID,
  merchant: Merchant = MERCHANT,
  ...stored: (typeof STORED)[]
): PaymentHarness {
  return new PaymentHarness(
    (call) => ({ reply: call === 'send' || reply !== REFUSED ? reply : MISSING }),
    merchant,
    ...stored,
  );
}

function send(stage: PaymentHarness, key = KEY, params = INTENT) {
  return sendRedPack(stage.deps, CONFIG, { params, key, deadline: stage.now + 30_000 });
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return error as Error;
}

describe('a new intent', () => {
  it('is claimed under the number that follows from its key, with all that is pinned, and paid', async () => {
    const stage = sending();
    expect(await send(stage)).toEqual(SUCCESS);
    expect(stage.calls).toEqual(['send']);
    expect(stage.stored(NUMBER.id)).toMatchObject({
      ...INTENT,
      ...NUMBER,
      idempotency_key: 'order-1',
      mch_id: MERCHANT.mchId,
      client_ip: '192.0.2.10',
      created_at: CREATED_AT,
      state: 'paid',
    });
  });

  it('is durable before a byte leaves', async () => {
    const stage = sending();
    const post = stage.deps.weChatPay.post.bind(stage.deps.weChatPay);
    let claimed: unknown;
    stage.deps.weChatPay.post = (...args) => {
      claimed = stage.stored(NUMBER.id).state;
      return post(...args);
    };
    await send(stage);
    expect(claimed).toBe('open');
  });

  it('whose claim cannot be confirmed is not sent, and the key to repeat with is named', async () => {
    const stage = sending();
    stage.breakTable('insert');
    const error = await failure(send(stage));
    expect(error).toBeInstanceOf(PlatformError);
    expect(error.message).toMatch(/nothing was sent\. Repeat only with key "order-1"\.$/);
    expect(error.cause).toBeInstanceOf(PlatformError);
    expect(stage.posted).toEqual([]);
  });

  it('is told the words of a fault that is no Error, too', async () => {
    const stage = sending();
    stage.deps.table.get = () => Promise.reject('a bare word');
    stage.load = () => {
      throw 'no secret today';
    };
    expect((await failure(send(stage))).message).toBe('a bare word Repeat only with key "order-1".');
  });

  it('whose answer was lost is asked for before it is sent again, also when WeChat showed it parked ten minutes later', async () => {
    const parked = found('SENDING', 1, '<reason>帐号余额不足</reason>');
    const shown = answered(changed(parked, 'mch_billno', NUMBER.mch_billno));
    const stage = new PaymentHarness((call) => ({ reply: call === 'send' ? LOST : shown }), MERCHANT);
    const { clock } = stage.deps;
    const sleep = clock.sleep.bind(clock);
    // The process stands still for ten minutes while it waits for a second; its invocation may last fifteen.
    clock.sleep = (ms) => sleep(ms + 10 * 60_000);
    await sendRedPack(stage.deps, CONFIG, { params: INTENT, key: KEY, deadline: stage.now + 15 * 60_000 });
    expect(stage.stored(NUMBER.id)).toMatchObject({ state: 'parked', doubt_at_ms: CREATED_AT * 1000 + 10 });
    expect(stage.calls).toEqual(['send', 'query']);
    clock.sleep = sleep;
    await send(stage);
    expect(stage.calls.slice(2, 4)).toEqual(['query', 'send']);
  });

  it('names its record and number in the log', async () => {
    const stage = sending();
    await send(stage);
    const fields = { record_id: NUMBER.id, mch_billno: NUMBER.mch_billno };
    expect(stage.lines).toContainEqual({
      level: 'info',
      message: 'send completed',
      fields: expect.objectContaining(fields),
    });
  });

  it.each(['request', 'random'] as const)('whose key is of the %s is warned of', async (from) => {
    const stage = sending();
    await send(stage, { key: 'order-1', from });
    expect(stage.lines).toContainEqual({
      level: 'warn',
      message: expect.stringContaining('without an idempotency_key'),
      fields: { key_from: from },
    });
  });

  it.each(['idempotency_key', 'event'] as const)('whose key is of the %s is not', async (from) => {
    const stage = sending();
    await send(stage, { key: 'order-1', from });
    expect(stage.said('warn')).toEqual([]);
  });
});

describe('an intent that is on record', () => {
  it('is answered from it and never claimed or sent twice', async () => {
    const stage = sending();
    const first = await send(stage);
    expect(await send(stage)).toEqual(first);
    expect(stage.calls).toEqual(['send']);
  });

  it('with other params is 400, and nothing is asked or changed', async () => {
    for (const dailyBudgetFen of [null, 10_000]) {
      const stage = sending(PAID, { ...MERCHANT, dailyBudgetFen }, STORED);
      const error = await failure(send(stage, KEY, { ...INTENT, total_fen: 200 }));
      expect(error).toBeInstanceOf(ParamError);
      expect(error.message).toMatch(/^idempotency_key .*total_amount/);
      expect(stage.posted).toEqual([]);
      expect(stage.stored(NUMBER.id)).toEqual(STORED);
    }
  });
});

describe('without a secret', () => {
  const NO_SECRET = new MerchantError('official_account_id has no certificate.');
  const UNREACHABLE = new PlatformError('Secrets Manager is out of reach.');

  function secretless(why: Error, ...stored: (typeof STORED)[]) {
    const stage = sending(PAID, MERCHANT, ...stored);
    stage.load = () => {
      throw why;
    };
    return stage;
  }

  it('a new intent is refused with what is wrong, before anything is claimed', async () => {
    const stage = secretless(NO_SECRET);
    expect(await failure(send(stage))).toBe(NO_SECRET);
    expect(stage.table.records.size).toBe(0);
    const unreachable = await failure(send(secretless(UNREACHABLE)));
    expect(unreachable).toMatchObject({ status: null, cause: UNREACHABLE });
    expect(unreachable.message).toContain('key "order-1"');
  });

  it.each(['paid', 'closed'] as const)(
    'what is %s is answered from the record, whatever is wrong',
    async (state) => {
      const stored = { ...STORED, state, send_listid: '7', err_code: 'SEND_FAILED' };
      const told = state === 'paid' ? { return_code: 'SUCCESS', send_listid: '7' } : { outcome: 'refused' };
      for (const why of [NO_SECRET, UNREACHABLE])
        expect(await send(secretless(why, stored))).toMatchObject(told);
    },
  );

  it.each([
    ['open', 'open'],
    ['parked', 'retry'],
  ] as const)(
    'what is %s is told so, with an alarm, when the secret is what is wrong',
    async (state, outcome) => {
      const stage = secretless(NO_SECRET, { ...STORED, state });
      expect(await send(stage)).toMatchObject({ outcome });
      expect(stage.lines).toEqual([
        {
          level: 'error',
          message: NO_SECRET.message,
          fields: { record_id: NUMBER.id, state, fault_code: 'CERTIFICATE_UNUSABLE' },
        },
      ]);
      expect(stage.posted).toEqual([]);
    },
  );

  it.each(['open', 'parked'] as const)(
    'what is %s fails when only Secrets Manager is out of reach',
    async (state) => {
      expect(await failure(send(secretless(UNREACHABLE, { ...STORED, state })))).toMatchObject({
        status: null,
      });
    },
  );

  it('logs no alarm for a fault that passes', async () => {
    const stage = secretless(UNREACHABLE, { ...STORED, state: 'paid' });
    await send(stage);
    expect(stage.lines).toEqual([]);
  });

  it('other params are 400 all the same', async () => {
    const stage = secretless(NO_SECRET, { ...STORED, state: 'paid' });
    expect(await failure(send(stage, KEY, { ...INTENT, total_fen: 200 }))).toBeInstanceOf(ParamError);
  });
});

test('a parked, a closed or an open outcome is told as such', async () => {
  expect(await send(sending(PARKED))).toMatchObject({ outcome: 'retry', err_code: 'NOTENOUGH' });
  expect(await send(sending(REFUSED))).toMatchObject({ outcome: 'refused', err_code: 'MONEY_LIMIT' });
  expect(await send(sending(LOST))).toMatchObject({ outcome: 'open', err_code: 'SYSTEMERROR' });
});
