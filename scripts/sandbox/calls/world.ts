import type { SandboxClock } from '../clock';
import type { Ledger } from '../ledger/ledger';
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
    const { atMs, what } = next;
    if ('order' in what) {
      const order = world.ledger.orders.get(what.order);
      if (order) endState(world.ledger, order, atMs, (ledger, due) => attempt(ledger, due, atMs));
    } else {
      const late = world.ledger.pending.get(what.pending);
      if (!late) continue;
      world.ledger.commit({ put: 'pending-done', value: late.seq });
      send(world.ledger, late.call, new Map(Object.entries(late.fields)), atMs);
    }
  }
}
