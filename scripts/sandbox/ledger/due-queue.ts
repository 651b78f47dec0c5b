interface Due<T> {
  atMs: number;
  seq: number;
  what: T;
}

function before<T>(a: Due<T>, b: Due<T>): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.seq < b.seq);
}

/** A binary heap by time, with equal times in insertion order, so that finding due items needs no scan. */
export class DueQueue<T> {
  private readonly heap: Due<T>[] = [];
  private seq = 0;

  add(atMs: number, what: T): void {
    this.seq += 1;
    const item = { atMs, seq: this.seq, what };
    let at = this.heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.heap[above];
      if (!parent || !before(item, parent)) break;
      this.heap[at] = parent;
      at = above;
    }
    this.heap[at] = item;
  }

  /** Takes the earliest item that is due at `nowMs`. */
  takeDue(nowMs: number): { atMs: number; what: T } | undefined {
    const first = this.heap[0];
    if (!first || first.atMs > nowMs) return undefined;
    const last = this.heap.pop();
    if (last && this.heap.length > 0) this.sink(last);
    return first;
  }

  private sink(item: Due<T>): void {
    let at = 0;
    for (;;) {
      const left = this.heap[2 * at + 1];
      if (!left) break;
      const right = this.heap[2 * at + 2];
      const rightFirst = right !== undefined && before(right, left);
      const child = rightFirst ? right : left;
      if (!before(child, item)) break;
      this.heap[at] = child;
      at = 2 * at + (rightFirst ? 2 : 1);
    }
    this.heap[at] = item;
  }
}
