import type { Invocation } from './effects';
import type { FaultKind } from './faults';
import { type Action, type Answer, afterTheFaults, begin, type History, simulationOf } from './history';
import { judge } from './judge';

/** Invocations that meet: what came before them, and what goes wrong while they run. */
export interface Meeting {
  readonly truth: History['truth'];
  readonly replay: History['replay'];
  /** Played to its end first, with faults of its own. */
  readonly before?: Pick<History, 'actions' | 'faults'>;
  readonly afterMs?: number;
  /** What WeChat does from then on. */
  readonly later?: History['truth'];
  readonly concurrent: readonly Action['do'][];
  /** Numbered from the first effect of the concurrent invocations. */
  readonly faults: readonly (readonly [number, FaultKind])[];
}

/** Says which of `count` turns is taken. */
export type Chooser = (count: number) => number;

/** How far apart interleavings are told: the first turns of each invocation, and how often time passes out of turn. */
export interface Bounds {
  /** After so many turns of its own, an invocation goes on without being interrupted. */
  readonly turns: number;
  /** How often time may pass although somebody could go on; it always passes when nobody can. */
  readonly pauses: number;
}

/**
 * Invocations of one intent that take their effects in turns. At each point either may go on, or time may pass to
 * the next timer; `choose` says which.
 */
export async function playConcurrent(meeting: Meeting, bounds: Bounds, choose: Chooser): Promise<string[]> {
  const { before = { actions: [], faults: [] }, concurrent, later = meeting.truth, afterMs = 0 } = meeting;
  const sim = simulationOf({ ...meeting, faults: before.faults });
  const answers: (Answer | null)[] = [];
  for (const action of before.actions) {
    await sim.world.pass(action.afterMs);
    answers.push(await sim.ended(begin(sim, action)));
  }
  await sim.world.pass(afterMs);
  sim.weChat.truth = later;
  const first = sim.effects.sites.length;
  for (const [number, kind] of meeting.faults) sim.effects.faults.set(first + number, kind);
  const waiting = new Map<Invocation, () => void>();
  sim.effects.turn = (inv) => new Promise((resolve) => waiting.set(inv, resolve));
  const turns = new Map<Invocation, number>();
  let pauses = 0;
  let left = concurrent.length;
  for (const what of concurrent) {
    void begin(sim, { do: what, afterMs: 0 }).then((answer) => {
      answers.push(answer);
      left -= 1;
    });
  }
  await sim.world.settled();
  while (left > 0) {
    const ready = [...waiting.keys()].filter((inv) => !inv.dead);
    const mayPause = ready.length > 0 && pauses < bounds.pauses;
    const isInterrupted = ready.every((inv) => (turns.get(inv) ?? 0) < bounds.turns);
    const options = isInterrupted ? ready.length + (mayPause ? 1 : 0) : 1;
    const inv = ready[options > 1 ? choose(options) : 0];
    if (inv === undefined) {
      if (mayPause) pauses += 1;
      if (!(await sim.world.step())) throw new Error('the invocations stand still');
      continue;
    }
    turns.set(inv, (turns.get(inv) ?? 0) + 1);
    waiting.get(inv)?.();
    waiting.delete(inv);
    await sim.world.settled();
  }
  sim.effects.turn = null;
  await afterTheFaults(sim);
  const told = answers.filter((answer) => answer !== null);
  return [...sim.violations, ...judge(sim, told)];
}

/** Plays every interleaving within the bounds, depth first. */
export async function everyInterleaving(meeting: Meeting, bounds: Bounds) {
  const bad: { readonly choices: readonly number[]; readonly violations: readonly string[] }[] = [];
  let played = 0;
  for (let prefix: number[] | null = []; prefix !== null; ) {
    const choices: number[] = [];
    const counts: number[] = [];
    const planned: readonly number[] = prefix;
    const violations = await playConcurrent(meeting, bounds, (count) => {
      const choice = planned[choices.length] ?? 0;
      choices.push(choice);
      counts.push(count);
      return choice;
    });
    played += 1;
    if (violations.length > 0) bad.push({ choices, violations });
    prefix = following(choices, counts);
  }
  return { played, bad };
}

/** The next prefix in order, or null when all have been tried. */
function following(choices: readonly number[], counts: readonly number[]): number[] | null {
  for (let index = choices.length - 1; index >= 0; index -= 1) {
    const choice = choices[index] ?? 0;
    if (choice + 1 < (counts[index] ?? 0)) return [...choices.slice(0, index), choice + 1];
  }
  return null;
}
