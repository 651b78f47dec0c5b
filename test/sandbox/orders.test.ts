/** The life of an order: what pays, what is parked, what a repeat gets, and how time moves it on. */

import { until } from '../kit/until';
import {
  BALANCE_FEN,
  billno,
  Caller,
  DAY_MS,
  type Fields,
  HOUR_MS,
  MCH_ID,
  OPENID,
  type Stage,
  setStage,
} from './harness';

let stage: Stage;
let mch_billno: string;
const send = (change: Fields = {}): Promise<Fields> => stage.merchant.send({ mch_billno, ...change });
const query = (): Promise<Fields> => stage.merchant.query(mch_billno);

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
beforeEach(async () => {
  mch_billno = billno();
  await stage.admin.do('POST', '/reset');
});

/** Moves to noon in China, so that a test of daily limits cannot run over midnight. */
async function toNoon(): Promise<void> {
  const { nowMs } = await stage.admin.do<{ nowMs: number }>('GET', '/clock');
  const nextNoonMs = Math.ceil(nowMs / DAY_MS) * DAY_MS + 4 * HOUR_MS;
  await stage.admin.do('POST', '/clock', { nowMs: nextNoonMs });
}

async function payments(): Promise<number> {
  return (await stage.admin.ledger()).payments.length;
}

describe('a packet', () => {
  it('is paid from the balance, as one payment', async () => {
    expect(await send()).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      mch_billno,
      total_amount: '100',
    });
    const { payments: paid } = await stage.admin.ledger();
    expect(paid).toEqual([expect.objectContaining({ mch_billno, re_openid: OPENID, amountFen: 100 })]);
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 100);
  });

  it('goes SENDING, SENT, RECEIVED', async () => {
    await stage.admin.settings({ sendingMs: HOUR_MS });
    await send();
    expect((await query()).status).toBe('SENDING');
    await stage.admin.advance(HOUR_MS);
    expect((await query()).status).toBe('SENT');
    await stage.admin.do('POST', '/packets/open', { mchId: MCH_ID, mch_billno });
    expect((await query()).status).toBe('RECEIVED');
    await stage.admin.advance(2 * DAY_MS);
    expect((await query()).status).toBe('RECEIVED');
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 100);
  });

  it('that nobody opens goes RFUND_ING after 24 h and REFUND, and the money comes back', async () => {
    await send();
    await stage.admin.advance(DAY_MS - 60_000);
    expect((await query()).status).toBe('SENT');
    await stage.admin.advance(60_000);
    expect((await query()).status).toBe('RFUND_ING');
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 100);
    await stage.admin.advance(10 * 60_000);
    expect(await query()).toMatchObject({ status: 'REFUND', refund_amount: '100' });
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN);
  });

  it('can be refunded on request, at once or with RFUND_ING seen', async () => {
    await send();
    await stage.admin.do('POST', '/packets/refund', { mchId: MCH_ID, mch_billno });
    expect((await query()).status).toBe('RFUND_ING');
    await stage.admin.do('POST', '/packets/refund', { mchId: MCH_ID, mch_billno, complete: true });
    expect((await query()).status).toBe('REFUND');
    expect((await stage.admin.ledger()).refunds).toHaveLength(1);
  });

  it('for a group is opened share by share, and the rest comes back', async () => {
    await stage.merchant.sendGroup({ mch_billno });
    for (const openid of [OPENID, 'oSecond']) {
      await stage.admin.do('POST', '/packets/open', { mchId: MCH_ID, mch_billno, openid });
    }
    const again = await stage.admin.ask('POST', '/packets/open', {
      mchId: MCH_ID,
      mch_billno,
      openid: OPENID,
    });
    expect(again.status).toBe(400);
    expect((await query()).status).toBe('SENT');
    await stage.admin.advance(2 * DAY_MS);
    const { status, refund_amount } = await query();
    expect(status).toBe('REFUND');
    const [order] = (await stage.admin.ledger()).orders;
    const takenFen = order?.takers.reduce((sumFen, { amountFen }) => sumFen + amountFen, 0) ?? 0;
    expect(takenFen).toBeGreaterThan(0);
    expect(refund_amount).toBe(String(600 - takenFen));
    expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN - 600 + Number(refund_amount));
  });

  it('for a group is opened whole', async () => {
    await stage.merchant.sendGroup({ mch_billno });
    await stage.admin.do('POST', '/packets/open', { mchId: MCH_ID, mch_billno });
    expect((await query()).status).toBe('RECEIVED');
    const [order] = (await stage.admin.ledger()).orders;
    expect(order?.takers).toHaveLength(3);
  });
});

