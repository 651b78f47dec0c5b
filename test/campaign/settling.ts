import { setTimeout as sleep } from 'node:timers/promises';
import { between, type Dice } from './dice';
import { type Call, invokeOnce } from './intents';
import type { Stage } from './stage';
import { readTable } from './table';

/** More than one schedule would start; they must not get in each other's way, and the campaign ends sooner. */
const PASSES_AT_ONCE = 4;

/** Settling waits 10 minutes before it sends again, 20 after PROCESSING, and then as long as a record is old. */
const LATER_MINUTES = [11, 12, 25, 80, 160] as const;

export interface Settled {
  readonly calls: readonly Call[];
  /** How often settling was started after faults had stopped. */
  readonly rounds: number;
  readonly leftOpen: number;
}

async function pass({ contract }: Stage): Promise<Call> {
  const { functionError, answer, ...call } = await invokeOnce(contract, 'getRedPackStatus', { settle: true });
  if (functionError === undefined && (answer as { status: number }).status !== 200)
    throw new Error(`settling was answered ${JSON.stringify(answer)}`);
  return call;
}

function passes(stage: Stage): Promise<Call>[] {
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
  return Promise.all(running);
}

async function countOpen({ contract }: Stage): Promise<number> {
  return (await readTable(contract)).filter(({ state }) => state === 'open').length;
}

/** Settles as the schedule would: first under fire, then, with all faults gone, until no record is open. */
export async function settle(stage: Stage, dice: Dice): Promise<Settled> {
  const calls = await settleUnderFire(stage, dice);
  await stage.contract.sandbox.clearFaults();
  let rounds = 0;
  let leftOpen = await countOpen(stage);
  for (const minutes of LATER_MINUTES) {
    if (leftOpen === 0) break;
    await stage.time.pass(minutes, stage.contract.sandbox);
    const done = await Promise.all(passes(stage));
    calls.push(...done);
    rounds += 1;
    leftOpen = await countOpen(stage);
  }
  return { calls, rounds, leftOpen };
}
