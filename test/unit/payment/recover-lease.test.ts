import { recover } from '../../../shared/payment/recover';
import { found } from '../../fixtures/answers';
import { WorldStage } from '../support/concurrent-harness';
import { PaymentHarness } from '../support/payment-harness';
import { answered } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

/** Passes of recovery do not overlap: together they would send and ask at twice the pace. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SENT = answered(found('SENT'));
const DUE = record({ lease_until_ms: 0, due_at: CREATED_AT_MS });
const NOTHING = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
const ONE = { ...NOTHING, examined: 1, paid: 1 };

function recovering(): Promise<PaymentHarness> {
  return new PaymentHarness(() => ({ reply: SENT }), MERCHANT, DUE).at(HOUR_MS);
}

function pass(stage: PaymentHarness, all = false) {
  return recover(stage.deps, all, stage.now + 10 * MINUTE_MS);
}

describe('a pass that meets another', () => {
  it.each([false, true])(
    'ends at once with zeros, and touches neither index nor WeChat (all: %s)',
    async (all) => {
      const stage = await recovering();
      await stage.passLease.take('theirs', stage.now, stage.now + MINUTE_MS, stage.now + 16 * MINUTE_MS);
      stage.table.due = () => {
        throw new Error('a second pass reads no index');
      };
      stage.passLease.take = () => {
        throw new Error('a second pass does not write to the lease of the first');
      };
      expect(await pass(stage, all)).toEqual(NOTHING);
      expect(stage.calls).toEqual([]);
      expect(stage.lines).toEqual([
        { level: 'info', message: 'recovery skipped', fields: { reason: 'another pass is running' } },
      ]);
    },
  );

  it.each([DAY_MS, -DAY_MS, HOUR_MS, -HOUR_MS])(
    'on a host whose clock is %d ms ahead, of which its process knows nothing yet, leaves the other its lease',
    async (aheadMs) => {
      const stage = await recovering();
      const until = stage.now + MINUTE_MS;
      await stage.passLease.take('theirs', stage.now, until, stage.now + 16 * MINUTE_MS);
      await stage.misset(aheadMs);
      expect(await pass(stage)).toEqual(NOTHING);
      expect(stage.calls).toEqual([]);
      expect(await stage.passLease.heldUntil()).toBe(until);
    },
  );

  it('that began after it had read the lease, ends at once as well', async () => {
    const stage = await recovering();
    stage.passLease.heldUntil = async () => {
      await stage.passLease.take('theirs', stage.now, stage.now + MINUTE_MS, stage.now + 16 * MINUTE_MS);
      return 0;
    };
    expect(await pass(stage)).toEqual(NOTHING);
    expect(stage.calls).toEqual([]);
  });

  it('leaves the other its lease', async () => {
    const stage = await recovering();
    await stage.passLease.take('theirs', stage.now, stage.now + MINUTE_MS, stage.now + 16 * MINUTE_MS);
    await pass(stage);
    expect(await pass(stage)).toEqual(NOTHING);
  });

  it('at the same time: one works, the other ends while it does', async () => {
    const now = CREATED_AT_MS + HOUR_MS;
    const stage = WorldStage.from(now, () => ({ reply: SENT, tookMs: 5_000 }), MERCHANT, DUE);
    const endedAt: number[] = [];
    const both = [1, 2].map(async () => {
      const counts = await pass(stage);
      endedAt.push(stage.now - now);
      return counts;
    });
    expect(await stage.ended(Promise.all(both))).toEqual([ONE, NOTHING]);
    expect(endedAt).toEqual([0, 5_000]);
  });
});

describe('the lease of a pass', () => {
  it('is given back at its end: the next one works', async () => {
    const stage = await recovering();
    expect(await pass(stage)).toEqual(ONE);
    stage.change({ state: 'open', due: 'wxminiapp', due_at: CREATED_AT_MS });
    expect(await pass(stage)).toEqual(ONE);
  });

  it('lasts 5 s longer than its invocation, and is over then, should the pass have died', async () => {
    const stage = await recovering();
    let until = 0;
    const take = stage.passLease.take.bind(stage.passLease);
    stage.passLease.take = (token, nowMs, untilMs, latestMs) => {
      until = untilMs;
      return take(token, nowMs, untilMs, latestMs);
    };
    stage.passLease.release = async () => undefined;
    const deadline = stage.now + 10 * MINUTE_MS;
    await pass(stage);
    expect(until).toBe(deadline + 5_000);
    stage.change({ state: 'open', due: 'wxminiapp', due_at: CREATED_AT_MS });
    await stage.at(until - CREATED_AT_MS - 1);
    expect(await pass(stage)).toEqual(NOTHING);
    await stage.at(until - CREATED_AT_MS);
    expect(await pass(stage)).toEqual(ONE);
  });

  it.each([2 * DAY_MS, -2 * DAY_MS])(
    'lasts by AWS’s time on a host whose clock is %d ms ahead',
    async (aheadMs) => {
      const stage = await recovering();
      stage.passLease.release = async () => undefined;
      await stage.misset(aheadMs);
      expect(await pass(stage)).toEqual(ONE);
      expect(await stage.passLease.heldUntil()).toBe(CREATED_AT_MS + HOUR_MS + 10 * MINUTE_MS + 5_000);
    },
  );

  it('of a clock that was ahead by more than a pass can last holds nobody up', async () => {
    for (const [aheadMs, counts] of [
      [16 * MINUTE_MS, NOTHING],
      [16 * MINUTE_MS + 1, ONE],
      [365 * 24 * HOUR_MS, ONE],
    ] as const) {
      const stage = await recovering();
      await stage.passLease.take('theirs', 0, stage.now + aheadMs, Number.MAX_SAFE_INTEGER);
      expect(await pass(stage)).toEqual(counts);
    }
  });

  it('that cannot be given back is a warning: it ends by itself', async () => {
    const stage = await recovering();
    stage.passLease.release = () => Promise.reject(new Error('throttled'));
    expect(await pass(stage)).toEqual(ONE);
    expect(stage.lines.filter(({ level }) => level !== 'info')).toEqual([
      { level: 'warn', message: 'recovery lease not released', fields: { error: 'Error: throttled' } },
    ]);
  });

  it.each(['heldUntil', 'take'] as const)(
    'that DynamoDB does not answer for fails the pass, so that the alarm of the function sees it: %s',
    async (method) => {
      const stage = await recovering();
      const fails = () => Promise.reject(new Error('DynamoDB is out of reach'));
      Object.assign(stage.passLease, { [method]: fails });
      await expect(pass(stage)).rejects.toThrow('out of reach');
      expect(stage.calls).toEqual([]);
    },
  );
});
