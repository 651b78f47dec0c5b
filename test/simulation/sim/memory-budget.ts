import type { Budget } from '../../../shared/records/budget';

/** The counter of each account and day in memory, as conditional updates of one item would leave it. */
export class MemoryBudget implements Budget {
  /** Fen by account and day. */
  readonly claimed = new Map<string, number>();

  async reserve(account: string, day: string, fen: number, limitFen: number): Promise<number | null> {
    const before = this.claimed.get(`${account} ${day}`) ?? 0;
    if (before + fen > limitFen) return null;
    this.claimed.set(`${account} ${day}`, before + fen);
    return before + fen;
  }

  async release(account: string, day: string, fen: number): Promise<void> {
    this.claimed.set(`${account} ${day}`, (this.claimed.get(`${account} ${day}`) ?? 0) - fen);
  }

  total(): number {
    return [...this.claimed.values()].reduce((sum, fen) => sum + fen, 0);
  }
}
