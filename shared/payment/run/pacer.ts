/** Spaces calls to WeChat in time, across concurrent attempts: each takes its turn at the moment it calls. */
export class Pacer {
  private readonly next: Record<PacedCall, number> = { send: 0, query: 0 };

  /** @param spacingMs minimum time between two calls of a kind */
  constructor(private readonly spacingMs: Readonly<Record<PacedCall, number>>) {}

  /** Earliest start of the next call of this kind, in unix milliseconds. */
  nextAt(call: PacedCall): number {
    return this.next[call];
  }

  /** Records that a call of this kind begins. */
  take(call: PacedCall, nowMs: number): void {
    this.next[call] = nowMs + this.spacingMs[call];
  }
}

export type PacedCall = 'send' | 'query';
