import type { SandboxClock } from '../clock';
import type { DueItem, Ledger } from '../ledger/ledger';
import { endState } from '../ledger/lifecycle';
import { attempt, send } from './send';

/** The state that calls act on. `realNowMs` is real time, by which the send rate is measured. */
export interface World {
  ledger: Ledger;
  clock: SandboxClock;
  realNowMs: () => number;
  /** Real times of each merchant's latest sends. */
  sendTimes: Map<string, number[]>;
}

/** Carries out everything that is due by now, in order, each at its own time. */
export function catchUp(world: World): void {
  const nowMs = world.clock.nowMs();
  for (let next = world.ledger.takeDue(nowMs); next; next = world.ledger.takeDue(nowMs)) {
    try {
      carryOut(world.ledger, next);
    } catch (error) {
      world.ledger.putBack(next);
      throw error;
    }
  }
}

function carryOut(ledger: Ledger, { atMs, what }: { atMs: number; what: DueItem }): void {
  if ('order' in what) {
    const order = ledger.orders.get(what.order);
    if (order) endState(ledger, order, atMs, (_ledger, due) => attempt(ledger, due, atMs));
    return;
  }
  const late = ledger.pending.get(what.pending);
  if (!late) return;
  send(ledger, late.call, new Map(Object.entries(late.fields)), atMs);
  // After it, since a send that takes effect again pays nothing twice, and one that is lost never does.
  ledger.commit({ put: 'pending-done', value: late.seq });
}
