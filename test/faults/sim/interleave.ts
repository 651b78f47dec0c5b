import type { PaidData, UnpaidData } from '../../../shared/contract/answers';
import type { Invocation } from './effects';
import { afterTheFaults, type History, judge } from './history';
import { type Ended, Simulation } from './simulation';

/** The turns that were possible at each point, and the one that was taken. */
interface Trace {
  readonly taken: number[];
  readonly options: number[];
}

/** After so many turns of its own, a twin goes on without being interrupted. */
const INTERRUPTED_TURNS = 8;

/**
 * Two invocations of one intent that take their effects in turns. At each point either may go on, or time may
 * pass to the next timer; `prefix` chooses, and beyond it the first option is taken.
 */
export async function playTwins(
  history: History,
  prefix: readonly number[],
): Promise<{ violations: string[]; trace: Trace }> {
  const sim = new Simulation();
  Object.assign(sim.weChat, { truth: history.truth, replay: history.replay });
  for (const [number, kind] of history.faults) sim.effects.faults.set(number, kind);
  const waiting = new Map<Invocation, () => void>();
  sim.effects.turn = (inv) => new Promise((resolve) => waiting.set(inv, resolve));
  const answers: Ended<PaidData | UnpaidData>[] = [];
  const twins = [sim.send(), sim.send()];
  for (const twin of twins) void twin.then((answer) => answers.push(answer));
  const trace: Trace = { taken: [], options: [] };
  const turns = new Map<Invocation, number>();
  await sim.world.settled();
  while (answers.length < twins.length) {
    const ready = [...waiting.keys()].filter((inv) => !inv.dead);
    const isInterrupted = ready.every((inv) => (turns.get(inv) ?? 0) < INTERRUPTED_TURNS);
    const choice = choose(trace, prefix, isInterrupted ? ready.length + 1 : 1);
    const inv = ready[choice];
    if (inv === undefined) {
      if (!(await sim.world.step())) throw new Error('the twins stand still');
      continue;
    }
    turns.set(inv, (turns.get(inv) ?? 0) + 1);
    waiting.get(inv)?.();
    waiting.delete(inv);
    await sim.world.settled();
  }
  sim.effects.turn = null;
  await afterTheFaults(sim);
  return { violations: [...sim.violations, ...judge(sim, answers)], trace };
}

function choose({ taken, options }: Trace, prefix: readonly number[], count: number): number {
  const choice = count === 1 ? 0 : Math.min(prefix[taken.length] ?? 0, count - 1);
  if (count > 1) {
    taken.push(choice);
    options.push(count);
  }
  return choice;
}

/** The next prefix in order, or null when all have been tried. */
export function nextPrefix({ taken, options }: Trace): number[] | null {
  for (let index = taken.length - 1; index >= 0; index -= 1) {
    const choice = taken[index] ?? 0;
    if (choice + 1 < (options[index] ?? 0)) return [...taken.slice(0, index), choice + 1];
  }
  return null;
}
