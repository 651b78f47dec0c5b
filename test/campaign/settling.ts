import { setTimeout as sleep } from 'node:timers/promises';
import { between, type Dice } from './dice';
import { type Call, invokeOnce } from './intents';
import type { Stage } from './stage';

/** More than one schedule would start; they must not get in each other's way, and the campaign ends sooner. */
const PASSES_AT_ONCE = 4;

/** Waits of settling, in minutes: 10 before it sends again, 20 after PROCESSING, then as long as a record is old. */
const LATER_MINUTES = [11, 12, 25, 50] as const;

export interface Settled {
  readonly calls: readonly Call[];
  /** Looks that were taken after faults had stopped. */
  readonly rounds: number;
  readonly examined: number;
}

type Data = Readonly<Record<string, number>>;

async function pass({ contract }: Stage): Promise<{ call: Call; data: Data | null }> {
  const { functionError, answer, ...call } = await invokeOnce(contract, 'getRedPackStatus', { settle: true });
  if (functionError !== undefined) return { call, data: null };
  const { status, data } = answer as { status: number; data: Data };
  if (status !== 200) throw new Error(`settling was answered ${JSON.stringify(answer)}`);
  return { call, data };
}

function passes(stage: Stage): Promise<{ call: Call; data: Data | null }>[] {
  return Array.from({ length: PASSES_AT_ONCE }, () => pass(stage));
}

/** Settles while its containers are killed. */
async function settleUnderFire(stage: Stage, dice: Dice): Promise<Call[]> {
  await stage.time.pass(LATER_MINUTES[0], stage.contract.sandbox);
  const running = passes(stage);
  for (let kills = 1; kills < PASSES_AT_ONCE; kills += 1) {
    await sleep(between(dice, 150, 900));
    stage.weather.killOne(dice, 'getRedPackStatus');
  }
  return (await Promise.all(running)).map(({ call }) => call);
}

/**
 * Settles as the schedule would: first under fire, then, with all faults gone, until a round finds nothing due, or
 * rounds run out.
 */
export async function settle(stage: Stage, dice: Dice): Promise<Settled> {
  const calls = await settleUnderFire(stage, dice);
  await stage.contract.sandbox.clearFaults();
  let rounds = 0;
  let examined = 0;
  for (const minutes of LATER_MINUTES) {
    await stage.time.pass(minutes, stage.contract.sandbox);
    const done = await Promise.all(passes(stage));
    rounds += 1;
    calls.push(...done.map(({ call }) => call));
    const counts = done.map(({ data }) => data ?? {});
    examined += counts.reduce((sum, { examined: n = 0 }) => sum + n, 0);
    // Twenty minutes is the longest that a first look is put off.
    if (rounds > 1 && counts.every((count) => count.examined === 0)) break;
  }
  return { calls, rounds, examined };
}
