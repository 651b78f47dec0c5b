import type { LoggedRequest } from '../../scripts/sandbox/index';
import { must } from '../contract/harness';
import { Callers, send } from './callers';
import { type ChaosHarness, startHarness } from './harness';
import type { Hit } from './hits';
import { type Call, type Intent, isAnswered, makeIntents } from './intents';
import { recover } from './recovery';
import { randomOf } from './seeded-random';
import { readTable } from './table';
import { countDisturbed, hitsOfLog } from './tally';
import { judge, type Remains } from './verdict';

/** So many intents are under way before what they left open is recovered. */
const WAVE = 600;

/** After faults have stopped and recovery is done, an answer is there; a parked order whose cause is fixed may need a second call. */
const LAST_TRIES = 3;

const MAX_AMOUNT_FEN = 5_000;

export interface Campaign {
  readonly seed: string;
  readonly intents: readonly Intent[];
  readonly calls: readonly Call[];
  readonly disturbed: number;
  readonly hits: readonly Hit[];
  readonly kills: number;
  readonly duplicates: number;
  readonly recoveryRounds: number;
  /** Records that recovery, as its schedule would start it, has left open. */
  readonly leftOpen: number;
  readonly remains: Remains;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
}

interface Wave {
  readonly recovery: readonly Call[];
  readonly requests: readonly LoggedRequest[];
  readonly hits: readonly Hit[];
  readonly duplicates: number;
  readonly rounds: number;
  readonly leftOpen: number;
}

async function lastTries({ contract }: ChaosHarness, intents: readonly Intent[]): Promise<void> {
  for (let tries = 0; tries < LAST_TRIES; tries += 1) {
    for (const intent of intents) if (!isAnswered(intent)) await send(contract, intent);
  }
}

async function runWave(harness: ChaosHarness, seed: string, intents: readonly Intent[]): Promise<Wave> {
  const { contract, hits, backgroundFaults } = harness;
  const { sandbox } = contract;
  const first = intents[0]?.index ?? 0;
  const { riskOpenids } = await sandbox.call<{ riskOpenids: string[] }>('GET', '/settings');
  const callers = new Callers(contract, harness.controller, seed);
  const calm = new AbortController();
  const disturbing = backgroundFaults.run(randomOf(seed, 'weather', first), () => callers.count, calm.signal);
  await callers.pursue(intents).finally(() => calm.abort());
  await disturbing;
  const { calls: recovery, rounds, leftOpen } = await recover(harness, randomOf(seed, 'recovery', first));
  // The cause of WeChat's refusals is fixed, and the callers retry.
  await sandbox.settings({ riskOpenids: [] });
  await lastTries(harness, intents);
  await sandbox.settings({ riskOpenids });
  const requests = await sandbox.requests();
  await sandbox.call('DELETE', '/requests');
  const logged = hitsOfLog({ requests, faults: callers.faults }, hits, intents, recovery);
  hits.unclearKills.length = 0;
  return { recovery, requests, hits: logged, duplicates: callers.duplicates, rounds, leftOpen };
}

async function gather(
  harness: ChaosHarness,
  intents: readonly Intent[],
  requests: readonly LoggedRequest[],
  startFen: number,
): Promise<Remains> {
  const { payments, orders, accounts } = await harness.contract.sandbox.ledger();
  const rows = await readTable(harness.contract);
  const { balanceFen } = must(accounts[0], 'the merchant');
  return {
    intents,
    rows,
    payments,
    orders,
    requests,
    startFen,
    balanceFen,
    claimed: harness.controller.claimed,
  };
}

async function runOn(
  harness: ChaosHarness,
  seed: string,
  count: number,
  startFen: number,
): Promise<Campaign> {
  const { env } = harness.contract.stack;
  const names = {
    idNamespace: must(env.ID_NAMESPACE, 'namespace'),
    miniappId: must(env.MINIAPP_ID, 'mini app'),
  };
  const intents = makeIntents(seed, 0, count, names);
  const waves: Wave[] = [];
  for (let first = 0; first < count; first += WAVE) {
    waves.push(await runWave(harness, seed, intents.slice(first, first + WAVE)));
  }
  const requests = waves.flatMap((wave) => wave.requests);
  const remains = await gather(harness, intents, requests, startFen);
  const calls = [...intents.flatMap((intent) => intent.calls), ...waves.flatMap(({ recovery }) => recovery)];
  const hits = [...harness.hits.list, ...waves.flatMap((wave) => wave.hits)];
  return {
    ...{ seed, intents, calls, hits, remains },
    disturbed: countDisturbed(calls, hits),
    kills: harness.hits.kills,
    duplicates: waves.reduce((sum, { duplicates }) => sum + duplicates, 0),
    leftOpen: waves.reduce((sum, { leftOpen }) => sum + leftOpen, 0),
    recoveryRounds: Math.max(...waves.map(({ rounds }) => rounds)),
    faults: [...judge(remains), ...harness.controller.violations],
  };
}

/** Runs so many intents through real processes that are killed, and services that fail, until each is answered. */
export async function runCampaign(seed: string, count: number): Promise<Campaign> {
  const startFen = count * MAX_AMOUNT_FEN;
  const harness = await startHarness(startFen);
  try {
    return await runOn(harness, seed, count, startFen);
  } finally {
    await harness.close();
  }
}
