import { createHash } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { safeParse } from 'valibot';
import { parseSendParams } from '../api/send-params';
import { Buckets } from './buckets';
import { campaignKey } from './key';
import { checkLimits } from './limits';
import { type Manifest, manifestSchema } from './manifest';
import { finishReplacing, PlanError } from './plan-folder';
import type { PlanLine } from './plan-line';
import { largestRecipientFen, recipientHash } from './recipients';
import { makeWorkFolder } from './work-folder';
import type { PlanRow } from './write-plan';

const NEWLINE = 10;

/** Far more than the longest line that the API's limits allow; what is longer is no plan. */
const MAX_LINE_BYTES = 16_384;

/** A plan that has been checked. */
export interface Plan {
  readonly manifest: Manifest;
  /** The lines in their order. May be called again; memory does not grow with the plan. */
  lines(): AsyncGenerator<PlanLine, void, undefined>;
  /** Where each line came from, in the same order. @throws PlanError without its own `rows.jsonl` */
  rows(): AsyncGenerator<PlanRow, void, undefined>;
}

const AGAIN = 'Make the plan again: ./red-pack campaign plan';

/** @throws PlanError if the folder has no plan or its manifest is damaged */
export async function readManifest(dir: string): Promise<Manifest> {
  finishReplacing(dir);
  const path = join(dir, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new PlanError(`There is no plan in ${dir} (${path} cannot be read). ${AGAIN}`, { cause: error });
  }
  const result = safeParse(manifestSchema, parseJson(text));
  if (result.success) return result.output;
  throw new PlanError(`${path} is not the manifest of a plan: ${result.issues[0].message}. ${AGAIN}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The lines of a file, a part of the file at a time, without their line feed. Not with readline, which also ends lines at
 * U+2028, a character that a text may have.
 * @throws PlanError for an endless line
 */
export async function* linesOf(
  path: string,
  onBytes: (bytes: Buffer) => void = () => undefined,
): AsyncGenerator<string[]> {
  let file: FileHandle;
  try {
    file = await open(path);
  } catch (error) {
    throw new PlanError(`${path} cannot be read. ${AGAIN}`, { cause: error });
  }
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ highWaterMark: 65_536 }) as AsyncIterable<Buffer>) {
    onBytes(chunk);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.lastIndexOf(NEWLINE);
    rest = bytes.subarray(end + 1);
    if (rest.length > MAX_LINE_BYTES) throw new PlanError(`${path} has a line that is no plan's. ${AGAIN}`);
    if (end >= 0) yield bytes.toString('utf8', 0, end).split('\n');
  }
  if (rest.length > 0) yield [rest.toString('utf8')];
}

/** The values of a file of JSON lines that this project has written. @throws PlanError for another line */
export async function* jsonLines<T>(path: string, advice = AGAIN): AsyncGenerator<T, void, undefined> {
  let count = 0;
  for await (const lines of linesOf(path))
    for (const line of lines) {
      count += 1;
      const value = parseJson(line);
      if (value === null)
        throw new PlanError(`Line ${count} of ${path} is not JSON: it was edited. ${advice}`);
      yield value as T;
    }
}

/** Where each line of a plan came from. @throws PlanError if the file cannot be the one that was written with the plan */
async function* originsOf(
  path: string,
  { count, campaign }: Manifest,
): AsyncGenerator<PlanRow, void, undefined> {
  const wrong = new PlanError(
    `${path} does not belong to the plan of ${campaign}: it was edited or replaced. ${AGAIN}`,
  );
  let [n, before] = [0, 1];
  for await (const row of jsonLines<PlanRow>(path)) {
    n += 1;
    // Rows are planned in the order of the file, below its header.
    if (n > count || !(row.row > before)) throw wrong;
    before = row.row;
    yield row;
  }
  if (n < count) throw wrong;
}

