import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Bench } from '../bench';
import { count, inMb, type Line, note } from '../report';

const ROOT = join(__dirname, '../../..');
const CLIENT = join(__dirname, '../client');

const ROWS = 1_000_000;
/** A tenth: memory that grows with the file shows. */
const FEW_ROWS = 100_000;
const SHORT_ROWS = 2_000;

/** A plan judges every row by all rules, hashes it, and writes it twice. */
const MOST_TIMES_THE_PARSER = 6;

/** V8 lets its heap grow while garbage is cheap to keep; the data of ten times the rows would be ten times as much. */
const MOST_GROWTH = 1.5;

/** A process that has ended. */
interface Ended {
  readonly seconds: number;
  readonly peakBytes: number;
  readonly stdout: string;
}

async function run(script: string, args: readonly string[]): Promise<Ended> {
  const begin = performance.now();
  const child = spawn(process.execPath, ['--require', join(CLIENT, 'peak-memory.cjs'), script, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${stderr}`);
  const { peakBytes } = JSON.parse(stderr.trim().split('\n').at(-1) ?? '') as { peakBytes: number };
  return { seconds: (performance.now() - begin) / 1000, peakBytes, stdout };
}

function* lines(rows: number): Generator<string> {
  yield 're_openid,total_amount,wishing,remark\n';
  for (let n = 0; n < rows; n += 1)
    yield `oBench${String(n).padStart(22, '0')},${(1 + (n % 900) / 100).toFixed(2)},恭喜发财${n % 7},新年红包\n`;
}

interface Measured {
  readonly rows: number;
  readonly plan: Ended;
  readonly parser: Ended;
}

async function measure(dir: string, rows: number): Promise<Measured> {
  const file = join(dir, `${rows}.csv`);
  await pipeline(Readable.from(lines(rows)), createWriteStream(file));
  const texts = ['--send-name', '红包铺', '--act-name', '新年'];
  const options = ['--campaign', `rows-${rows}`, '--dir', dir, '--official-account', 'wx1', '--json'];
  const plan = await run(join(ROOT, 'red-pack'), ['campaign', 'plan', file, ...options, ...texts]);
  const parser = await run(join(CLIENT, 'parse-csv.cjs'), [file, require.resolve('csv-parse')]);
  return { rows, plan, parser };
}

function shown(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

function linesOf(few: Measured, many: Measured, isShort: boolean): Line[] {
  const { rows, plan, parser } = many;
  const planned = (JSON.parse(plan.stdout) as { rows: number }).rows;
  const what = `planning ${rows} rows of a CSV`;
  const [ratio, growth] = [plan.seconds / parser.seconds, plan.peakBytes / few.plan.peakBytes];
  return [
    count(`${what}: planned`, `${planned} of ${rows}`, 'all', planned === rows),
    {
      ...{ what: `${what}: time`, ours: shown(plan.seconds), ratio: `${ratio.toFixed(2)}×` },
      baseline: `csv-parse alone: ${shown(parser.seconds)}`,
      target: `≤ ${MOST_TIMES_THE_PARSER}×`,
      // With few rows, most of it is starting.
      ...{ met: isShort ? null : ratio <= MOST_TIMES_THE_PARSER, isCount: false },
    },
    {
      ...{ what: `${what}: most memory held`, ours: inMb(plan.peakBytes), ratio: `${growth.toFixed(2)}×` },
      baseline: `${few.rows} rows: ${inMb(few.plan.peakBytes)}`,
      target: `≤ ${MOST_GROWTH}×`,
      ...{ met: isShort ? null : growth <= MOST_GROWTH, isCount: false },
    },
    note(
      'csv-parse alone: most memory held',
      inMb(parser.peakBytes),
      `${few.rows} rows: ${inMb(few.parser.peakBytes)}`,
    ),
  ];
}

/** A campaign's plan of a million rows: how long it takes, and that its memory is that of a tenth of the rows. */
export async function plan({ isShort }: Pick<Bench, 'isShort'>): Promise<Line[]> {
  const dir = await mkdtemp(join(tmpdir(), 'red-pack-bench-'));
  try {
    const many = isShort ? SHORT_ROWS : ROWS;
    const few = await measure(dir, isShort ? SHORT_ROWS / 10 : FEW_ROWS);
    return linesOf(few, await measure(dir, many), isShort);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
