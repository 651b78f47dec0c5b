import type { FaultKind } from './sim/faults';
import { type Action, type History, play, simulationOf } from './sim/history';
import { REPLAYS } from './sim/memory-wechat';
import type { Simulation } from './sim/simulation';

/** Orders under our number that are not ours, and ours whose recipient has another appid's openid. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const LOST: readonly FaultKind[] = ['fail-before', 'hang-before', 'unsent', 'late'];

function stateOf(sim: Simulation): string | undefined {
  return [...sim.table.records.values()][0]?.state;
}

describe('a stranger’s order under our number, taken by the stranger’s recipient', () => {
  const story = { truth: 'pays', replay: 'SUCCESS' } as const;

  it.each(LOST)('is not recorded as our payment when our own request is met by %s', async (kind) => {
    const actions: readonly Action[] = [
      { do: 'stranger', afterMs: 0 },
      { do: 'send', afterMs: 0 },
      { do: 'recover', afterMs: 10 * MINUTE_MS },
      { do: 'status', afterMs: HOUR_MS },
      { do: 'send', afterMs: HOUR_MS },
    ];
    const { sites } = await play({ ...story, actions, faults: [] });
    const faults: History['faults'] = [[sites.indexOf('wechat-send'), kind]];
    const { violations, end } = await play({ ...story, actions, faults });
    expect({ violations, end }).toEqual({ violations: [], end: 'open' });
  });

  it('stays a stranger’s after FATAL_ERROR, whatever is asked, sent or missed since', async () => {
    const sim = simulationOf({ ...story, faults: [] });
    sim.stranger();
    await sim.ended(sim.send());
    expect([...sim.table.records.values()]).toMatchObject([{ foreign_at_ms: expect.any(Number) }]);
    // One query that finds nothing and one send without a connection once made the next pass record it as paid.
    const orders = new Map(sim.weChat.orders);
    sim.weChat.orders.clear();
    await sim.world.pass(HOUR_MS);
    sim.effects.faults.set(sim.effects.sites.length, 'unsent');
    await sim.ended(sim.send());
    for (const [number, order] of orders) sim.weChat.orders.set(number, order);
    await sim.world.pass(HOUR_MS);
    await sim.ended(sim.recover());
    expect(stateOf(sim)).toBe('open');
    expect(await sim.ended(sim.status())).toMatchObject({ data: { outcome: 'open' } });
  });

  it('is ended by a person who has seen whose it is, at any age', async () => {
    const sim = simulationOf({ ...story, faults: [] });
    sim.stranger();
    await sim.ended(sim.send());
    await sim.world.pass(HOUR_MS);
    const resolved = sim.resolve();
    expect(resolved === null ? null : await sim.ended(resolved)).toMatchObject({
      data: { outcome: 'refused' },
    });
    expect(stateOf(sim)).toBe('closed');
  });
});

describe('our own order, whose recipient a query names by another openid of the same person', () => {
  const story = { truth: 'pays', recipients: 'other-appid' } as const;
  const actions: readonly Action[] = [
    { do: 'send', afterMs: 0 },
    { do: 'recover', afterMs: 11 * MINUTE_MS },
  ];

  it.each(['fail-after', 'hang-after', 'die-after', 'late'] as const)(
    'is proven by one more send after %s, where WeChat repeats its answer',
    async (kind) => {
      const faults: History['faults'] = [[2, kind]];
      const { violations, end } = await play({ ...story, replay: 'SUCCESS', actions, faults });
      expect({ violations, end }).toEqual({ violations: [], end: 'paid' });
    },
  );

  it.each(REPLAYS.slice(1))('is sent once more and then stays open, where a replay is %s', async (replay) => {
    const sim = simulationOf({ ...story, replay, faults: [[2, 'fail-after']] });
    for (const { afterMs, do: what } of [...actions, ...actions, ...actions]) {
      await sim.world.pass(afterMs + 11 * MINUTE_MS);
      await (what === 'send' ? sim.ended(sim.send()) : sim.ended(sim.recover()));
    }
    expect(stateOf(sim)).toBe('open');
    expect(sim.sentAt.get(sim.number.mch_billno)).toHaveLength(2);
    expect(sim.weChat.payments).toHaveLength(1);
  });
});
