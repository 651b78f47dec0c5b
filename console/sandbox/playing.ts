/** A scenario that is being played, one at a time: the steps and faults of two would mix. */
export class Playing {
  /** Steps that were played. */
  done = 0;
  private readonly controller = new AbortController();
  /** Ends the scenario before its next step: when somebody stops it, or the page that waits for it is left. */
  readonly signal: AbortSignal;

  constructor(
    readonly total: number,
    left: AbortSignal,
  ) {
    this.signal = AbortSignal.any([left, this.controller.signal]);
  }

  stop(): void {
    this.controller.abort();
  }
}
