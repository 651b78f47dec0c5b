import { simulationOf } from './sim/history';
import { KEY } from './sim/intent';
import type { Simulation } from './sim/simulation';

/**
 * Invocations on hosts whose clocks are days off, which AWS's responses tell them. The record was made, and its requests
 * were sent, by a right clock: a wrong one must neither forget what may still arrive nor make the record old or young.
 */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What stands on record of the one intent. */
function onRecord(sim: Simulation) {
  return sim.table.records.get(sim.number.id);
}

function seen(sim: Simulation) {
  return { payments: sim.weChat.payments.length, violations: sim.violations };
}

describe.each([2, 3, 40])('recovery on a host %d days behind', (days) => {
  it.each([30, 47])(
    'does not pay an order again that is %d hours old, names other recipients and is forgotten by WeChat',
    async (hours) => {
      const sim = simulationOf({
        ...{ truth: 'pays', replay: 'SUCCESS', recipients: 'other-appid', forgetsAfterDays: 1 },
        faults: [[2, 'die-after']],
      });
      await sim.ended(sim.send());
      await sim.world.pass(hours * HOUR_MS);
      for (let pass = 0; pass < 4; pass += 1) {
        await sim.ended(sim.recover(-days * DAY_MS));
        await sim.world.pass(11 * MINUTE_MS);
      }
      expect(seen(sim)).toEqual({ payments: 1, violations: [] });
      expect(onRecord(sim)).toMatchObject({ state: 'open' });
      expect(sim.errors).toContain('host clock is wrong');
      expect(sim.errors).toContain('WeChat Pay contradicts the record');
    },
  );
});

describe.each([2 * DAY_MS, -2 * DAY_MS])(
  'a request that is still on its way, and a host %d ms ahead',
  (skewMs) => {
    it.each<[string, (sim: Simulation) => Promise<unknown>]>([
      ['a repeat there', (sim) => sim.ended(sim.send(KEY, skewMs))],
      ['a pass of recovery there', (sim) => sim.ended(sim.recover(skewMs))],
    ])('is not called refused after %s, whatever its resend was told, and is paid', async (_, meet) => {
      const sim = simulationOf({ truth: 'PARAM_ERROR', replay: 'SUCCESS', faults: [[2, 'late']] });
      const first = await sim.ended(sim.send());
      await sim.world.pass(MINUTE_MS);
      const met = await meet(sim);
      await sim.world.pass(MINUTE_MS);
      const repeated = await sim.ended(sim.send());
      expect(JSON.stringify([first, met, repeated])).not.toContain('"outcome":"refused"');
      expect(onRecord(sim)).toMatchObject({ state: 'open' });
      sim.weChat.truth = 'pays';
      await sim.world.pass(15 * MINUTE_MS);
      expect(await sim.ended(sim.send())).toMatchObject({ data: { return_code: 'SUCCESS' } });
      expect(seen(sim)).toEqual({ payments: 1, violations: [] });
    });
  },
);

describe.each([365 * DAY_MS, -365 * DAY_MS])('a young record that is met by a host %d ms ahead', (skewMs) => {
  it.each<[string, (sim: Simulation) => Promise<unknown>]>([
    ['a repeat', (sim) => sim.ended(sim.send(KEY, skewMs))],
    ['a pass of recovery', (sim) => sim.ended(sim.recover(skewMs))],
    ['a person’s word', (sim) => sim.ended(Promise.resolve(sim.resolve(skewMs)))],
  ])('by %s stays young, and is paid by the next pass', async (_, meet) => {
    const sim = simulationOf({ truth: 'SYSTEMERROR', replay: 'SUCCESS', faults: [] });
    await sim.ended(sim.send());
    await sim.world.pass(11 * MINUTE_MS);
    await meet(sim);
    expect(onRecord(sim)).toMatchObject({ state: 'open' });
    expect(onRecord(sim)).not.toHaveProperty('first_met_ms');
    expect(onRecord(sim)).not.toHaveProperty('unresolved_at_ms');
    sim.weChat.truth = 'pays';
    await sim.world.pass(25 * MINUTE_MS);
    await sim.ended(sim.recover());
    expect(onRecord(sim)).toMatchObject({ state: 'paid' });
    expect(seen(sim)).toEqual({ payments: 1, violations: [] });
  });
});

describe.each([2 * DAY_MS, -2 * DAY_MS])('a pass of recovery on a host %d ms ahead', (skewMs) => {
  it('does not run beside one on a right host', async () => {
    const sim = simulationOf({ truth: 'SYSTEMERROR', replay: 'SUCCESS', faults: [] });
    await sim.ended(sim.send());
    await sim.world.pass(11 * MINUTE_MS);
    const first = sim.recover();
    await sim.world.pass(50);
    const second = await sim.ended(sim.recover(skewMs));
    expect(second).toMatchObject({ how: 'answered', data: { examined: 0 } });
    expect(await sim.ended(first)).toMatchObject({ how: 'answered', data: { examined: 1 } });
    expect(sim.violations).toEqual([]);
  });

  it('is not followed too soon, nor too late, by one on a right host', async () => {
    const sim = simulationOf({ truth: 'SYSTEMERROR', replay: 'SUCCESS', faults: [] });
    await sim.ended(sim.send());
    await sim.world.pass(11 * MINUTE_MS);
    const first = sim.recover(skewMs);
    await sim.world.pass(50);
    expect(await sim.ended(sim.recover())).toMatchObject({ data: { examined: 0 } });
    expect(await sim.ended(first)).toMatchObject({ data: { examined: 1 } });
    sim.weChat.truth = 'pays';
    await sim.world.pass(25 * MINUTE_MS);
    expect(await sim.ended(sim.recover())).toMatchObject({ data: { examined: 1, paid: 1 } });
  });
});
