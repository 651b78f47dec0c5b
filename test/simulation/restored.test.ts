import { type History, play, simulationOf } from './sim/history';
import { REPLAYS } from './sim/memory-wechat';

/** The table is restored to a time before a payment, or moved without its latest records: the number has a past. */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const LOST_AND_REPEATED: Pick<History, 'truth' | 'actions' | 'faults'> = {
  truth: 'pays',
  faults: [],
  actions: [
    { do: 'send', afterMs: 0 },
    { do: 'restore', afterMs: HOUR_MS },
    { do: 'send', afterMs: HOUR_MS },
    { do: 'recover', afterMs: HOUR_MS },
  ],
};

describe.each([true, false])(
  'a paid number whose record is lost, QUERY_BEFORE_SEND=%s',
  (queryBeforeSend) => {
    it.each(REPLAYS)('is recorded as paid, once, where WeChat answers a replay %s', async (replay) => {
      const { violations, end } = await play({ ...LOST_AND_REPEATED, replay, queryBeforeSend });
      expect({ violations, end }).toEqual({ violations: [], end: 'paid' });
    });
  },
);

/** Repeats a key so many days after its payment, whose record is lost. @returns how often WeChat has paid it then */
async function paymentsAfter(days: number, forgetsAfterDays: number, queryBeforeSend: boolean) {
  const { truth, faults } = LOST_AND_REPEATED;
  const sim = simulationOf({ truth, replay: 'SUCCESS', faults, queryBeforeSend, forgetsAfterDays });
  await sim.ended(sim.send());
  await sim.world.pass(days * DAY_MS);
  sim.restore();
  await sim.ended(sim.send());
  return sim.weChat.payments.length;
}

describe.each([1, 3])('a number that WeChat has forgotten after %d days', (forgets) => {
  it.each([forgets, 20, 29])('is not paid again %d days later, if new claims ask first', async (days) => {
    expect(await paymentsAfter(days, forgets, true)).toBe(1);
  });

  it('is paid again if they do not ask: only WeChat’s memory protected it', async () => {
    expect(await paymentsAfter(forgets - 1, forgets, false)).toBe(1);
    expect(await paymentsAfter(forgets, forgets, false)).toBe(2);
  });

  it('is paid again after 30 days, for no query reaches back that far', async () => {
    expect(await paymentsAfter(30, forgets, true)).toBe(2);
  });
});

test.each([true, false])(
  'a parked number that was paid after the restore point, QUERY_BEFORE_SEND=%s: it is paid again unless repeats ask first',
  async (queryBeforeSend) => {
    const sim = simulationOf({ truth: 'NOTENOUGH', replay: 'SUCCESS', faults: [], forgetsAfterDays: 1 });
    await sim.ended(sim.send());
    const restorePoint = new Map(sim.table.records);
    sim.weChat.truth = 'pays';
    await sim.ended(sim.send());
    await sim.world.pass(25 * HOUR_MS);
    sim.queryBeforeSend = queryBeforeSend;
    sim.restore(restorePoint);
    expect(await sim.ended(sim.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
    expect(sim.weChat.payments).toHaveLength(queryBeforeSend ? 1 : 2);
  },
);
