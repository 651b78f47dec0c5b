/** More plans than this are not remembered. */
const MAX_KEPT = 20;

/** What a page says of a plan that was made. */
export interface Made {
  readonly campaign: string;
  readonly count: number;
  readonly totalFen: number;
  /** Rows with a fault, which were left out. */
  readonly leftOut: number;
}

/** Plans that are being made or were made lately, by their upload: a second click gets the result of the first. */
export class Plans {
  private readonly made = new Map<string, Promise<Made>>();

  /** Null if none is being made of the upload, or was. */
  of(id: string): Promise<Made> | null {
    return this.made.get(id) ?? null;
  }

  /** Makes a plan of an upload, once. A failure is forgotten, so that it can be tried again. */
  once(id: string, make: () => Promise<Made>): Promise<Made> {
    const before = this.made.get(id);
    if (before !== undefined) return before;
    const making = make();
    this.made.set(id, making);
    making.catch(() => this.made.delete(id));
    const [oldest] = this.made.keys();
    if (this.made.size > MAX_KEPT && oldest !== undefined) this.made.delete(oldest);
    return making;
  }
}
