import type { PassLease } from '../../../shared/records/table';

/** The lease of recovery passes in memory, as the contract suite of `test/records` demands of a store. */
export class MemoryPassLease implements PassLease {
  private held = { token: '', untilMs: 0 };

  async heldUntil(): Promise<number> {
    return this.held.untilMs;
  }

  async take(token: string, nowMs: number, untilMs: number, latestMs: number): Promise<boolean> {
    const isFree = this.held.untilMs <= nowMs || this.held.untilMs > latestMs || this.held.token === token;
    if (isFree) this.held = { token, untilMs };
    return isFree;
  }

  async release(token: string): Promise<void> {
    if (this.held.token === token) this.held = { token, untilMs: 0 };
  }
}
