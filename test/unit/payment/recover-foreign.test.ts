import { recover } from '../../../shared/payment/recover';
import { sendRedPack } from '../../../shared/payment/send';
import { redPackStatus } from '../../../shared/payment/status';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, refusal, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, beijingTime, changed, LOST, recipients, UNSENT, without } from '../support/replies';
import { CONFIG, CREATED_AT_MS, INTENT, MERCHANT } from '../support/samples';

/** A stranger, who shares our merchant and namespace, has paid an order under our number. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const KEY = { key: 'order-1', from: 'idempotency_key' } as const;
const NUMBER = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, KEY.key);
const numbered = (xml: string) => changed(without(xml, 'sign'), 'mch_billno', NUMBER.mch_billno);

const PAID = answered(numbered(X1B_PAID_LIVE));
const MISSING = answered(numbered(X9_NOT_FOUND_LIVE));
const FATAL_ERROR = answered(numbered(refusal('FATAL_ERROR', '两次请求参数不一致')));
/** Number, merchant and amount as ours; taken by somebody else, and made just after our claim. */
const THEIRS = theirs('oSomebodyElse', MINUTE_MS);
const SENT = answered(numbered(found('SENT')));

function theirs(openid: string, madeAfterMs: number): Reply {
  const xml = numbered(found('RECEIVED', 1, recipients(openid)));
  return answered(changed(xml, 'send_time', beijingTime(CREATED_AT_MS + madeAfterMs)));
}

/** The replies to sends and to queries may be changed while the story goes on. */
class Story {
  send: Reply = LOST;
  query: Reply = LOST;
  readonly stage = new PaymentHarness(
    (call) => ({ reply: call === 'send' ? this.send : this.query }),
    MERCHANT,
  );

  /** What a caller is told who sends, or repeats. */
  async sends(send: Reply, query: Reply = LOST) {
    Object.assign(this, { send, query });
    const { stage } = this;
    return sendRedPack(stage.deps, CONFIG, { params: INTENT, key: KEY, deadline: stage.now + 30_000 });
  }

  /** A pass at this age, with the record due. */
  async pass(ageMs: number, send: Reply, query: Reply) {
    Object.assign(this, { send, query });
    const { stage } = this;
    await stage.at(ageMs);
    if (this.stored.due !== undefined) stage.change({ due_at: CREATED_AT_MS }, NUMBER.id);
    return recover(stage.deps, false, stage.now + MINUTE_MS);
  }

  status() {
    const { stage } = this;
    const lookup = { by: 'id', id: NUMBER.id } as const;
    return redPackStatus(stage.deps, CONFIG, lookup, stage.now + 30_000);
  }

  get stored() {
    return this.stage.stored(NUMBER.id);
  }

  get alarms() {
    return this.stage.said('error').filter((line) => String(line).startsWith('WeChat Pay contradicts'));
  }
}

/** The first send was reset before WeChat saw it, and nothing could be asked. */
async function reset(): Promise<Story> {
  const story = new Story();
  expect(await story.sends(LOST)).toMatchObject({ outcome: 'open' });
  return story;
}

/** Recovery has then found the stranger's order, and WeChat has called it another's. */
async function foreign(): Promise<Story> {
  const story = await reset();
  expect(await story.pass(HOUR_MS, FATAL_ERROR, THEIRS)).toMatchObject({ examined: 1, open: 1 });
  return story;
}

describe('a stranger’s packet of the same amount under our number', () => {
  it('is not taken for ours: it is sent once more, FATAL_ERROR tells, and the record stays open', async () => {
    const story = await foreign();
    expect(story.stage.calls.slice(-3)).toEqual(['query', 'send', 'query']);
    expect(story.stored).toMatchObject({ state: 'open', foreign_at_ms: expect.any(Number) });
    expect(story.stored).not.toHaveProperty('status');
    expect(story.alarms).toHaveLength(1);
  });

  it('is shown to nobody', async () => {
    const story = await foreign();
    const told = await story.status();
    expect(told).toMatchObject({ outcome: 'open', id: NUMBER.id });
    expect(told).not.toHaveProperty('hblist');
    expect(await story.sends(PAID, THEIRS)).toMatchObject({ outcome: 'open' });
  });

  it('is never made ours by what comes later: another query, a send that is not connected, a further pass', async () => {
    const story = await foreign();
    const sends = () => story.stage.calls.filter((call) => call === 'send').length;
    const sent = sends();
    await story.status();
    for (const [ageMs, send, query] of [
      // Where "no such order" let it be sent again, a code of our own took the place of FATAL_ERROR.
      [2 * HOUR_MS, UNSENT, MISSING],
      [3 * HOUR_MS, UNSENT, SENT],
      [4 * HOUR_MS, PAID, THEIRS],
      [2 * DAY_MS, PAID, SENT],
      [4 * DAY_MS, PAID, MISSING],
      [6 * DAY_MS, PAID, MISSING],
      [29 * DAY_MS, PAID, SENT],
    ] as const) {
      expect(await story.pass(ageMs, send, query)).toMatchObject({ examined: 1, open: 1 });
      expect(await story.sends(send, query)).toMatchObject({ outcome: 'open' });
      await story.status();
      expect(story.stored).toMatchObject({ state: 'open', foreign_at_ms: expect.any(Number) });
    }
    expect(sends()).toBe(sent);
  });

  it('is ours after all once our openid is among the recipients', async () => {
    const story = await foreign();
    await story.pass(2 * HOUR_MS, LOST, theirs(INTENT.re_openid, MINUTE_MS));
    expect(story.stored).toMatchObject({ state: 'paid', proof: 'query', status: 'RECEIVED' });
    expect(await story.status()).toMatchObject({ status: 'RECEIVED' });
  });
});

describe('a packet of ours whose recipients WeChat names by other openids', () => {
  it('is paid by our echo, and its status is shown from then on', async () => {
    const story = await reset();
    expect(await story.pass(HOUR_MS, PAID, THEIRS)).toMatchObject({ examined: 1, paid: 1 });
    expect(story.stored).toMatchObject({ state: 'paid', proof: 'echo' });
    expect(story.alarms).toEqual([]);
    expect(await story.status()).toMatchObject({ status: 'RECEIVED' });
    expect(story.stored).toMatchObject({ status: 'RECEIVED' });
  });

  it('stays open when WeChat does not compare it in the one send, and alarms at every query', async () => {
    const story = await reset();
    for (const ageMs of [HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS]) await story.pass(ageMs, LOST, THEIRS);
    expect(story.stage.calls.filter((call) => call === 'send')).toHaveLength(2);
    expect(story.stored).toMatchObject({ state: 'open', unproven_at_ms: CREATED_AT_MS + HOUR_MS + 10 });
    expect(story.alarms).toHaveLength(3);
  });

  it('is sent at an age at which it still arrives within 24 h, and not later', async () => {
    const sendsAt = async (ageMs: number) => {
      const story = await reset();
      await story.pass(ageMs, PAID, THEIRS);
      return story.stored.state;
    };
    expect(await sendsAt(DAY_MS - 16 * MINUTE_MS)).toBe('paid');
    expect(await sendsAt(DAY_MS - 15 * MINUTE_MS)).toBe('open');
  });

  it('is not sent when it is older than our claim: then it is not ours', async () => {
    const story = await reset();
    await story.pass(HOUR_MS, PAID, theirs('oSomebodyElse', -HOUR_MS));
    expect(story.stage.calls.filter((call) => call === 'send')).toHaveLength(1);
    expect(story.stored).toMatchObject({ state: 'open' });
  });
});
