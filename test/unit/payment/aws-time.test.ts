import { resolve } from '../../../shared/payment/resolve';
import { onAwsTime } from '../../../shared/payment/run/aws-time';
import { redPackStatus } from '../../../shared/payment/status';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import { PaymentHarness } from '../support/payment-harness';
import { answered, changed, LOST } from '../support/replies';
import { CONFIG, CREATED_AT, CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** What goes by AWS's time on a host whose clock is wrong. Sends and passes of recovery have files of their own. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));
const FAILED = answered(found('FAILED'));
const FREE = record({ lease_until_ms: 0 });
const WRONG = [2 * DAY_MS, -2 * DAY_MS, 40 * DAY_MS, -40 * DAY_MS] as const;

/** A record at an age by AWS's time, on a host whose clock is ahead. */
async function staged(reply: Reply, stored: StoredRecord, ageMs: number, aheadMs: number) {
  const stage = await new PaymentHarness(() => ({ reply }), MERCHANT, stored).at(ageMs);
  return stage.misset(aheadMs);
}

function status(stage: PaymentHarness) {
  return redPackStatus(stage.deps, CONFIG, { by: 'id', id: FREE.id }, stage.now + 30_000);
}

function refuse(stage: PaymentHarness) {
  const word = { id: FREE.id, outcome: 'refused', note: 'seen' } as const;
  return resolve(stage.deps, CONFIG, word, stage.now + 30_000);
}

describe('onAwsTime', () => {
  const harness = () => new PaymentHarness(() => ({ reply: LOST }), MERCHANT);

  it('gives back what it was given where the clock is right', () => {
    const { deps } = harness();
    expect(onAwsTime(deps, 5)).toEqual({ deps, deadline: 5 });
    expect(onAwsTime(deps, 5).deps).toBe(deps);
  });

  it.each(WRONG)('moves clock and deadline together, %d ms: the time that is left stays', async (aheadMs) => {
    const { deps } = harness();
    const { clock } = deps;
    clock.awsNow = () => clock.now() - aheadMs;
    const right = onAwsTime(deps, clock.now() + 30_000);
    expect(right.deps.clock.now()).toBe(CREATED_AT_MS - aheadMs);
    await right.deps.clock.sleep(10_000);
    expect(right.deps.clock.now()).toBe(clock.awsNow());
    expect(right.deadline - right.deps.clock.now()).toBe(20_000);
  });

  it('reports a clock that is more than 5 min off, ahead or behind', () => {
    for (const ms of [5 * MINUTE_MS, -5 * MINUTE_MS, 5 * MINUTE_MS + 1, -5 * MINUTE_MS - 1]) {
      const stage = harness();
      const { clock } = stage.deps;
      clock.awsNow = () => clock.now() - ms;
      onAwsTime(stage.deps, 5);
      const isFar = Math.abs(ms) > 5 * MINUTE_MS;
      expect(stage.errors()).toEqual(isFar ? [['host clock is wrong', { ahead_ms: ms }]] : []);
    }
  });
});

describe.each(WRONG)('on a host whose clock is %d ms ahead, a query of the status', (aheadMs) => {
  it('leaves a record alone that is being sent', async () => {
    const leased = record({ lease_until_ms: CREATED_AT_MS + MINUTE_MS });
    const stage = await staged(FAILED, leased, 30_000, aheadMs);
    await status(stage);
    // Closed now, the number would be free for another attempt beside the one that runs.
    expect(stage.stored()).toMatchObject({ state: 'open', lease_until_ms: CREATED_AT_MS + MINUTE_MS });
  });

  it('records when by AWS’s time, and leaves the age of the record alone', async () => {
    const stage = await staged(FAILED, FREE, MINUTE_MS, aheadMs);
    await status(stage);
    expect(stage.stored()).toMatchObject({ state: 'closed', updated_at: CREATED_AT + 60 });
    expect(stage.stored()).not.toHaveProperty('first_met_ms');
    expect(stage.errors()).toEqual([['host clock is wrong', { ahead_ms: aheadMs }]]);
  });

  it('waits for WeChat as long as its time allows', async () => {
    const stage = await staged(FAILED, FREE, MINUTE_MS, aheadMs);
    await status(stage);
    expect(stage.posted).toMatchObject([{ timeoutMs: 10_000 }]);
  });

  it('alarms of the age that the record has', async () => {
    for (const [ageMs, level] of [
      [20 * DAY_MS - MINUTE_MS, undefined],
      [20 * DAY_MS, 'warn'],
      [29 * DAY_MS, 'error'],
    ] as const) {
      const stage = await staged(MISSING, FREE, ageMs, aheadMs);
      await status(stage);
      const said = stage.lines.filter(({ message }) => /not final|unresolved/.test(message));
      expect(said.map((line) => line.level)).toEqual(level === undefined ? [] : [level]);
    }
  });
});

describe.each(WRONG)('on a host whose clock is %d ms ahead, a person’s word', (aheadMs) => {
  it('is taken from day 29 on, and not before', async () => {
    const young = await staged(MISSING, FREE, 29 * DAY_MS - MINUTE_MS, aheadMs);
    await expect(refuse(young)).rejects.toMatchObject({ status: 400 });
    expect(young.stored()).toEqual(FREE);
    const old = await staged(MISSING, FREE, 29 * DAY_MS, aheadMs);
    expect(await refuse(old)).toMatchObject({ outcome: 'refused', by: 'person' });
    expect(old.stored()).toMatchObject({ state: 'closed', updated_at: CREATED_AT + 29 * 86_400 });
  });

  it('is not taken while the record is being sent', async () => {
    const leased = record({ lease_until_ms: CREATED_AT_MS + 29 * DAY_MS + MINUTE_MS });
    const stage = await staged(MISSING, leased, 29 * DAY_MS, aheadMs);
    await expect(refuse(stage)).rejects.toMatchObject({ message: expect.stringContaining('being sent') });
    expect(stage.stored()).toEqual(leased);
  });
});
