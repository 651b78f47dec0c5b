import { randomUUID } from 'node:crypto';
import type { Html } from '../cli/page/html';

/** So many results stay in memory; an older one is no longer shown. */
const KEPT = 50;

/**
 * What an act has done, kept for the page that follows its redirect. A reload shows it again and repeats nothing.
 * In memory only.
 */
export class Flash {
  private readonly results = new Map<string, Html>();

  /** @returns the id for the query param `done` */
  put(result: Html): string {
    const id = randomUUID();
    this.results.set(id, result);
    const [oldest] = this.results.keys();
    if (this.results.size > KEPT && oldest !== undefined) this.results.delete(oldest);
    return id;
  }

  get(id: string | undefined): Html | null {
    return this.results.get(id ?? '') ?? null;
  }
}