/** Tells one state of a file from another. */
function versionOf(path: string): string {
  const { ino, size, mtimeMs } = statSync(path);
  return [ino, size, mtimeMs].join(' ');
}

/** What the lines of a plan come to. */
type Counted = Pick<Manifest, 'plan_sha256' | 'plan_bytes' | 'count' | 'total_fen' | 'largest_recipient_fen'>;

/** @returns the amount in fen; null for a line that is no payment of this campaign */
function judge(line: string, { campaign, identity }: Manifest): { hash: Buffer; fen: number } | null {
  try {
    const send = parseSendParams(JSON.parse(line));
    const key = send.idempotency_key ?? '';
    const isOwn =
      identity === 're_openid'
        ? key === campaignKey(campaign, send.re_openid)
        : key.startsWith(`${campaign}/`) && /^[0-9a-f]{32}$/.test(key.slice(campaign.length + 1));
    const own = { re_openid: send.re_openid, idempotency_key: key };
    return isOwn ? { hash: recipientHash(own, identity), fen: send.total_fen } : null;
  } catch {
    return null;
  }
}

async function countLines(path: string, work: string, manifest: Manifest): Promise<Counted> {
  const hash = createHash('sha256');
  const recipients = new Buckets(join(work, 'recipients'));
  let [count, total_fen, plan_bytes] = [0, 0, 0];
  const onBytes = (bytes: Buffer): void => {
    hash.update(bytes);
    plan_bytes += bytes.length;
  };
  for await (const lines of linesOf(path, onBytes))
    for (const line of lines) {
      count += 1;
      const send = judge(line, manifest);
      if (send === null)
        throw new PlanError(
          `Line ${count} of ${path} is no payment of this campaign: it was edited. ${AGAIN}`,
        );
      total_fen += send.fen;
      recipients.add(send.hash, count, send.fen);
    }
  const largest_recipient_fen = largestRecipientFen(recipients);
  return { plan_sha256: hash.digest('hex'), plan_bytes, count, total_fen, largest_recipient_fen };
}

const WORDS: Readonly<Record<keyof Counted, string>> = {
  plan_sha256: 'SHA-256',
  plan_bytes: 'bytes',
  count: 'lines',
  total_fen: 'fen in all',
  largest_recipient_fen: 'fen for the recipient who gets most',
};

async function checkPlan(dir: string, manifest: Manifest): Promise<Plan> {
  const path = join(dir, 'plan.jsonl');
  const work = makeWorkFolder(dir);
  let checked: string;
  try {
    checked = versionOf(path);
    const counted = await countLines(path, work, manifest);
    const wrong = (Object.keys(WORDS) as (keyof Counted)[]).filter(
      (name) => counted[name] !== manifest[name],
    );
    const last = wrong.at(-1);
    if (last !== undefined)
      throw new PlanError(
        `${path} is not what its manifest describes, so one of them was edited: ${WORDS[last]} is ${counted[last]}, the manifest says ${manifest[last]}. ${AGAIN}`,
      );
    checkLimits(manifest);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return {
    manifest,
    lines: () => {
      if (versionOf(path) !== checked)
        throw new PlanError(`${path} was replaced or edited since it was checked. Start the command again.`);
      return jsonLines(path);
    },
    rows: () => originsOf(join(dir, 'rows.jsonl'), manifest),
  };
}

/**
 * Checks a plan against its manifest, line by line, by the API's own rules, and against its limits; no packet may be
 * sent before. It takes seconds for a million lines.
 * @param dir `campaigns/<name>`
 * @throws PlanError if there is no plan, if it or its manifest was edited, or if it is over a limit
 */
export async function openPlan(dir: string): Promise<Plan> {
  const manifest = await readManifest(dir);
  try {
    return await checkPlan(dir, manifest);
  } catch (error) {
    // Without a lock, the next plan may have taken its place meanwhile.
    if ((await readManifest(dir)).plan_sha256 === manifest.plan_sha256) throw error;
    return openPlan(dir);
  }
}
