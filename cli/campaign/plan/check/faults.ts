import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reason } from '../reason/reason';
import { Bits } from './bits';

/** Rows whose faults stand in one file, and are in memory together when they are read. */
const PART_ROWS = 16_384;

/** Characters that wait for one write. */
const WAITING = 16_384;

/** A row that cannot be paid, and why. */
export interface Fault {
  readonly row: number;
  readonly reason: Reason;
}

/** Faults in any order in, by row out, through files: a file may have as many as it has rows. */
export class Faults {
  /** Rows with at least one. */
  count = 0;
  private readonly rows = new Bits();
  private readonly waiting = new Map<number, string>();
  private parts = 0;
  private read: { readonly part: number; readonly reasons: ReadonlyMap<number, Reason> } | null = null;

  /** @param dir a new folder */
  constructor(private readonly dir: string) {
    mkdirSync(dir, { mode: 0o700 });
  }

  /** One for each row. */
  add(row: number, reason: Reason): void {
    this.count += 1;
    this.rows.add(row);
    const part = Math.floor(row / PART_ROWS);
    this.parts = Math.max(this.parts, part + 1);
    const text = `${this.waiting.get(part) ?? ''}${JSON.stringify([row, reason])}\n`;
    this.waiting.set(part, text);
    if (text.length >= WAITING) this.flush(part);
  }

  has(row: number): boolean {
    return this.rows.has(row);
  }

  /** The reason of a row; null for a good one. Fast for rows in their order. */
  of(row: number): Reason | null {
    if (!this.rows.has(row)) return null;
    const part = Math.floor(row / PART_ROWS);
    if (this.read?.part !== part) this.read = { part, reasons: this.load(part) };
    return this.read.reasons.get(row) ?? null;
  }

  /** The first ones by row. */
  first(howMany: number): Fault[] {
    const found: Fault[] = [];
    for (let part = 0; part < this.parts && found.length < howMany; part += 1)
      for (const [row, reason] of [...this.load(part)].sort(([a], [b]) => a - b)) found.push({ row, reason });
    return found.slice(0, howMany);
  }

  private load(part: number): Map<number, Reason> {
    this.flush(part);
    const file = join(this.dir, String(part));
    if (!existsSync(file)) return new Map();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    return new Map(lines.map((line) => JSON.parse(line) as [number, Reason]));
  }

  private flush(part: number): void {
    const text = this.waiting.get(part);
    if (text !== undefined) appendFileSync(join(this.dir, String(part)), text, { mode: 0o600 });
    this.waiting.delete(part);
  }
}
