import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IMMUTABLE_AFTER_MS } from '../../shared/listing/checkpoint-item';
import { readService } from '../local/service-file';
import {
  type Bench,
  type Cost,
  clearMarks,
  dearer,
  firstList,
  firstListInPieces,
  largePage,
  listAt,
  pagesAround,
  plainPage,
  readPage,
} from './pages-cases';
import { startMeter } from './pages-meter';
import { localClient, startSeededTable } from './pages-table';

const USAGE = `Measures what a page of the list costs in DynamoDB calls and read units, beside plain walking.

  npm run bench:pages                        1,000 to 1,000,000 records; the largest takes some minutes and 1 GB of disk
  npm run bench:pages -- --sizes 1000,10000
  npm run bench:pages -- --steps             marks further apart, or closer`;

const OFFSETS = [0, 1_000, 100_000, 1_000_000];
const SIZES = '1000,10000,100000,1000000';
const STEPS = [50, 100, 200, 500];

/** Behind the last mark when 0 or 499 records are young: as many as can be, one more would be a mark. */
const BEHIND_A_MARK = 98;
const FEW_YOUNG = 499;

/** 28 sends a second for as long as records are young. */
const CAMPAIGN_YOUNG = (28 * IMMUTABLE_AFTER_MS) / 1_000;

const number = (value: number): string => value.toLocaleString('en-US');
const row = (...cells: (string | number)[]): void =>
  console.log(`| ${cells.map((cell) => (typeof cell === 'number' ? number(cell) : cell)).join(' | ')} |`);

function head(title: string, ...cells: string[]): void {
  console.log(`\n**${title}**\n`);
  row(...cells);
  row(...cells.map((_, index) => (index === 0 ? '---' : '--:')));
}

const times = (plain: Cost, ours: Cost): string =>
  `${number(Math.round(plain.readUnits / ours.readUnits))} ×`;

/** A table of so many records behind a meter, for as long as it is measured. */
async function withTable(count: number, measure: (bench: Bench) => Promise<void>): Promise<void> {
  const { table } = await readService(join(__dirname, '../../serverless.yml'));
  const path = await mkdtemp(join(tmpdir(), 'red-pack-pages-'));
  const meter = await startMeter();
  try {
    const seeded = await startSeededTable(path, table, count);
    const client = localClient(meter.endpoint);
    meter.lead(seeded.endpoint);
    try {
      await measure({ client, table: seeded.name, count, meter });
    } finally {
      client.destroy();
      await seeded.close();
    }
  } finally {
    await meter.close();
    await rm(path, { recursive: true, force: true });
  }
}

/** Pages of 20, marks in place; from the most young records to none, since marks are made as records settle. */
async function smallPages(bench: Bench): Promise<void> {
  const offsets = OFFSETS.filter((offset) => offset < bench.count);
  const whole = await plainPage(bench, 0, true);
  for (const young of [CAMPAIGN_YOUNG, FEW_YOUNG, 0]) {
    if (young >= bench.count / 2) continue;
    const list = listAt(bench, young);
    await readPage(bench, list, 0, 1);
    head(
      `${number(bench.count)} records, ${number(young)} of them younger than ${IMMUTABLE_AFTER_MS / 60_000} minutes, pages of 20`,
      ...['offset', 'calls', 'read units', 'plain walk to the page', 'and for the count', 'dearer than ours'],
    );
    let [cheapest, dearest] = [Number.POSITIVE_INFINITY, 0];
    for (const offset of offsets) {
      const cost = await pagesAround(bench, list, offset);
      const plain = await plainPage(bench, offset, false);
      row(
        ...[offset, cost.calls, cost.readUnits, `${number(plain.readUnits)} units`],
        ...[`${number(whole.readUnits)} units`, times(whole, cost)],
      );
      cheapest = Math.min(cheapest, cost.readUnits);
      dearest = Math.max(dearest, cost.readUnits);
    }
    console.log(`\nDearest ÷ cheapest: ${(dearest / cheapest).toFixed(2)}`);
  }
}

async function largePages(bench: Bench): Promise<void> {
  head(`${number(bench.count)} records, pages of 1,000`, 'offset', 'calls', 'read units', 'answer in bytes');
  const list = listAt(bench, 0);
  for (const offset of OFFSETS.filter((at) => at < bench.count)) {
    const { calls, readUnits, bytes } = await largePage(bench, list, offset);
    row(offset, calls, readUnits, bytes);
  }
}

async function firstLists(bench: Bench): Promise<void> {
  head(
    `${number(bench.count)} records, none marked: the first list`,
    ...['who', 'calls', 'read units', 'write units', 'seconds'],
  );
  for (const readers of [1, 2]) {
    await clearMarks(bench);
    const { calls, readUnits, writeUnits, ms } = await firstList(bench, readers);
    row(readers === 1 ? 'one reader' : 'two at once', calls, readUnits, writeUnits, (ms / 1000).toFixed(1));
  }
  await clearMarks(bench);
  const { invocations, calls, readUnits, writeUnits } = await firstListInPieces(bench);
  row(
    `${number(invocations)} invocations, each with time for one page of keys`,
    calls,
    readUnits,
    writeUnits,
    '',
  );
}

/** What another distance of marks would take, with as many records behind the last one as there can be. */
async function steps(): Promise<void> {
  const most = Math.max(...STEPS);
  await withTable(20 * most - 1, async (bench) => {
    head(
      `${number(bench.count)} records, pages of 20 at offsets 0 and 5,000, the dearer one`,
      ...['a mark every', 'calls', 'read units', 'write units of all marks'],
    );
    for (const step of STEPS) {
      await clearMarks(bench);
      const list = listAt(bench, 0, step);
      await readPage(bench, list, 0, 1);
      const { writeUnits } = bench.meter.read();
      const { calls, readUnits } = dearer(
        await pagesAround(bench, list, 0),
        await pagesAround(bench, list, 5_000),
      );
      row(step, calls, readUnits, writeUnits);
    }
  });
}

async function main(): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = { sizes: { type: 'string', default: SIZES }, steps: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const sizes = values.sizes.split(',').map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) throw new Error(USAGE);
  if (values.steps === true) return steps();
  for (const size of sizes) {
    await withTable(size + BEHIND_A_MARK, async (bench) => {
      await smallPages(bench);
      await largePages(bench);
      await firstLists(bench);
    });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
