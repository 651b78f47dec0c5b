import { SpendingGuardError } from '../../../shared/api/errors';
import { sendRedPack } from '../../../shared/payment/send';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import type { Call } from '../support/attempt-harness';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST, without } from '../support/replies';
import { CONFIG, INTENT, MERCHANT, record } from '../support/samples';

const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, 'order-1');
const PAID = answered(changed(without(X1B_PAID_LIVE, 'sign'), 'mch_billno', NUMBER.mch_billno));
const REFUSED = answered(changed(refusal('MONEY_LIMIT', '金额超限'), 'mch_billno', NUMBER.mch_billno));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', NUMBER.mch_billno));
const PARKED = answered(changed(refusal('NOTENOUGH', '帐号余额不足'), 'mch_billno', NUMBER.mch_billno));
const DUPLICATE = record({ ...NUMBER, token: 'theirs', state: 'paid', send_listid: '7', lease_until_ms: 0 });

/** The sample's claim is at 08:00 in Beijing; until 2025-01-02, 00:00 there it is the same day. */
const DAY = 'wx8888888888888888/weixin_tenpay 20250101';
const NEXT_DAY = 'wx8888888888888888/weixin_tenpay 20250102';

/** An account that may claim so much on a day. The intent is of 100 fen. */
function withBudget(dailyBudgetFen: number | null, reply: Reply = PAID): PaymentHarness {
  return new PaymentHarness((call) => ({ reply: replyTo(call, reply) }), { ...MERCHANT, dailyBudgetFen });
}

/** A refusal is believed when the query shows no order. */
function replyTo(call: Call, reply: Reply): Reply {
  return call === 'query' && reply === REFUSED ? MISSING : reply;
}

function send(stage: PaymentHarness) {
  const key = { key: 'order-1', from: 'idempotency_key' } as const;
  return sendRedPack(stage.deps, CONFIG, { params: INTENT, key, deadline: stage.now + 30_000 });
}

function taken({ budget }: PaymentHarness) {
  return Object.fromEntries(budget.taken);
}

describe('a daily budget', () => {
  it('is taken from by what is claimed, for the account’s day in Beijing', async () => {
    const stage = withBudget(100);
    expect(await send(stage)).toMatchObject({ return_code: 'SUCCESS' });
    expect(taken(stage)).toEqual({ [DAY]: 100 });
    const late = await withBudget(100).at(16 * 3_600_000);
    await send(late);
    expect(taken(late)).toEqual({ [NEXT_DAY]: 100 });
  });

  it('that would be passed stops the send before anything is claimed or asked', async () => {
    const stage = withBudget(99);
    const error: unknown = await send(stage).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SpendingGuardError);
    expect((error as Error).message).toMatch(
      /daily_budget_yuan of wx8888888888888888 .*this call sent nothing/,
    );
    expect((error as Error).message).toMatch(/^total_amount [^\n]*\.$/);
    expect([stage.table.records.size, stage.posted, taken(stage)]).toEqual([0, [], {}]);
  });

  it('is not taken from by a repeat, and does not stop one', async () => {
    const stage = withBudget(100);
    const first = await send(stage);
    stage.budget.reserve = () => Promise.reject(new Error('a repeat needs no budget'));
    expect(await send(stage)).toEqual(first);
    expect(taken(stage)).toEqual({ [DAY]: 100 });
    expect(stage.calls).toEqual(['send']);
  });

  it('does not refuse what a concurrent duplicate has claimed in the meantime', async () => {
    const stage = withBudget(100);
    stage.budget.reserve = async () => {
      stage.table.records.set(DUPLICATE.id, DUPLICATE);
      return null;
    };
    expect(await send(stage)).toMatchObject({ return_code: 'SUCCESS', send_listid: '7' });
    expect(stage.posted).toEqual([]);
  });

  it('gets back what was taken for a claim that a concurrent duplicate made first', async () => {
    const stage = withBudget(100);
    const insert = stage.table.insert.bind(stage.table);
    stage.deps.table.insert = (...args) => {
      stage.table.records.set(DUPLICATE.id, DUPLICATE);
      return insert(args[0]);
    };
    expect(await send(stage)).toMatchObject({ send_listid: '7' });
    expect(taken(stage)).toEqual({ [DAY]: 0 });
  });

  it('gets back what WeChat refused for good, on the day of the claim, and that only', async () => {
    for (const [reply, left] of [
      [REFUSED, 0],
      [PARKED, 100],
      [LOST, 100],
    ] as const) {
      const stage = withBudget(100, reply);
      await send(stage);
      expect(taken(stage)).toEqual({ [DAY]: left });
    }
    // Refused after midnight: the day that was taken from is the one that gets it back.
    const midnight = new PaymentHarness((call) => ({ reply: replyTo(call, REFUSED), tookMs: 5_000 }), {
      ...MERCHANT,
      dailyBudgetFen: 100,
    });
    await send(await midnight.at(16 * 3_600_000 - 2_000));
    expect(taken(midnight)).toEqual({ [DAY]: 0 });
    // Claimed after midnight, and taken before it.
    const between = await withBudget(100, REFUSED).at(16 * 3_600_000 - 1);
    const reserve = between.budget.reserve.bind(between.budget);
    between.budget.reserve = async (...spend) => {
      await between.deps.clock.sleep(2);
      return reserve(...spend);
    };
    await send(between);
    expect(taken(between)).toEqual({ [DAY]: 0 });
  });

  it('that cannot be given back is a warning, and no fault of the send', async () => {
    const stage = withBudget(100, REFUSED);
    stage.budget.release = () => Promise.reject(new Error('throttled'));
    expect(await send(stage)).toMatchObject({ outcome: 'refused' });
    expect(stage.lines.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'budget not released',
        fields: { record_id: NUMBER.id, error: 'Error: throttled' },
      },
    ]);
  });

  it('that nobody set is neither taken from nor given back to', async () => {
    for (const reply of [PAID, REFUSED]) {
      const stage = withBudget(null, reply);
      await send(stage);
      expect(taken(stage)).toEqual({});
      expect(stage.said('warn')).toEqual([]);
    }
    const duplicate = withBudget(null);
    duplicate.table.records.set(DUPLICATE.id, DUPLICATE);
    await send(duplicate);
    expect(taken(duplicate)).toEqual({});
  });
});
