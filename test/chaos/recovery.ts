import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE_MS } from '../contract/shifted-time';
import type { ChaosHarness } from './harness';
import { type Call, invokeOnce } from './intents';
import { between, type Random } from './seeded-random';
import { readTable } from './table';

/** More than one schedule would start: all but one must end at once, and leave the records to that one. */
const PASSES_AT_ONCE = 4;

const KILLED_PASSES = 3;

/** A pass that was killed holds the lease of passes for as long as it could have run; the schedule is as slow. */
const NEXT_PASS_MINUTES = 11;

/** Recovery waits 10 minutes before it sends again, 20 after PROCESSING, and then as long as a record is old. */
const LATER_MINUTES = [12, 12, 25, 80, 160] as const;

export interface Recovered {
  readonly calls: readonly Call[];
  /** How often recovery was started after faults had stopped. */
  readonly rounds: number;
  readonly leftOpen: number;
}

async function pass({ contract }: ChaosHarness): Promise<Call> {
  const { functionError, answer, ...call } = await invokeOnce(contract, 'recoverRedPacks', {});
  if (functionError === undefined && (answer as { status: number }).status !== 200)
    throw new Error(`recovery was answered ${JSON.stringify(answer)}`);
  return call;
}

function passes(harness: ChaosHarness): Promise<Call[]> {
  return Promise.all(Array.from({ length: PASSES_AT_ONCE }, () => pass(harness)));
}

function later({ time, contract }: ChaosHarness, minutes: number): Promise<void> {
  return time.pass(minutes * MINUTE_MS, contract.sandbox);
}

/** Passes at once, of which the one at work is killed at a random moment, unless it is done before. */
async function passKilled(harness: ChaosHarness, random: Random): Promise<Call[]> {
  let isOver = false;
  const running = passes(harness).finally(() => {
    isOver = true;
  });
  while (!isOver && !harness.controller.isPassRunning()) await sleep(5);
  await sleep(between(random, 50, 800));
  harness.controller.killPass();
  return running;
}

async function countOpen({ contract }: ChaosHarness): Promise<number> {
  return (await readTable(contract)).filter(({ state }) => state === 'open').length;
}

/** Recovers as the schedule would: first with passes killed, then, with all faults gone, until no record is open. */
export async function recover(harness: ChaosHarness, random: Random): Promise<Recovered> {
  const calls: Call[] = [];
  for (let kills = 0; kills < KILLED_PASSES; kills += 1) {
    await later(harness, NEXT_PASS_MINUTES);
    calls.push(...(await passKilled(harness, random)));
  }
  await harness.contract.sandbox.clearFaults();
  let rounds = 0;
  let leftOpen = await countOpen(harness);
  for (const minutes of LATER_MINUTES) {
    if (leftOpen === 0) break;
    await later(harness, minutes);
    calls.push(...(await passes(harness)));
    rounds += 1;
    leftOpen = await countOpen(harness);
  }
  return { calls, rounds, leftOpen };
}
