import { sendSlot } from '../../../shared/payment/run/slot';
import { queryRequest, sendRequest } from '../../../shared/wechat-pay/requests';
import { attemptHarness } from '../support/attempt-harness';
import { LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order } from '../support/samples';

const SEND = sendRequest(order(), MERCHANT);
const QUERY = queryRequest(order(), MERCHANT);
const LONG = CREATED_AT_MS + 30_000;

/** A slot of a second, in which each exchange with WeChat takes 200 ms. */
function slot(slotMs = 1_000) {
  const stage = attemptHarness(() => ({ reply: LOST, tookMs: 200 }));
  const taken = sendSlot(stage.deps, slotMs);
  const { deps } = taken;
  const hold = (deadline: number) => taken.hold(deadline);
  const post = (request: typeof SEND) => deps.weChatPay.post(request, MERCHANT, 0, 10_000);
  const passed = () => deps.clock.now() - CREATED_AT_MS;
  return { post, hold, passed, posted: stage.posted, deps };
}

describe('a slot', () => {
  it('is held for its time from the beginning of a send', async () => {
    const { post, hold, passed } = slot();
    await post(SEND);
    await hold(LONG);
    expect(passed()).toBe(1_000);
  });

  it('is held from the last send of several: a resend counts as much as a first one', async () => {
    const { post, hold, passed, deps } = slot();
    await post(SEND);
    await deps.clock.sleep(2_000);
    await post(SEND);
    await hold(LONG);
    expect(passed()).toBe(2_200 + 1_000);
  });

  it('is not held by an invocation that only asks, or that answers from the record', async () => {
    const { post, hold, passed } = slot();
    await hold(LONG);
    expect(passed()).toBe(0);
    await post(QUERY);
    await hold(LONG);
    expect(passed()).toBe(200);
  });

  it('is let go of while the answer can still be given', async () => {
    const { post, hold, passed } = slot(60_000);
    await post(SEND);
    await hold(CREATED_AT_MS + 5_000);
    expect(passed()).toBe(4_500);
  });

  it('costs nothing when its time is over, or none is set', async () => {
    const none = slot(0);
    await none.post(SEND);
    await none.hold(LONG);
    expect(none.passed()).toBe(200);
  });

  it('passes on what is posted, and how many hosts there are', async () => {
    const { post, posted, deps } = slot();
    expect(await post(SEND)).toBe(LOST);
    expect(posted).toMatchObject([{ call: 'send', host: 0, timeoutMs: 10_000, body: SEND.body }]);
    expect(deps.weChatPay.hostCount).toBe(1);
  });
});
