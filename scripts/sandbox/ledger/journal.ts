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
 * An append-only file, one transaction per line. A line is handed to the kernel before the caller goes on, so
 * a SIGKILL loses nothing that was answered; only a power cut could, which a sandbox need not outlive.
 */
export class Journal {
  private descriptor: number | undefined;

  constructor(private readonly file: string | undefined) {}

  /** The transactions on file. A torn last line is the write a kill interrupted: never answered, so dropped. */
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

  /** Replaces the file by one transaction, atomically, and opens it for appending. */
  restart(entries: readonly Entry[]): void {
    this.close();
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const fresh = `${this.file}.${process.pid}.tmp`;
    // Accounts on file bear their keys.
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
