import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from './types';

/**
 * An append-only file, one transaction per line. The kernel has a line before the caller continues, so a SIGKILL loses
 * nothing that a response confirmed; only a power cut could, which does not matter for a sandbox.
 */
export class Journal {
  private descriptor: number | undefined;

  constructor(private readonly file: string | undefined) {}

  /** Null without a file. */
  get folder(): string | null {
    return this.file === undefined ? null : dirname(this.file);
  }

  /** The transactions on file. An incomplete last line is a write that a kill interrupted: unconfirmed, so dropped. */
  read(): Entry[][] {
    if (this.file === undefined || !existsSync(this.file)) return [];
    const lines = readFileSync(this.file, 'utf8').split('\n');
    lines.pop();
    return lines.map((line, index) => {
      try {
        return JSON.parse(line) as Entry[];
      } catch (cause) {
        throw new Error(`${this.file}: line ${index + 1} is not a ledger transaction`, { cause });
      }
    });
  }

  /** Atomically replaces the content with one transaction, and opens the file for appending. */
  restart(entries: readonly Entry[]): void {
    this.close();
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const fresh = `${this.file}.${process.pid}.tmp`;
    // Private, since accounts are stored with their keys.
    writeFileSync(fresh, `${JSON.stringify(entries)}\n`, { mode: 0o600 });
    renameSync(fresh, this.file);
    this.descriptor = openSync(this.file, 'a');
  }

  append(entries: readonly Entry[]): void {
    if (this.descriptor !== undefined) writeSync(this.descriptor, `${JSON.stringify(entries)}\n`);
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }
}
