import type { FaultKind } from './sim/faults';
import { play, simulationOf } from './sim/history';
import type { Replay, Truth } from './sim/memory-wechat';
import type { Simulation } from './sim/simulation';

/** Numbers that nobody could ask for until WeChat had forgotten them, and claims of clocks that were wrong. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

function onRecord(sim: Simulation) {
  return [...sim.table.records.values()];
}

/** Paid, the answer lost; the query lags; the resend is refused. */
async function paidAndRefused(replay: Replay): Promise<Simulation> {
  const sim = simulationOf({
    truth: 'pays',
    replay,
    faults: [
      [2, 'fail-after'],
      [3, 'unseen'],
    ],
  });
  expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'open' } });
  return sim;
}

describe.each(['SEND_FAILED', 'NOTENOUGH', 'MONEY_LIMIT'] as const)(
  'a paid number whose replay was answered %s, and that nobody asked for until day 31',
  (replay) => {
    it.each<[string, (sim: Simulation) => Promise<unknown>]>([
      ['recovery', (sim) => sim.ended(sim.recover())],
      ['a repeat', (sim) => sim.ended(sim.send())],
      ['a status query', (sim) => sim.ended(sim.status())],
    ])('stays open when %s meets it', async (_, meet) => {
      const sim = await paidAndRefused(replay);
      await sim.world.pass(31 * DAY_MS);
      await meet(sim);
      expect(onRecord(sim)).toMatchObject([{ state: 'open' }]);
      expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'open' } });
    });

    it('is a person’s to end', async () => {
      const sim = await paidAndRefused(replay);
      await sim.world.pass(31 * DAY_MS);
      const resolved = sim.resolve();
      expect(resolved === null ? null : await sim.ended(resolved)).toMatchObject({
        data: { outcome: 'paid' },
      });
      expect(onRecord(sim)).toMatchObject([{ state: 'paid', proof: 'person' }]);
    });
  },
);

test('a parked number that nobody asked for until day 31 stays parked, whatever meets it', async () => {
  const sim = simulationOf({ truth: 'NOTENOUGH', replay: 'SUCCESS', faults: [] });
  expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'retry' } });
  await sim.world.pass(31 * DAY_MS);
  await sim.ended(sim.recover());
  await sim.ended(sim.status());
  expect(await sim.ended(sim.send())).toMatchObject({ data: { outcome: 'retry' } });
  expect(onRecord(sim)).toMatchObject([{ state: 'parked' }]);
});

test('a number that WeChat never took, and that nobody recovered for 25 hours, is closed once that is sure', async () => {
  const sim = simulationOf({ truth: 'SYSTEMERROR', replay: 'SUCCESS', faults: [] });
  await sim.ended(sim.send());
  await sim.world.pass(25 * HOUR_MS);
  for (let passes = 0; passes < 24; passes += 1) {
    await sim.ended(sim.recover());
    await sim.world.pass(6 * HOUR_MS);
  }
  const [record] = onRecord(sim);
  expect(record).toMatchObject({
    state: 'closed',
    err_code: 'NOT_FOUND',
    sending_ended_at_ms: expect.any(Number),
  });
  const ageMs = (record?.updated_at ?? 0) * 1000 - (record?.created_at ?? 0) * 1000;
  expect(ageMs).toBeGreaterThanOrEqual(72 * HOUR_MS);
  expect(sim.queries).toBeLessThan(20);
});

describe.each([2, 365])('a claim by a clock that runs %d days ahead', (days) => {
  it.each<[FaultKind, Truth]>([
    ['die-before', 'pays'],
    ['die-after', 'pays'],
    ['die-after', 'NOTENOUGH'],
  ])('is recovered at once, though its process met %s when WeChat %s', async (kind, truth) => {
    const sim = simulationOf({ truth, replay: 'SUCCESS', faults: [[2, kind]] });
    await sim.ended(sim.send(undefined, days * DAY_MS, true));
    await sim.world.pass(MINUTE_MS);
    for (let passes = 0; passes < 4; passes += 1) {
      await sim.ended(sim.recover());
      await sim.world.pass(11 * MINUTE_MS);
    }
    expect(onRecord(sim)).toMatchObject([{ state: truth === 'pays' ? 'paid' : 'parked' }]);
  });

  it('is resumed by a repeat', async () => {
    const sim = simulationOf({ truth: 'pays', replay: 'SUCCESS', faults: [[2, 'die-after']] });
    await sim.ended(sim.send(undefined, days * DAY_MS, true));
    await sim.world.pass(MINUTE_MS);
    expect(await sim.ended(sim.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
  });
});

test('a claim by a clock that runs a day ahead, as far as a due time may lie, is recovered within a day', async () => {
  const sim = simulationOf({ truth: 'pays', replay: 'SUCCESS', faults: [[2, 'die-before']] });
  await sim.ended(sim.send(undefined, DAY_MS, true));
  for (let passes = 0; passes < 27; passes += 1) {
    await sim.world.pass(HOUR_MS);
    await sim.ended(sim.recover());
  }
  expect(onRecord(sim)).toMatchObject([{ state: 'paid' }]);
});

test.each([1, 365])('a claim by a clock that runs %d days behind has AWS’s time', async (days) => {
  const sim = simulationOf({ truth: 'pays', replay: 'SUCCESS', faults: [] });
  expect(await sim.ended(sim.send(undefined, -days * DAY_MS))).toMatchObject({
    data: { return_code: 'SUCCESS' },
  });
  const [record] = onRecord(sim);
  expect(Math.abs(Number(record?.time_key.slice(0, 13)) - sim.world.now)).toBeLessThan(MINUTE_MS);
});

test('a write that lands a quarter of an hour late changes nothing that was decided since', async () => {
  for (const truth of ['pays', 'NOTENOUGH', 'PARAM_ERROR'] as const)
    for (let effect = 0; effect < 8; effect += 1) {
      const actions = [
        { do: 'send', afterMs: 0 },
        { do: 'send', afterMs: MINUTE_MS },
        { do: 'recover', afterMs: 10 * MINUTE_MS },
        { do: 'recover', afterMs: 10 * MINUTE_MS },
      ] as const;
      const story = { truth, replay: 'SEND_FAILED', actions, faults: [[effect, 'very-late']] } as const;
      expect((await play(story)).violations).toEqual([]);
    }
});
