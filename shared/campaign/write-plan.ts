import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { yuanToFen } from '../api/money';
import { Buckets } from './buckets';
import { checkLimits } from './limits';
import type { Manifest } from './manifest';
import { PlanError, putInPlace } from './plan-folder';
import type { PlanLine } from './plan-line';
import { largestRecipientFen, recipientHash } from './recipients';
import { makeWorkFolder } from './work-folder';

/** One line of `rows.jsonl`, beside the line of `plan.jsonl` with the same number: where it came from. */
export interface PlanRow {
  /** The file's line or the sheet's row; the header is 1. */
  readonly row: number;
  readonly row_key?: string;
}

export interface PlannedRow {
  readonly line: PlanLine;
  readonly row: PlanRow;
}

/** What the planner knows before it has counted. */
export type PlanHead = Pick<
  Manifest,
  'campaign' | 'created_at' | 'identity' | 'earlier_fen' | 'budget_fen' | 'max_per_recipient_fen' | 'approval'
>;

/** Characters that wait for one write. */
const WAITING = 65_536;

/** A new file that is readable only by its owner, written in few calls. */
export class NewFile {
  bytes = 0;
  private readonly file: number;
  private readonly hash = createHash('sha256');
  private waiting = '';

  constructor(path: string) {
    this.file = openSync(path, 'wx', 0o600);
  }

  add(text: string): void {
    this.waiting += text;
    if (this.waiting.length >= WAITING) this.write();
  }

  /** Writes the rest through to the disk. @returns SHA-256 of the whole file, 64 hex digits */
  end(): string {
    this.write();
    fsyncSync(this.file);
    closeSync(this.file);
    return this.hash.digest('hex');
  }

  private write(): void {
    const bytes = Buffer.from(this.waiting, 'utf8');
    this.waiting = '';
    this.bytes += bytes.length;
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.file, bytes, at);
  }
}

type Rows = AsyncIterable<PlannedRow> | Iterable<PlannedRow>;

async function writeRows(work: string, head: PlanHead, rows: Rows): Promise<Manifest> {
  const plan = new NewFile(join(work, 'plan.jsonl'));
  const origins = new NewFile(join(work, 'rows.jsonl'));
  const recipients = new Buckets(join(work, 'recipients'));
  let [count, total_fen] = [0, 0];
  for await (const { line, row } of rows) {
    plan.add(`${JSON.stringify(line)}\n`);
    origins.add(`${JSON.stringify(row)}\n`);
    const fen = yuanToFen(line.total_amount) ?? 0;
    recipients.add(recipientHash(line, head.identity), row.row, fen);
    count += 1;
    total_fen += fen;
  }
  origins.end();
  const plan_sha256 = plan.end();
  const largest_recipient_fen = largestRecipientFen(recipients);
  recipients.remove();
  return {
    version: 1,
    ...head,
    ...{ count, total_fen, plan_sha256, plan_bytes: plan.bytes, largest_recipient_fen },
  };
}

/**
 * Writes `plan.jsonl`, `rows.jsonl` and `manifest.json` into a campaign's folder. They replace the present ones together
 * and at the end: a kill leaves the old plan or the new one whole.
 * @param dir `campaigns/<name>`; created with mode 0700, its files with 0600
 * @param rows judged already; in the order of the plan
 * @throws PlanError for a plan without rows or over its limits; nothing has been replaced by then
 */
export async function writePlan(dir: string, head: PlanHead, rows: Rows): Promise<Manifest> {
  const work = makeWorkFolder(dir);
  try {
    const manifest = await writeRows(work, head, rows);
    if (manifest.count === 0)
      throw new PlanError('The plan has no row: there is nothing to send.', { fault: { kind: 'no-row' } });
    checkLimits(manifest);
    const file = new NewFile(join(work, 'manifest.json'));
    file.add(`${JSON.stringify(manifest, null, 2)}\n`);
    file.end();
    putInPlace(dir, work);
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
