import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Entry } from './types';

/**
 * An append-only file, one transaction per line. The kernel has a line before the caller continues, so a SIGKILL loses
 * nothing that a response confirmed; only a power cut could, which does not matter for a sandbox.
 */
export class Journal {
  private opened: { readonly descriptor: number; end: number } | undefined;

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

  /** Atomically replaces the content with one transaction, and opens the file for appending. An error changes nothing. */
  restart(entries: readonly Entry[]): void {
    if (this.file === undefined) return;
    mkdirSync(dirname(this.file), { recursive: true });
    const fresh = `${this.file}.${process.pid}.tmp`;
    // Private, since accounts are stored with their keys.
    const descriptor = openSync(fresh, 'w', 0o600);
    try {
      const end = writeLine(descriptor, entries, 0);
      renameSync(fresh, this.file);
      this.close();
      this.opened = { descriptor, end };
    } catch (error) {
      closeSync(descriptor);
      rmSync(fresh, { force: true });
      throw error;
    }
  }

  /**
   * @throws Error if the disk is full, for example. What was written by then does no harm: the next line goes to the same
   * place, and what is left of the longer one behind it is an incomplete last line.
   */
  append(entries: readonly Entry[]): void {
    if (this.opened) this.opened.end = writeLine(this.opened.descriptor, entries, this.opened.end);
  }

  close(): void {
    if (this.opened) closeSync(this.opened.descriptor);
    this.opened = undefined;
  }
}

/** @returns where the line ends */
function writeLine(descriptor: number, entries: readonly Entry[], at: number): number {
  const line = Buffer.from(`${JSON.stringify(entries)}\n`);
  // One call may write a part only and report no error, on a disk that becomes full for example.
  for (let done = 0; done < line.length; )
    done += writeSync(descriptor, line, done, line.length - done, at + done);
  return at + line.length;
}
