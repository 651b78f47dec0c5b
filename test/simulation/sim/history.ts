import type { PaidData, UnpaidData } from '../../../shared/api/responses';
import type { StoredRecord } from '../../../shared/records/record';
import type { FaultKind, Site } from './faults';
import { KEY } from './intent';
import { judge } from './judge';
import type { MemoryWeChat, Replay, Truth } from './memory-wechat';
import { type Ended, Simulation } from './simulation';

/** One story: what WeChat would do, what goes wrong where, and how the caller behaves. */
export interface History {
  readonly truth: Truth;
  /** What WeChat does once the caller has been answered, or has given up: a top-up, for one. */
  readonly later?: Truth | undefined;
  readonly replay: Replay;
  readonly notFoundStyle?: 'live' | 'documented';
  /** What the account may claim in a day; absent without a budget. */
  readonly dailyBudgetFen?: number | undefined;
  /** How many hosts are configured; one if not said. */
  readonly hosts?: number | undefined;
  /** Whether a new claim asks WeChat before it sends, from the beginning. */
  readonly queryBeforeSend?: boolean | undefined;
  /** Whether recovery asks what became of a paid packet. */
  readonly followUp?: boolean | undefined;
  /** After so many days WeChat takes a number that comes again for a new one; never if not said. */
  readonly forgetsAfterDays?: number | undefined;
  /** The recipient that a query of a paid order names. */
  readonly recipients?: MemoryWeChat['recipients'] | undefined;
  /** Effect number → fault. */
  readonly faults: readonly (readonly [number, FaultKind])[];
  readonly actions: readonly Action[];
}

/** How a simulation is set up. */
export type Beginning = Pick<
  History,
  | 'truth'
  | 'replay'
  | 'notFoundStyle'
  | 'dailyBudgetFen'
  | 'hosts'
  | 'queryBeforeSend'
  | 'followUp'
  | 'forgetsAfterDays'
  | 'recipients'
  | 'faults'
>;

/**
 * One invocation, or one event in the world, so long after the one before it has ended; its clock may run ahead or
 * behind. `resolve`: a person says what is true. `restore`: the table is set back to what it was before an
 * earlier action. `stranger`: somebody else with our namespace
 * pays under our number.
 */
export interface Action {
  readonly do: 'send' | 'recover' | 'status' | 'resolve' | 'restore' | 'stranger';
  readonly afterMs: number;
  readonly skewMs?: number;
  /** AWS has not told this process that its clock is wrong: it went so after AWS's last answer. */
  readonly isUnaware?: boolean;
  /** What WeChat does from this action on. */
  readonly truth?: Truth;
  /** Of `restore`: the state before which of the earlier actions; before the first if not said. */
  readonly to?: number;
}

/** Lambda's retry of a send, the caller's, and a recovery pass between them. */
export const ACTIONS: readonly Action[] = [
  { do: 'send', afterMs: 0 },
  { do: 'send', afterMs: 1_000 },
  { do: 'recover', afterMs: 600_000 },
  { do: 'send', afterMs: 3_600_000 },
];

export interface Verdict {
  /** Empty when all held. */
  readonly violations: readonly string[];
  /** The site of each effect, until the faults stopped. */
  readonly sites: readonly Site[];
  /** How many of the planned faults met an effect that they can happen to. */
  readonly struck: number;
  /** How the record ended; none when nothing was claimed. */
  readonly end: StoredRecord['state'] | 'none';
}

const MINUTE_MS = 60_000;

export type Answer = Ended<PaidData | UnpaidData>;

/** Plays the history to its end, lets the faults stop, recovers, and judges. */
export async function play(history: History): Promise<Verdict> {
  const sim = simulationOf(history);
  const answers: Answer[] = [];
  const states: ReadonlyMap<string, StoredRecord>[] = [];
  for (const action of history.actions) {
    await sim.world.pass(action.afterMs);
    if (answers.length > 0 && history.later !== undefined) sim.weChat.truth = history.later;
    if (action.truth !== undefined) sim.weChat.truth = action.truth;
    // Who was told of a payment repeats the key only if the records say nothing of it any more.
    const isTold = answers.some((answer) => isFinal(answer, sim.table.epoch > 0));
    if (action.do === 'restore') sim.restore(states[(action.to ?? 0) % Math.max(1, states.length)]);
    states.push(new Map(sim.table.records));
    const answer = await act(sim, action, isTold);
    if (answer !== null) answers.push(answer);
  }
  for (const duplicate of sim.duplicates) answers.push(await sim.ended(duplicate));
  const sites = [...sim.effects.sites];
  const struck = sim.effects.struck.size;
  const isRestored = sim.table.epoch > 0;
  if (isRestored && !answers.some((answer) => isFinal(answer, true))) answers.push(await repeatLost(sim));
  await afterTheFaults(sim);
  return { violations: [...sim.violations, ...judge(sim, answers)], sites, struck, end: endOf(sim) };
}

