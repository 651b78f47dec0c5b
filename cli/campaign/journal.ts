import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isErrno } from '../../scripts/local/files';
import type { Manifest } from '../../shared/campaign/manifest';
import { CommandError } from '../errors';
import { LOCAL_STACK } from '../stack-choice';
import { OUTCOMES, type RowOutcome, RowOutcomes } from './outcomes';

/** One line of `progress.jsonl`: what came of line `n` of the plan, from 0. Unix seconds. */
export interface JournalLine {
  readonly n: number;
  readonly at: number;
  readonly outcome: RowOutcome;
  readonly fen: number;
  /** WeChat's, or the status of a call that failed. */
  readonly code?: string;
}

/** What the journal of a plan says, for a plan that has not been run: that nothing was attempted. */
export interface Progress {
  readonly rows: RowOutcomes;
  /** Whether `progress.jsonl` is that of the plan, on this stack. */
  readonly hasJournal: boolean;
  /** Where the rows were sent, or will be. */
  readonly stack: string;
}

/** The first line of `progress.jsonl`. */
interface JournalHead {
  readonly plan_sha256?: unknown;
  readonly stack?: unknown;
}

export function isJournalLine(value: unknown): value is JournalLine {
  const { n, at, fen, outcome } = (value ?? {}) as Partial<JournalLine>;
  return (
    [n, at, fen].every((number) => Number.isSafeInteger(number) && Number(number) >= 0) &&
    OUTCOMES.some((known) => known === outcome)
  );
}

/** Null for what is no whole line: one that a crash cut off is as if it had not been written. */
export function parseLine(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Null if there is none. A run of another plan may set a journal aside at any moment. */
export async function openIfAny(file: string): Promise<FileHandle | null> {
  try {
    return await open(file);
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

async function* linesOf(file: string): AsyncGenerator<unknown, void, undefined> {
  const input = (await openIfAny(file))?.createReadStream();
  if (input === undefined) return;
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) yield parseLine(text);
  } finally {
    input.destroy();
  }
}

/** What runs have noted, beside the plan. */
export function journalFile(folder: string): string {
  return join(folder, 'progress.jsonl');
}

/**
 * Whether a journal says what has been paid where a command would look. One of a rehearsal on the local stack does not.
 * @throws CommandError for one of another deployed stack: the rows would count as paid, or be noted as unsent
 */
function isOfPlan(head: JournalHead | null, { plan_sha256, campaign }: Manifest, stack: string): boolean {
  if (head?.plan_sha256 !== plan_sha256) return false;
  if (head.stack === stack) return true;
  if (typeof head.stack !== 'string' || head.stack === LOCAL_STACK) return false;
  throw new CommandError(
    `The campaign ${campaign} was run on ${head.stack}: give --stack ${head.stack}. To send the same file on another stack, plan it in another folder with --dir.`,
  );
}

/**
 * Reads what earlier runs have done on a stack, as a stream. A journal of another plan counts as none: its line numbers
 * mean other rows, and their keys make it safe to ask for each again.
 * @throws CommandError if the plan was run on another deployed stack
 */
export async function readProgress(folder: string, manifest: Manifest, stack: string): Promise<Progress> {
  const rows = new RowOutcomes(manifest.count, manifest.total_fen);
  let isOurs = false;
  for await (const line of linesOf(journalFile(folder))) {
    if (!isOurs) {
      isOurs = isOfPlan(line as JournalHead | null, manifest, stack);
      if (!isOurs) break;
    } else if (isJournalLine(line)) rows.set(line.n, line.outcome, line.fen, line.at);
  }
  return { rows, hasJournal: isOurs, stack };
}

/** The deployed stack on which a plan was run, by its journal; null for none. */
export async function deployedStackOf(folder: string, { plan_sha256 }: Manifest): Promise<string | null> {
  for await (const line of linesOf(journalFile(folder))) {
    const head = line as JournalHead | null;
    if (head?.plan_sha256 !== plan_sha256 || head.stack === LOCAL_STACK) return null;
    return typeof head.stack === 'string' ? head.stack : null;
  }
  return null;
}

async function endsLine(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return size === 0 || buffer.toString() === '\n';
  } finally {
    await handle.close();
  }
}

/** Appends to `progress.jsonl`. Written at once and not synchronised to disk: a line that is lost only costs a repeat. */
export class Journal {
  private constructor(
    private readonly fd: number,
    private readonly rows: RowOutcomes,
    /** Whether its last line may be incomplete, so that the next begins with a line feed. */
    private isTorn: boolean,
  ) {}

  /** Opens it for a plan; one of another plan, or of the local stack, is set aside. @throws Error of the file system */
  static async open(folder: string, manifest: Manifest, progress: Progress): Promise<Journal> {
    const file = journalFile(folder);
    if (!progress.hasJournal && existsSync(file)) renameSync(file, `${file}.${Date.now()}.old`);
    const isTorn = existsSync(file) && !(await endsLine(file));
    const journal = new Journal(openSync(file, 'a', 0o600), progress.rows, isTorn);
    if (!progress.hasJournal)
      journal.append({ plan_sha256: manifest.plan_sha256, stack: progress.stack } satisfies JournalHead);
    return journal;
  }

  /** Takes down what came of a line of the plan. */
  record(
    n: number,
    outcome: RowOutcome,
    fen: number,
    code?: string,
    at = Math.floor(Date.now() / 1000),
  ): void {
    this.append({ n, at, outcome, fen, ...(code !== undefined && { code }) } satisfies JournalLine);
    this.rows.set(n, outcome, fen, at);
  }

  close(): void {
    closeSync(this.fd);
  }

  /** A full disk may take a part of a line without an error. */
  private append(line: object): void {
    const bytes = Buffer.from(`${this.isTorn ? '\n' : ''}${JSON.stringify(line)}\n`);
    this.isTorn = true;
    for (let at = 0; at < bytes.length; ) at += writeSync(this.fd, bytes, at);
    this.isTorn = false;
  }
}
