import type { FileHandle } from 'node:fs/promises';
import type { Manifest } from '../../shared/campaign/manifest';
import { LOCAL_STACK } from '../stack-choice';
import { isJournalLine, journalFile, openIfAny, parseLine } from './journal';
import { RowOutcomes } from './outcomes';

const NEWLINE = 10;

/** The rate is that of so many seconds. */
const WINDOW_S = 15;

const CHUNK_BYTES = 65_536;

/** So much of the first and of the last bytes that were read is compared before reading on. */
const SAMPLE_BYTES = 256;

/** What was read of a file, enough to notice that it is no longer that file. */
interface Seen {
  readonly inode: number;
  readonly head: Buffer;
  readonly tail: Buffer;
}

const NOTHING: Seen = { inode: 0, head: Buffer.alloc(0), tail: Buffer.alloc(0) };

async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}

/**
 * Follows the journal of a run in another process: each `read` takes in what has been appended since, so that watching a
 * campaign of a million rows costs no more than what happens meanwhile.
 */
export class FollowedJournal {
  rows: RowOutcomes;
  private seen = NOTHING;
  private offset = 0;
  private rest: Buffer = Buffer.alloc(0);
  /** Null until its first line has been read. */
  private isOurs: boolean | null = null;
  private readonly recent: { readonly atMs: number; readonly lines: number }[] = [];
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly manifest: Manifest,
    /** Where the campaign is or will be sent; `LOCAL_STACK` for the local one. */
    private readonly stack: string,
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
    const file = await openIfAny(journalFile(this.folder));
    if (file === null) {
      if (this.seen !== NOTHING) this.begin(NOTHING);
      return;
    }
    try {
      const { ino: inode } = await file.stat();
      if (!(await this.isSame(file, inode))) this.begin({ ...NOTHING, inode });
      this.sample(await this.readFrom(file));
    } finally {
      await file.close();
    }
  }

  /** An inode alone does not tell: that of a deleted file is soon another's. A shorter file has no such tail. */
  private async isSame(file: FileHandle, inodeNow: number): Promise<boolean> {
    const { inode, head, tail } = this.seen;
    if (inodeNow !== inode) return false;
    const before = await bytesAt(file, this.offset - tail.length, tail.length);
    return head.equals(await bytesAt(file, 0, head.length)) && tail.equals(before);
  }

  /** @returns how many lines it completed */
  private async readFrom(file: FileHandle): Promise<number> {
    let lines = 0;
    for (;;) {
      const chunk = await bytesAt(file, this.offset, CHUNK_BYTES);
      if (chunk.length === 0) return lines;
      lines += this.take(chunk);
    }
  }

  /** The journal is gone, or another one is in its place: a run has set that of another plan aside, say. */
  private begin(seen: Seen): void {
    this.seen = seen;
    this.offset = 0;
    this.rest = Buffer.alloc(0);
    this.isOurs = null;
    this.rows = this.none();
    this.recent.length = 0;
  }

  /** @returns how many lines it completed */
  private take(chunk: Buffer): number {
    this.note(chunk);
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE);
    this.rest = Buffer.from(bytes.subarray(end + 1));
    if (end < 0) return 0;
    const lines = bytes.toString('utf8', 0, end).split('\n');
    for (const line of lines) this.takeLine(parseLine(line));
    return lines.length;
  }

  private note(chunk: Buffer): void {
    const { inode, head, tail } = this.seen;
    this.offset += chunk.length;
    this.seen = {
      inode,
      head: Buffer.concat([head, chunk.subarray(0, SAMPLE_BYTES - head.length)]),
      tail: Buffer.concat([tail, chunk.subarray(-SAMPLE_BYTES)]).subarray(-SAMPLE_BYTES),
    };
  }

  private takeLine(line: unknown): void {
    if (this.isOurs === null) {
      const head = line as { plan_sha256?: string; stack?: string } | null;
      // A journal of another plan, or of a rehearsal that paid nobody, counts as none; the next run sets it aside.
      const isRehearsal = head?.stack === LOCAL_STACK && this.stack !== LOCAL_STACK;
      this.isOurs = head?.plan_sha256 === this.manifest.plan_sha256 && !isRehearsal;
    } else if (this.isOurs && isJournalLine(line)) this.rows.set(line.n, line.outcome, line.fen, line.at);
  }

  private sample(lines: number): void {
    const atMs = performance.now();
    this.recent.push({ atMs, lines });
    while (this.recent.length > 2 && atMs - (this.recent[0]?.atMs ?? 0) > WINDOW_S * 1_000)
      this.recent.shift();
  }
}
