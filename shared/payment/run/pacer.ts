/** Spaces calls to WeChat by time, those of concurrent attempts together: each takes its turn at the moment it calls. */
export class Pacer {
  private readonly next: Record<PacedCall, number> = { send: 0, query: 0 };

  /** @param spacingMs between two calls of a kind */
  constructor(private readonly spacingMs: Readonly<Record<PacedCall, number>>) {}

  /** When the next call of this kind may begin, in unix milliseconds. */
  nextAt(call: PacedCall): number {
    return this.next[call];
  }

  /** A call of this kind begins. */
  take(call: PacedCall, nowMs: number): void {
    this.next[call] = nowMs + this.spacingMs[call];
  }
}

export type PacedCall = 'send' | 'query';
