/** The longest delay of a timer in Node; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A bound on what runs at once, first come, first served. */
export class Queue {
  /** In order of arrival. A Set, because a waiter that gives up leaves from the middle. */
  private readonly waiters = new Set<() => void>();

  constructor(private free: number) {}

  /** Resolves with true once there is a place, which `leave` must give back; with false if none came free in time. */
  enter(waitMs: number): Promise<boolean> {
    if (this.free > 0) {
      this.free -= 1;
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const enter = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const giveUp = () => {
        this.waiters.delete(enter);
        resolve(false);
      };
      const timer = waitMs > MAX_TIMER_MS ? undefined : setTimeout(giveUp, waitMs);
      this.waiters.add(enter);
    });
  }

  /** Hands the place to the first waiter. */
  leave(): void {
    const [first] = this.waiters;
    if (first === undefined) {
      this.free += 1;
      return;
    }
    this.waiters.delete(first);
    first();
  }
}
