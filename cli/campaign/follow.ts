import { createReadStream, statSync } from 'node:fs';
import type { Manifest } from '../../shared/campaign/manifest';
import { isJournalLine, journalFile, parseLine } from './journal';
import { RowOutcomes } from './outcomes';

const NEWLINE = 10;

/** The rate is that of so many seconds. */
const WINDOW_S = 15;

/**
 * Follows the journal of a run in another process: each `read` takes in what has been appended since, so that watching a
 * campaign of a million rows costs no more than what happens meanwhile.
 */
export class FollowedJournal {
  rows: RowOutcomes;
  private inode = 0;
  private offset = 0;
  private rest: Buffer = Buffer.alloc(0);
  /** Null until its first line has been read. */
  private isOurs: boolean | null = null;
  private readonly recent: { readonly atMs: number; readonly lines: number }[] = [];
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
  ) {
    this.rows = this.none();
  }

  /** Takes in what is new. Calls at once wait for one another. */
  read(): Promise<void> {
    this.reading = this.reading.catch(() => undefined).then(() => this.readOn());
    return this.reading;
  }

  /** Rows a second, lately; 0 before the second read. */
  get rate(): number {
    const [first, last] = [this.recent[0], this.recent.at(-1)];
    if (first === undefined || last === undefined || last.atMs === first.atMs) return 0;
    const lines = this.recent.slice(1).reduce((sum, sample) => sum + sample.lines, 0);
    return (lines * 1_000) / (last.atMs - first.atMs);
  }

  private none(): RowOutcomes {
    return new RowOutcomes(this.manifest.count, this.manifest.total_fen);
  }

  private async readOn(): Promise<void> {
    const file = journalFile(this.folder);
    const found = statSync(file, { throwIfNoEntry: false });
    if (found !== undefined && found.ino !== this.inode) this.begin(found.ino);
    let lines = 0;
    if (found !== undefined && found.size > this.offset)
      for await (const chunk of createReadStream(file, { start: this.offset }) as AsyncIterable<Buffer>)
        lines += this.take(chunk);
    this.sample(lines);
  }

  /** A run has set the journal of another plan aside and begun its own. */
  private begin(inode: number): void {
    this.inode = inode;
    this.offset = 0;
    this.rest = Buffer.alloc(0);
    this.isOurs = null;
    this.rows = this.none();
  }

  /** @returns how many lines it completed */
  private take(chunk: Buffer): number {
    this.offset += chunk.length;
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE);
    this.rest = Buffer.from(bytes.subarray(end + 1));
    if (end < 0) return 0;
    const lines = bytes.toString('utf8', 0, end).split('\n');
    for (const line of lines) this.takeLine(parseLine(line));
    return lines.length;
  }

  private takeLine(line: unknown): void {
    if (this.isOurs === null) {
      // A journal of another plan counts as none; the next run sets it aside.
      this.isOurs = (line as { plan_sha256?: string } | null)?.plan_sha256 === this.manifest.plan_sha256;
    } else if (this.isOurs && isJournalLine(line)) this.rows.set(line.n, line.outcome, line.fen, line.at);
  }

  private sample(lines: number): void {
    const atMs = performance.now();
    this.recent.push({ atMs, lines });
    while (this.recent.length > 2 && atMs - (this.recent[0]?.atMs ?? 0) > WINDOW_S * 1_000)
      this.recent.shift();
  }
}
