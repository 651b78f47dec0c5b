import type { PaidData, UnpaidData } from '../../../shared/contract/answers';
import { SETTLE_SEND_AGE_MS } from '../../../shared/payout/rules';
import type { StoredRecord } from '../../../shared/records/record';
import type { Door, FaultKind } from './faults';
import type { Replay, Truth } from './memory-wechat';
import { type Ended, KEY, PARAMS, Simulation } from './simulation';

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
  /** Effect number → fault. */
  readonly faults: readonly (readonly [number, FaultKind])[];
  readonly actions: readonly Action[];
}

/** How a simulation is set up. */
export type Beginning = Pick<
  History,
  'truth' | 'replay' | 'notFoundStyle' | 'dailyBudgetFen' | 'hosts' | 'faults'
>;

/** One invocation, so long after the one before it has ended; its clock may run ahead or behind. */
export interface Action {
  readonly do: 'send' | 'settle' | 'look';
  readonly afterMs: number;
  readonly skewMs?: number;
}

/** Lambda's retry of a send, the caller's, and settling between them. */
export const ACTIONS: readonly Action[] = [
  { do: 'send', afterMs: 0 },
  { do: 'send', afterMs: 1_000 },
  { do: 'settle', afterMs: 600_000 },
  { do: 'send', afterMs: 3_600_000 },
];

export interface Verdict {
  /** Empty when all held. */
  readonly violations: readonly string[];
  /** The door of each effect, until the faults stopped. */
  readonly doors: readonly Door[];
  /** How many of the planned faults met an effect that they can happen to. */
  readonly struck: number;
  /** How the record ended; none when nothing was claimed. */
  readonly end: StoredRecord['state'] | 'none';
}

const MINUTE_MS = 60_000;

export type Answer = Ended<PaidData | UnpaidData>;

/** Plays the history to its end, lets the faults stop, settles, and judges. */
export async function play(history: History): Promise<Verdict> {
  const sim = simulationOf(history);
  const answers: Answer[] = [];
  for (const action of history.actions) {
    await sim.world.pass(action.afterMs);
    if (answers.length > 0 && history.later !== undefined) sim.weChat.truth = history.later;
    const answer = await act(sim, action, answers.some(isFinal));
    if (answer !== null) answers.push(answer);
  }
  for (const twin of sim.twins) answers.push(await sim.ended(twin));
  const doors = [...sim.effects.doors];
  const struck = sim.effects.struck.size;
  await afterTheFaults(sim);
  return { violations: [...sim.violations, ...judge(sim, answers)], doors, struck, end: endOf(sim) };
}