describe('a repeat of a paid order', () => {
  it.each(['SUCCESS', 'SEND_FAILED', 'NOTENOUGH', 'SIGN_ERROR', 'FREQ_LIMIT', 'PARAM_ERROR'])(
    'answers %s if so switched, and never pays again',
    async (replay) => {
      const first = await send();
      await stage.admin.settings({ replay });
      const again = await send({ nonce_str: 'another' });
      expect(again.result_code).toBe(replay === 'SUCCESS' ? 'SUCCESS' : 'FAIL');
      expect(again.err_code).toBe(replay);
      expect(again.send_listid).toBe(replay === 'SUCCESS' ? first.send_listid : undefined);
      expect(await payments()).toBe(1);
    },
  );

  it.each([{ re_openid: 'oAnother' }, { total_amount: '200' }])(
    'with other data is FATAL_ERROR: %j',
    async (change) => {
      await send();
      expect((await send(change)).err_code).toBe('FATAL_ERROR');
      expect(await payments()).toBe(1);
    },
  );

  it('with another amount is PARAM_ERROR if so switched', async () => {
    await send();
    await stage.admin.settings({ amountMismatch: 'PARAM_ERROR' });
    expect((await send({ total_amount: '200' })).err_code).toBe('PARAM_ERROR');
    expect((await send({ re_openid: 'oAnother' })).err_code).toBe('FATAL_ERROR');
  });

  it('as the other kind of packet is FATAL_ERROR', async () => {
    await send();
    expect((await stage.merchant.sendGroup({ mch_billno, total_amount: '100' })).err_code).toBe(
      'MONEY_LIMIT',
    );
    expect((await stage.merchant.sendGroup({ mch_billno })).err_code).toBe('FATAL_ERROR');
  });

  it('sent many times at once pays once', async () => {
    const callers = Array.from({ length: 8 }, () => new Caller(stage.sandbox.host));
    const answers = await Promise.all(callers.map((caller) => caller.send({ mch_billno })));
    for (const caller of callers) caller.agent.destroy();
    expect(new Set(answers.map((answer) => answer.send_listid)).size).toBe(1);
    expect(await payments()).toBe(1);
  });
});

describe('a refusal that is parked', () => {
  const poor = (): Promise<unknown> => stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, balanceFen: 99 });

  it('stays SENDING with its reason, and a repeat pays it once the cause is gone', async () => {
    await poor();
    expect(await send()).toMatchObject({ result_code: 'FAIL', err_code: 'NOTENOUGH', mch_billno });
    expect(await query()).toMatchObject({
      status: 'SENDING',
      reason: expect.stringContaining('余额不足') as string,
    });
    expect((await send()).err_code).toBe('NOTENOUGH');
    await stage.admin.do('POST', '/accounts/top-up', { mchId: MCH_ID, amountFen: 1 });
    expect((await send()).result_code).toBe('SUCCESS');
    expect(await query()).not.toHaveProperty('reason');
    expect(await stage.admin.balanceFen()).toBe(0);
    expect(await payments()).toBe(1);
  });

  it.each([
    ['24 h', {}, DAY_MS],
    ['3 days, if so switched', { parkedLifeMs: 3 * DAY_MS }, 3 * DAY_MS],
  ])('closes as FAILED after %s, and cannot pay any more', async (_, settings, lifeMs) => {
    await stage.admin.settings(settings);
    await poor();
    await send();
    await stage.admin.advance(lifeMs - HOUR_MS);
    expect((await query()).status).toBe('SENDING');
    await stage.admin.advance(HOUR_MS);
    expect(await query()).toMatchObject({ status: 'FAILED', reason: expect.any(String) as string });
    await stage.admin.do('POST', '/accounts/top-up', { mchId: MCH_ID, amountFen: 1000 });
    const repeat = await send();
    expect(repeat).toMatchObject({ err_code: 'SEND_FAILED', err_code_des: '该订单已经过期,请更换商户单号' });
    expect(await payments()).toBe(0);
  });

  it('is SENDNUM_LIMIT for a user’s eleventh packet of a Chinese day', async () => {
    await toNoon();
    for (let nth = 1; nth <= 10; nth += 1) await stage.merchant.send();
    expect((await send()).err_code).toBe('SENDNUM_LIMIT');
    expect((await stage.merchant.send({ re_openid: 'oAnother' })).result_code).toBe('SUCCESS');
    await stage.admin.advance(12 * HOUR_MS);
    expect((await send()).result_code).toBe('SUCCESS');
  });

  it('is RCVDAMOUNT_LIMIT past 1000 yuan for a user in a day', async () => {
    await toNoon();
    for (let nth = 1; nth <= 5; nth += 1) await stage.merchant.send({ total_amount: '20000' });
    expect((await send()).err_code).toBe('RCVDAMOUNT_LIMIT');
    await stage.admin.settings({ userDailyFen: null });
    expect((await send()).result_code).toBe('SUCCESS');
  });

  it('is SENDAMOUNT_LIMIT past the merchant’s total of a day', async () => {
    await toNoon();
    await stage.admin.settings({ merchantDailyFen: 150 });
    await stage.merchant.send();
    expect((await send({ re_openid: 'oAnother' })).err_code).toBe('SENDAMOUNT_LIMIT');
  });

  it('is NO_AUTH for a recipient at risk', async () => {
    await stage.admin.settings({ riskOpenids: [OPENID] });
    expect((await send()).err_code).toBe('NO_AUTH');
    expect(await query()).toMatchObject({
      status: 'SENDING',
      reason: expect.stringContaining('风险') as string,
    });
  });
});

it('a rate limit answers FREQ_LIMIT and leaves no order behind', async () => {
  await stage.admin.settings({ ratePerSecond: 1 });
  await stage.merchant.send();
  expect((await send()).err_code).toBe('FREQ_LIMIT');
  expect((await query()).err_code).toBe('NOT_FOUND');
  await stage.admin.settings({ ratePerSecond: null });
  expect((await send()).result_code).toBe('SUCCESS');
});

it('a hurried clock moves packets on by itself', async () => {
  // The day after which it goes back takes a second, and the 30 days for which a query finds it half a minute.
  await stage.admin.do('POST', '/clock', { speed: 100_000 });
  await send();
  await until(async () => (await query()).status === 'REFUND');
  expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN);
});
