import { recover } from '../../../shared/payment/recover';
import type { StoredRecord } from '../../../shared/records/record';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { found, X1B_PAID_LIVE, X9_NOT_FOUND_LIVE } from '../../fixtures/answers';
import type { Call } from '../support/attempt-harness';
import { WorldStage } from '../support/concurrent-harness';
import { answered, changed, LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, order, record } from '../support/samples';

/** Several records at once, in time that passes for all of them together. */

const HOUR_MS = 3_600_000;
const NOW = CREATED_AT_MS + HOUR_MS;
const SENT = answered(found('SENT'));
const PAID = answered(X1B_PAID_LIVE);
const PARKED = answered(found('SENDING', 1, '<reason>帐号余额不足</reason>'));
const MISSING = answered(changed(X9_NOT_FOUND_LIVE, 'mch_billno', order().mch_billno));

/** Due records, let go of; all have one number, so that one answer fits each. */
function several(count: number, changes: Partial<StoredRecord> = {}): StoredRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const id = String(n).padStart(24, '0');
    return record({ id, lease_until_ms: 0, due_at: CREATED_AT_MS + n, ...changes });
  });
}

/** WeChat takes so long for each answer. */
function world(plan: Record<Call, Reply>, tookMs: number, stored: readonly StoredRecord[]): WorldStage {
  return WorldStage.from(NOW, (call) => ({ reply: plan[call], tookMs }), MERCHANT, ...stored);
}

function pass(stage: WorldStage, forMs = 60_000) {
  return stage.ended(recover(stage.deps, false, NOW + forMs));
}

/** When each call of a kind began, in milliseconds of the pass. */
function begun(stage: WorldStage, kind: Call): number[] {
  return stage.posted.filter(({ call }) => call === kind).map(({ atMs }) => atMs - NOW);
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, n) => time - (times[n] ?? 0));
}

describe('a pass of recovery', () => {
  it('works on ten records at the same time, and on no eleventh', async () => {
    const stage = world({ send: LOST, query: SENT }, 5_000, several(12));
    expect(await pass(stage)).toMatchObject({ examined: 12, paid: 12 });
    const times = begun(stage, 'query');
    expect(times.slice(0, 10)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400, 450]);
    expect(times.slice(10)).toEqual([5_000, 5_050]);
  });

  it('takes as long as one of ten would, where WeChat is slow', async () => {
    const stage = world({ send: LOST, query: LOST }, 10_000, several(50));
    expect(await pass(stage)).toMatchObject({ examined: 50, open: 50 });
    expect(stage.now - NOW).toBeLessThan(5 * 10_000 + 2_500);
  });

  it('asks at most every 50 ms, from the beginning of one query to that of the next', async () => {
    const stage = world({ send: LOST, query: SENT }, 10, several(100));
    await pass(stage);
    expect(Math.min(...gaps(begun(stage, 'query')))).toBe(50);
    expect(stage.posted).toHaveLength(100);
  });

  it('sends at most every 500 ms, however many send, and asks in between', async () => {
    const stage = world({ send: PAID, query: MISSING }, 100, several(12));
    expect(await pass(stage)).toMatchObject({ examined: 12, paid: 12 });
    expect(begun(stage, 'send')).toHaveLength(12);
    expect(Math.min(...gaps(begun(stage, 'send')))).toBe(500);
    expect(Math.min(...gaps(begun(stage, 'query')))).toBeGreaterThanOrEqual(50);
    // From the start of each send: their answers do not add up.
    expect(stage.now - NOW).toBeLessThan(12 * 500 + 1_000);
  });

  it('keeps the pace of queries among records that are parked, too', async () => {
    const mixed = several(20).map(
      (one, n): StoredRecord => ({ ...one, state: n % 2 === 0 ? 'parked' : 'open' }),
    );
    const stage = world({ send: LOST, query: PARKED }, 10, mixed);
    expect(await pass(stage)).toMatchObject({ examined: 20, parked: 20 });
    expect(gaps(begun(stage, 'query')).every((ms) => ms >= 50)).toBe(true);
  });

  it('loads each account’s secret once, however many ask for it at the same time', async () => {
    const stage = world({ send: LOST, query: SENT }, 10, several(12));
    await pass(stage);
    expect(stage.loaded).toEqual(['wx8888888888888888/weixin_tenpay']);
  });

  it('begins no record with less than 5 s left, and leaves no lease behind', async () => {
    const stage = world({ send: LOST, query: LOST }, 10_000, several(30));
    const counts = await pass(stage, 24_000);
    expect(counts).toMatchObject({ examined: 20, open: 20 });
    const untouched = [...stage.table.records.values()].filter(({ token }) => token === 'attempt-1');
    expect(untouched).toHaveLength(10);
    expect([...stage.table.records.values()].every((one) => one.lease_until_ms === 0)).toBe(true);
  });

  it('waits for no record’s answer after another has failed', async () => {
    const stage = world({ send: LOST, query: SENT }, 1_000, several(12));
    const get = stage.table.get.bind(stage.table);
    stage.table.get = (id) => (id.endsWith('3') ? Promise.reject(new Error('throttled')) : get(id));
    expect(await pass(stage)).toMatchObject({ examined: 11, paid: 11 });
    expect(stage.said('error')).toEqual([['record not recovered', '3'.padStart(24, '0')]]);
  });
});

describe('a pass whose read of the index fails midway', () => {
  /** The index names so many records, and is then out of reach. */
  function failing(stage: WorldStage, after: number): void {
    const due = stage.table.due.bind(stage.table);
    stage.table.due = async function* (...bounds) {
      let named = 0;
      for await (const id of due(...bounds)) {
        if (named === after) throw new Error('DynamoDB is out of reach');
        named += 1;
        yield id;
      }
    };
  }

  it.each([0, 1, 4, 12])('after %d records finishes those in hand, and then throws', async (after) => {
    const stage = world({ send: LOST, query: SENT }, 3_000, several(20));
    failing(stage, after);
    await expect(pass(stage)).rejects.toThrow('out of reach');
    const states = [...stage.table.records.values()].map(({ state }) => state);
    expect(states.filter((state) => state === 'paid')).toHaveLength(after);
    expect([...stage.table.records.values()].filter((one) => one.lease_until_ms > 0)).toEqual([]);
  });

  it('gives its lease back, so that the next one begins at once', async () => {
    const stage = world({ send: LOST, query: SENT }, 3_000, several(20));
    const due = stage.table.due.bind(stage.table);
    failing(stage, 4);
    await expect(pass(stage)).rejects.toThrow('out of reach');
    stage.table.due = due;
    expect(await pass(stage)).toMatchObject({ examined: 16, paid: 16 });
  });
});