export function simulationOf(beginning: Beginning): Simulation {
  const { truth, replay, notFoundStyle = 'live', dailyBudgetFen = null, hosts = 1, faults } = beginning;
  const sim = new Simulation(dailyBudgetFen);
  sim.hosts = hosts;
  Object.assign(sim.weChat, { truth, replay, notFoundStyle });
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
export async function begin(sim: Simulation, { do: what, skewMs }: Action): Promise<Answer | null> {
  switch (what) {
    case 'send':
      return sim.send(KEY, skewMs);
    case 'settle':
      await sim.settle(skewMs);
      return null;
    case 'look':
      await sim.look();
      return null;
  }
}

function isFinal(answer: Answer): boolean {
  return answer.how === 'answered' && ('return_code' in answer.data || answer.data.outcome === 'refused');
}

/** Passes of settling as the schedule makes them, until the record is at its end or has had its looks. */
export async function afterTheFaults(sim: Simulation): Promise<void> {
  sim.effects.faults.clear();
  // To be busy is a fault too, and stops.
  if (sim.weChat.truth === 'SYSTEMERROR' || sim.weChat.truth === 'PROCESSING') sim.weChat.truth = 'pays';
  // What is still under way arrives before the looks are counted.
  await sim.world.pass(10 * MINUTE_MS);
  // Only now it is known whom a late claim has pinned.
  sim.mendSecret();
  sim.weChat.finish();
  sim.looks = 0;
  const giveUpAt = sim.world.now + GIVE_UP_MS;
  const looks = MAX_LOOKS * (sim.weChat.notFoundStyle === 'documented' ? ANSWERS_OF_OLD_SHAPE : 1);
  while (sim.looks < looks) {
    const due = Math.min(
      ...[...sim.table.records.values()].map(({ due_at }) => due_at ?? Number.POSITIVE_INFINITY),
    );
    if (due === Number.POSITIVE_INFINITY) return;
    await sim.world.pass(Math.max(PASS_MS, due - sim.world.now));
    await sim.ended(sim.settle());
    if (sim.world.now > giveUpAt) {
      sim.violations.push(`a record is due, and nobody looks at it: ${sim.looks} looks`);
      return;
    }
  }
}

const PASS_MS = 10 * MINUTE_MS;
/** A record that is due and never looked at must not keep the story from its end. */
const GIVE_UP_MS = 40 * 24 * 60 * MINUTE_MS;
const MAX_LOOKS = 3;

/** The old shape of "no such order" is also how a busy WeChat answers: three in a row tell what one tells otherwise. */
const ANSWERS_OF_OLD_SHAPE = 3;

/** What of the promises does not hold, in sentences. */
export function judge(sim: Simulation, answers: readonly Answer[]): string[] {
  const found: string[] = [];
  const { payments } = sim.weChat;
  const records = [...sim.table.records.values()];
  if (payments.length > 1) found.push(`paid ${payments.length} times`);
  if (records.length > 1) found.push(`${records.length} records for one intent`);
  const recorded = records
    .filter(({ state }) => state === 'paid')
    .reduce((sum, { total_fen }) => sum + total_fen, 0);
  const paid = payments.reduce((sum, { fen }) => sum + fen, 0);
  if (recorded !== paid) found.push(`WeChat paid ${paid} fen, the records say ${recorded}`);
  for (const answer of answers) found.push(...judgeAnswer(answer, payments.length));
  found.push(...judgeBudget(sim, recorded));
  for (const record of records) found.push(...judgeRecord(sim, record));
  for (const [number, times] of sim.sentAt) {
    const close = times.some((time, index) => index > 0 && time - (times[index - 1] ?? 0) < 1_000);
    if (close) found.push(`${number} was sent twice within a second`);
  }
  return found;
}

function judgeAnswer(answer: Answer, payments: number): string[] {
  if (answer.how !== 'answered') return [];
  if ('return_code' in answer.data)
    return payments === 1 ? [] : ['SUCCESS was answered, and nothing was paid'];
  return answer.data.outcome === 'refused' && payments > 0 ? ['refused was answered, and it was paid'] : [];
}

/** A budget may count too much, and so stop early; never less than is paid out of it. */
function judgeBudget({ dailyBudgetFen, budget }: Simulation, paidFen: number): string[] {
  const counted = budget.total();
  return dailyBudgetFen === null || counted >= paidFen
    ? []
    : [`the budget counts ${counted} of ${paidFen} fen`];
}

function judgeRecord(sim: Simulation, record: StoredRecord): string[] {
  const order = sim.weChat.order(record.mch_id, record.mch_billno);
  if (record.total_fen !== PARAMS.total_fen || record.re_openid !== PARAMS.re_openid)
    return ['the record changed'];
  switch (record.state) {
    case 'paid':
      return order?.state === 'paid' ? [] : ['paid on record, not at WeChat'];
    case 'closed':
      return order === undefined || order.state === 'failed'
        ? []
        : [`closed on record, ${order.state} at WeChat`];
    case 'parked':
      return order === undefined || order.state === 'parked'
        ? []
        : [`parked on record, ${order.state} at WeChat`];
    case 'open':
      // Too old to be sent, and WeChat has no order of it: it is asked until day 29, and then a person decides.
      if (order === undefined && sim.world.now >= record.created_at * 1000 + SETTLE_SEND_AGE_MS) return [];
      return [`still open after ${sim.looks} looks, ${order?.state ?? 'missing'} at WeChat`];
  }
}