export function simulationOf(beginning: Beginning): Simulation {
  const { truth, replay, notFoundStyle = 'live', dailyBudgetFen = null, hosts = 1, faults } = beginning;
  const {
    queryBeforeSend = false,
    followUp = false,
    recipients = 'none',
    forgetsAfterDays = Number.POSITIVE_INFINITY,
  } = beginning;
  const sim = new Simulation(dailyBudgetFen);
  Object.assign(sim, { hosts, queryBeforeSend, followUp });
  Object.assign(sim.weChat, { truth, replay, notFoundStyle, recipients, forgetsAfterDays });
  for (const [number, kind] of faults) sim.effects.faults.set(number, kind);
  return sim;
}

function endOf({ table }: Simulation): Verdict['end'] {
  const [record] = table.records.values();
  return record?.state ?? 'none';
}

/** A caller who was told for good does not ask again; everything else goes on. */
async function act(sim: Simulation, action: Action, isTold: boolean): Promise<Answer | null> {
  return action.do === 'send' && isTold ? null : sim.ended(begin(sim, action));
}

/** Starts one invocation. @returns what a sender was answered; null for the others, which promise no outcome */
export async function begin(
  sim: Simulation,
  { do: what, skewMs, isUnaware }: Action,
): Promise<Answer | null> {
  switch (what) {
    case 'send':
      return sim.send(KEY, skewMs, isUnaware);
    case 'recover':
      await sim.recover(skewMs);
      return null;
    case 'status':
      await sim.status(KEY, skewMs);
      return null;
    case 'resolve':
      await sim.resolve(skewMs);
      return null;
    case 'restore':
      return null;
    case 'stranger':
      sim.stranger();
      return null;
  }
}

/** Only a repeated key brings back what a restored table has lost: so does a caller who follows the runbook. */
function repeatLost(sim: Simulation): Promise<Answer> {
  sim.effects.faults.clear();
  sim.mendSecret();
  return sim.ended(sim.send());
}

function isFinal(answer: Answer, isRestored: boolean): boolean {
  if (answer.how !== 'answered') return false;
  return 'return_code' in answer.data ? !isRestored : answer.data.outcome === 'refused';
}

/** Recovery passes as the schedule makes them, until the record is final or has had its queries; then a person. */
export async function afterTheFaults(sim: Simulation): Promise<void> {
  sim.effects.faults.clear();
  // To be busy is a fault too, and stops.
  if (sim.weChat.truth === 'SYSTEMERROR' || sim.weChat.truth === 'PROCESSING') sim.weChat.truth = 'pays';
  // What is still under way arrives before the queries are counted.
  await sim.world.pass(10 * MINUTE_MS);
  // Only now it is known whom a late claim has pinned.
  sim.mendSecret();
  sim.weChat.finish();
  // A wrong clock's times are a fault, too, until a right clock has met them.
  const isWrong = ({ created_at, first_met_ms }: StoredRecord) =>
    created_at * 1000 > sim.world.now + 60 * MINUTE_MS && first_met_ms === undefined;
  if ([...sim.table.records.values()].some(isWrong)) await sim.ended(sim.recover());
  sim.queries = 0;
  const giveUpAt = sim.world.now + GIVE_UP_MS;
  const queries = MAX_QUERIES * (sim.weChat.notFoundStyle === 'documented' ? ANSWERS_OF_OLD_SHAPE : 1);
  while (sim.queries < queries) {
    const waits = [...sim.table.records.values()].flatMap(({ due_at }) => due_at ?? []);
    if (waits.length === 0) return;
    const waitMs = Math.min(...waits) - sim.world.now;
    // A due time beyond all waits is a wrong clock's: the next pass meets it.
    await sim.world.pass(waitMs > LONGEST_WAIT_MS ? PASS_MS : Math.max(PASS_MS, waitMs));
    await sim.ended(sim.recover());
    if (sim.world.now > giveUpAt) {
      sim.violations.push(`a record is due, and recovery does not query it: ${sim.queries} queries`);
      return;
    }
  }
  const [record] = sim.table.records.values();
  const said = record?.unresolved_at_ms === undefined ? null : sim.resolve();
  if (said !== null) await sim.ended(said);
}

const PASS_MS = 10 * MINUTE_MS;
const LONGEST_WAIT_MS = 25 * 60 * MINUTE_MS;
/** A record that is due and never looked at must not keep the story from its end. */
const GIVE_UP_MS = 40 * 24 * 60 * MINUTE_MS;
const MAX_QUERIES = 3;

/** The old shape of "no such order" is also how a busy WeChat answers: three in a row tell what one tells otherwise. */
const ANSWERS_OF_OLD_SHAPE = 3;
