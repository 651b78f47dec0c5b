/** More than any story needs: one that never ends must fail, and not be waited for. */
const MAX_EVENTS = 100_000;

/** Virtual time. Events run in order of their time; between two of them every promise that can settle has settled. */
export class World {
  /** Unix milliseconds. */
  now: number;
  private readonly queue: { at: number; seq: number; run: () => void }[] = [];
  private seq = 0;
  private events = 0;

  constructor(
    startMs = 1_800_000_000_000,
    private readonly maxEvents = MAX_EVENTS,
  ) {
    this.now = startMs;
  }

  at(timeMs: number, run: () => void): void {
    this.seq += 1;
    const event = { at: Math.max(timeMs, this.now), seq: this.seq, run };
    let index = this.queue.length;
    while (index > 0) {
      const before = this.queue[index - 1];
      if (before === undefined || before.at <= event.at) break;
      index -= 1;
    }
    this.queue.splice(index, 0, event);
  }

  after(ms: number, run: () => void): void {
    this.at(this.now + ms, run);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Runs events until `done` says so or none is left. */
  async run(done: () => boolean): Promise<void> {
    await drain();
    while (!done() && (await this.step()));
  }

  /** Runs the next event; false when there is none. */
  async step(): Promise<boolean> {
    const event = this.queue.shift();
    if (event === undefined) return false;
    this.events += 1;
    if (this.events > this.maxEvents)
      throw new Error(`the story does not end within ${this.maxEvents} events`);
    this.now = event.at;
    event.run();
    await drain();
    return true;
  }

  /** Everything that can go on without time passing has gone on. */
  settled(): Promise<void> {
    return drain();
  }

  /** Lets time pass, and whatever was on its way arrive. */
  async pass(ms: number): Promise<void> {
    const until = this.now + ms;
    let isOver = false;
    this.at(until, () => {
      isOver = true;
    });
    await this.run(() => isOver);
  }
}

/** A tick that is asked for among promises runs when none of them can settle any more; no effect here does real I/O. */
function drain(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
