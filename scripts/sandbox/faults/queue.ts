import type { Call } from '../protocol/calls';
import type { FaultOrder } from './types';

export interface QueuedFault extends FaultOrder {
  id: number;
  /** Number of calls it has hit so far. */
  hits: number;
}

function matches(queued: QueuedFault, call: Call, mch_billno: string | undefined): boolean {
  if (queued.call === 'send' ? call === 'gethbinfo' : queued.call !== 'any' && queued.call !== call)
    return false;
  return queued.mch_billno === undefined || queued.mch_billno === mch_billno;
}

/** Faults in the order they were requested. Each call gets at most one: the first that matches. */
export class FaultQueue {
  private queued: QueuedFault[] = [];
  private lastId = 0;

  add(orders: readonly FaultOrder[]): QueuedFault[] {
    const added = orders.map((order) => {
      this.lastId += 1;
      return { ...order, id: this.lastId, hits: 0 };
    });
    this.queued.push(...added);
    return added;
  }

  take(call: Call, mch_billno: string | undefined): QueuedFault | undefined {
    for (const fault of this.queued) {
      if (fault.times !== 'always' && fault.hits >= fault.times) continue;
      if (!matches(fault, call, mch_billno)) continue;
      if (fault.skip > 0) {
        fault.skip -= 1;
        continue;
      }
      fault.hits += 1;
      return fault;
    }
    return undefined;
  }

  /** All faults since the last `clear`, including used-up ones, so that a test can see which ones hit. */
  list(): readonly QueuedFault[] {
    return this.queued;
  }

  clear(): void {
    this.queued = [];
  }
}
