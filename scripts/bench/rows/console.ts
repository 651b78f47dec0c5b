import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readService } from '../../local/service-file';
import { startLocalStack } from '../../local/stack';
import type { Bench } from '../bench';
import { spreadOf } from '../measure';
import { startSeededTable } from '../pages-table';
import { type Line, show } from '../report';

const ROOT = join(__dirname, '../../..');
const RECORDS = 1_000_000;
const SHORT_RECORDS = 2_000;
const FIRST_PAGE_MS = 1_000;
const LIST_MS = 100;

/** A console that a command has started, with the times since then in milliseconds. */
interface Started {
  readonly origin: string;
  readonly cookie: string;
  readonly firstPageMs: number;
  readonly end: () => Promise<void>;
}

async function startConsole(dir: string): Promise<Started> {
  const startedMs = performance.now();
  const env = { PATH: process.env.PATH, RED_PACK_LOCAL_DIR: dir };
  const child = spawn(join(ROOT, 'red-pack'), ['console'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [address] = (await once(child.stdout, 'data')) as [Buffer];
  const url = address.toString().trim();
  const { headers } = await fetch(url, { redirect: 'manual' });
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const { origin } = new URL(url);
  await page(origin, cookie, '/');
  const firstPageMs = performance.now() - startedMs;
  const end = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill('SIGINT');
    await exited;
  };
  return { origin, cookie, firstPageMs, end };
}

/** Milliseconds until a page is there in full. @throws unless it is a page */
async function page(origin: string, cookie: string, path: string): Promise<number> {
  const startedMs = performance.now();
  const response = await fetch(origin + path, { headers: { cookie } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
  return performance.now() - startedMs;
}

function within(what: string, ms: readonly number[], limitMs: number | null): Line {
  const spread = spreadOf(ms);
  const met = limitMs === null ? null : spread.median < limitMs;
  const target = limitMs === null ? '' : `< ${limitMs} ms`;
  return { what, ours: show(spread, 'ms'), baseline: '', ratio: '', target, met, isCount: false };
}

async function rounds(howMany: number, act: () => Promise<number>): Promise<number[]> {
  const ms: number[] = [];
  for (let round = 0; round < howMany; round += 1) ms.push(await act());
  return ms;
}

async function lists(dir: string, records: number, howMany: number): Promise<Line[]> {
  const { origin, cookie, end } = await startConsole(dir);
  const lines: Line[] = [];
  const of = records.toLocaleString('en');
  try {
    // The first list of a table makes its checkpoints.
    await page(origin, cookie, '/packets');
    for (const [where, offset] of [
      ['first', 0],
      ['middle', records / 2],
      ['last', records - 20],
    ] as const) {
      const ms = await rounds(howMany, () => page(origin, cookie, `/packets?limit=20&offset=${offset}`));
      lines.push(within(`console: ${where} page of 20 of ${of} records`, ms, LIST_MS));
    }
    const large = `/packets?limit=1000&offset=${records / 2}`;
    const ms = await rounds(Math.ceil(howMany / 4), () => page(origin, cookie, large));
    lines.push(within(`console: page of 1,000 in the middle`, ms, null));
  } finally {
    await end();
  }
  return lines;
}

/** The console on a local stack that runs: from the command to the first page, and pages of a long list. */
export async function console({ isShort }: Pick<Bench, 'isShort'>, given?: number): Promise<Line[]> {
  const records = given ?? (isShort ? SHORT_RECORDS : RECORDS);
  const howMany = isShort ? 2 : 21;
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-console-'));
  try {
    const { table } = await readService(join(ROOT, 'serverless.yml'));
    await (await startSeededTable(join(dir, 'dynamodb'), table, records)).close();
    const stack = await startLocalStack({ dir });
    try {
      const first = await rounds(howMany, async () => {
        const { firstPageMs, end } = await startConsole(dir);
        await end();
        return firstPageMs;
      });
      const what = 'console: from the command to the first page';
      return [within(what, first, FIRST_PAGE_MS), ...(await lists(dir, records, howMany))];
    } finally {
      await stack.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
