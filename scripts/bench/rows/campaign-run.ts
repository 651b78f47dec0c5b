import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { campaignKey } from '../../../shared/campaign/key';
import { type PlannedRow, writePlan } from '../../../shared/campaign/write-plan';
import type { Bench } from '../bench';
import { atLeast, count, inMb, type Line, note } from '../report';

const ROOT = join(__dirname, '../../..');
const CAMPAIGN = 'bench';

const ROWS = 100_000;
const SHORT_ROWS = 3_000;
const AT_ONCE = 20;

/** Journal, checks and counts may cost so much of the rate of a bare loop. */
const SHARE = 0.6;

/**
 * A row that is kept would take 500 or more. Five are the outcomes that a run keeps, and what becomes garbage while a
 * collection is under way makes 30 MB vary by 2 MB.
 */
const NOISE_BYTES_PER_ROW = 100;

const SAMPLE_MS = 100;

/** Of the journal, about. */
const BYTES_PER_ROW = 53;

interface Run {
  readonly seconds: number;
  readonly paid: number;
  /** What a full collection left of the heap: the first after a fifth of the rows, and the last. */
  readonly early: number;
  readonly late: number;
  /** Resident memory at its highest, with garbage that no collection has taken yet. */
  readonly resident: number;
}

function* rows(howMany: number): Generator<PlannedRow> {
  const texts = { send_name: '红包铺', wishing: '恭喜发财', act_name: '新年红包', remark: '新年红包' };
  for (let n = 0; n < howMany; n += 1) {
    const re_openid = `oBench${String(n).padStart(22, '0')}`;
    const idempotency_key = campaignKey(CAMPAIGN, re_openid);
    const line = { ...texts, type: 'normal' as const, official_account_id: 'wxbench', re_openid };
    yield { line: { ...line, total_amount: 1.1, total_num: 1, idempotency_key }, row: { row: n + 2 } };
  }
}

async function startStandIn(): Promise<{ child: ChildProcess; env: NodeJS.ProcessEnv }> {
  const child = fork(join(__dirname, '../client/lambda-stand-in.cjs'));
  const [port] = await once(child, 'message');
  const credentials = {
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'cn-north-1',
  };
  const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const url = `http://127.0.0.1:${String(port)}`;
  const endpoints = { AWS_ENDPOINT_URL_LAMBDA: url, AWS_ENDPOINT_URL_CLOUDFORMATION: url };
  return { child, env: { PATH: process.env.PATH, ...credentials, ...quiet, ...endpoints } };
}

function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Sizes that V8's --trace-gc prints for full collections of the main thread, whose address comes first. */
function liveBytes(trace: string): number[] {
  const all = [...trace.matchAll(/^\[\d+:(0x\w+)\].*Mark-Compact.* -> ([\d.]+) \(/gm)];
  const main = /^\[\d+:(0x\w+)\]/m.exec(trace)?.[1];
  return all.flatMap(([, isolate, mb]) => (isolate === main ? Number(mb) * 1e6 : []));
}

/** The rows alone are timed, from the first in the journal to the last. */
async function runCommand(dir: string, howMany: number, env: NodeJS.ProcessEnv): Promise<Run> {
  const journal = join(dir, CAMPAIGN, 'progress.jsonl');
  const args = ['campaign', 'run', CAMPAIGN, '--dir', dir, '--yes', '--in-flight', String(AT_ONCE)];
  const command = ['--trace-gc', `${ROOT}/red-pack`, ...args, '--stack', 'red-pack-bench', '--json'];
  const child = spawn(process.execPath, command, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  let [startedAt, endedAt, bytes, collections, resident] = [0, 0, 0, 0, 0];
  const sample = setInterval(() => {
    const written = sizeOf(journal);
    if (written > 200 && startedAt === 0) startedAt = performance.now();
    if (written > bytes) [bytes, endedAt] = [written, performance.now()];
    if (written < (howMany * BYTES_PER_ROW) / 5) collections = liveBytes(said).length;
    resident = Math.max(resident, residentBytes(child.pid ?? 0));
  }, SAMPLE_MS);
  await once(child, 'close');
  clearInterval(sample);
  const { paid } = JSON.parse(/^\{.*\}$/m.exec(said)?.[0] ?? '{}') as { paid?: { count: number } };
  const live = liveBytes(said);
  const [early = 0, late = 0] = [live[collections], live.at(-1)];
  return { seconds: (endedAt - startedAt) / 1000, paid: paid?.count ?? 0, early, late, resident };
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}

async function runBare(dir: string, env: NodeJS.ProcessEnv): Promise<{ paid: number; seconds: number }> {
  const script = join(__dirname, '../client/bare-invokes.cjs');
  const plan = join(dir, CAMPAIGN, 'plan.jsonl');
  const child = spawn(process.execPath, [script, plan, String(AT_ONCE)], { env });
  return JSON.parse(await text(child.stdout));
}

/** The command `campaign run` against a Lambda that answers at once, beside a bare loop of Invokes over the same plan. */
export async function campaignRun(
  { isShort }: Pick<Bench, 'isShort'>,
  howMany = isShort ? SHORT_ROWS : ROWS,
): Promise<Line[]> {
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-bench-'));
  const { child, env } = await startStandIn();
  try {
    const head = { campaign: CAMPAIGN, created_at: 1_700_000_000, identity: 're_openid' } as const;
    const limits = { budget_fen: null, max_per_recipient_fen: null, approval: 'optional' } as const;
    await writePlan(join(dir, CAMPAIGN), { ...head, ...limits }, rows(howMany));
    const bare = await runBare(dir, env);
    const ours = await runCommand(dir, howMany, env);
    const what = `campaign run of ${howMany} rows`;
    return [
      count(`${what}: paid`, `${ours.paid} of ${howMany}`, 'all', ours.paid === howMany),
      atLeast({
        ...{ what: `${what}: rate, against a Lambda that answers at once`, unit: '/s', share: SHARE },
        ...{ ours: [howMany / ours.seconds], baseline: [bare.paid / bare.seconds] },
        against: 'bare loop of Invokes',
      }),
      {
        what: `${what}: heap after a full collection`,
        ours: inMb(ours.late),
        baseline: `after a fifth of the rows: ${inMb(ours.early)}`,
        ratio: `${(ours.late / ours.early).toFixed(2)}×`,
        target: `< ${NOISE_BYTES_PER_ROW} bytes per row`,
        // A short run is over before the heap has its size.
        met: isShort ? null : (ours.late - ours.early) / (howMany * 0.8) < NOISE_BYTES_PER_ROW,
        isCount: false,
      },
      note(`${what}: resident memory, at most`, inMb(ours.resident)),
      note(`${what}: journal`, inMb((await readFile(join(dir, CAMPAIGN, 'progress.jsonl'))).length)),
    ];
  } finally {
    child.disconnect();
    await rm(dir, { recursive: true, force: true });
  }
}
