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
  readonly later?: Truth;
  readonly replay: Replay;
  readonly notFoundStyle?: 'live' | 'documented';
  /** How many hosts are configured; one if not said. */
  readonly hosts?: number;
  /** Effect number → fault. */
  readonly faults: readonly (readonly [number, FaultKind])[];
  readonly actions: readonly Action[];
}

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
}

const MINUTE_MS = 60_000;

type Answer = Ended<PaidData | UnpaidData>;

/** Plays the history to its end, lets the faults stop, settles, and judges. */
export async function play(history: History): Promise<Verdict> {
  const sim = new Simulation();
  sim.hosts = history.hosts ?? 1;
  Object.assign(sim.weChat, {
    truth: history.truth,
    replay: history.replay,
    notFoundStyle: history.notFoundStyle ?? 'live',
  });
  for (const [number, kind] of history.faults) sim.effects.faults.set(number, kind);
  const answers: Answer[] = [];
  for (const action of history.actions) {
    await sim.world.pass(action.afterMs);
    if (answers.length > 0 && history.later !== undefined) sim.weChat.truth = history.later;
    const answer = await act(sim, action, answers.some(isFinal));
    if (answer !== null) answers.push(answer);
  }
  for (const twin of sim.twins) answers.push(await sim.ended(twin));
  const doors = [...sim.effects.doors];
  await afterTheFaults(sim);
  return { violations: [...sim.violations, ...judge(sim, answers)], doors };
}

/** A caller who was told for good does not ask again; everything else goes on. */
async function act(sim: Simulation, action: Action, isTold: boolean): Promise<Answer | null> {
  switch (action.do) {
    case 'send':
      return isTold ? null : sim.ended(sim.send(KEY, action.skewMs));
    case 'settle':
      await sim.ended(sim.settle(action.skewMs));
      return null;
    case 'look':
      await sim.ended(sim.look());
      return null;
  }
}

function isFinal(answer: Answer): boolean {
  return answer.how === 'answered' && ('return_code' in answer.data || answer.data.outcome === 'refused');
}

/** Passes of settling as the schedule makes them, until the record is at its end or has had its looks. */
export async function afterTheFaults(sim: Simulation): Promise<void> {
  sim.effects.faults.clear();
  sim.mendSecret();
  // To be busy is a fault too, and stops.
  if (sim.weChat.truth === 'SYSTEMERROR' || sim.weChat.truth === 'PROCESSING') sim.weChat.truth = 'pays';
  // What is still under way arrives before the looks are counted.
  await sim.world.pass(10 * MINUTE_MS);
  sim.weChat.finish();
  sim.looks = 0;
  for (let passes = 0; sim.looks < MAX_LOOKS && passes < MAX_PASSES; passes += 1) {
    const due = Math.min(
      ...[...sim.table.records.values()].map(({ due_at }) => due_at ?? Number.POSITIVE_INFINITY),
    );
    if (due === Number.POSITIVE_INFINITY) return;
    await sim.world.pass(Math.max(PASS_MS, due - sim.world.now));
    await sim.ended(sim.settle());
  }
}

const PASS_MS = 10 * MINUTE_MS;
const MAX_LOOKS = 3;
/** A record that is due and never looked at must not keep the story from its end. */
const MAX_PASSES = 20;

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
