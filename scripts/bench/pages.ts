import { parseArgs } from 'node:util';
import { IMMUTABLE_AFTER_MS } from '../../shared/listing/checkpoint-item';
import {
  type Bench,
  clearCheckpoints,
  firstList,
  firstListInPieces,
  largePage,
  listAt,
  maxCost,
  pagesAround,
  plainPage,
  readPage,
} from './pages-cases';
import { head, number, row, times } from './pages-print';
import { withTable } from './pages-setup';

const USAGE = `Measures the cost of a page of the list in DynamoDB calls and read units, compared with a plain walk.

  npm run bench:pages                        1,000 to 1,000,000 records; the largest takes some minutes and 1 GB of disk
  npm run bench:pages -- --sizes 1000,10000
  npm run bench:pages -- --steps             other distances between checkpoints`;

const OFFSETS = [0, 1_000, 100_000, 1_000_000];
const SIZES = '1000,10000,100000,1000000';
const STEPS = [50, 100, 200, 500];

/** Records after the last checkpoint when 0 or 499 records are recent: the maximum, since one more makes a checkpoint. */
const AFTER_CHECKPOINT = 98;
const FEW_RECENT = 499;

/** 28 sends a second for as long as a record counts as recent. */
const CAMPAIGN_RECENT = (28 * IMMUTABLE_AFTER_MS) / 1_000;

/** Pages of 20 with checkpoints in place. Starts with the most recent records, since checkpoints appear as records age. */
async function smallPages(bench: Bench): Promise<void> {
  const offsets = OFFSETS.filter((offset) => offset < bench.count);
  const whole = await plainPage(bench, 0, true);
  for (const recent of [CAMPAIGN_RECENT, FEW_RECENT, 0]) {
    if (recent >= bench.count / 2) continue;
    const list = listAt(bench, recent);
    await readPage(bench, list, 0, 1);
    head(
      `${number(bench.count)} records, ${number(recent)} of them younger than ${IMMUTABLE_AFTER_MS / 60_000} minutes, pages of 20`,
      ...['offset', 'calls', 'read units', 'plain walk to the page', 'with the total', 'cost over ours'],
    );
    let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
    for (const offset of offsets) {
      const cost = await pagesAround(bench, list, offset);
      const plain = await plainPage(bench, offset, false);
      row(
        ...[offset, cost.calls, cost.readUnits, `${number(plain.readUnits)} units`],
        ...[`${number(whole.readUnits)} units`, times(whole, cost)],
      );
      lowest = Math.min(lowest, cost.readUnits);
      highest = Math.max(highest, cost.readUnits);
    }
    console.log(`\nHighest ÷ lowest: ${(highest / lowest).toFixed(2)}`);
  }
}

async function largePages(bench: Bench): Promise<void> {
  head(
    `${number(bench.count)} records, pages of 1,000`,
    'offset',
    'calls',
    'read units',
    'response in bytes',
  );
  const list = listAt(bench, 0);
  for (const offset of OFFSETS.filter((at) => at < bench.count)) {
    const { calls, readUnits, bytes } = await largePage(bench, list, offset);
    row(offset, calls, readUnits, bytes);
  }
}

async function firstLists(bench: Bench): Promise<void> {
  head(
    `${number(bench.count)} records without checkpoints: the first list`,
    ...['readers', 'calls', 'read units', 'write units', 'seconds'],
  );
  for (const readers of [1, 2]) {
    await clearCheckpoints(bench);
    const { calls, readUnits, writeUnits, ms } = await firstList(bench, readers);
    row(readers === 1 ? 'one' : 'two at once', calls, readUnits, writeUnits, (ms / 1000).toFixed(1));
  }
  await clearCheckpoints(bench);
  const { invocations, calls, readUnits, writeUnits } = await firstListInPieces(bench);
  row(
    `${number(invocations)} invocations, each with time for one page of keys`,
    calls,
    readUnits,
    writeUnits,
    '',
  );
}

/** The cost of other distances between checkpoints, with the maximum of records after the last one. */
async function steps(): Promise<void> {
  const most = Math.max(...STEPS);
  await withTable(20 * most - 1, async (bench) => {
    head(
      `${number(bench.count)} records, pages of 20 at offsets 0 and 5,000, the more expensive one`,
      ...['a checkpoint every', 'calls', 'read units', 'write units of all checkpoints'],
    );
    for (const step of STEPS) {
      await clearCheckpoints(bench);
      const list = listAt(bench, 0, step);
      await readPage(bench, list, 0, 1);
      const { writeUnits } = bench.meter.read();
      const { calls, readUnits } = maxCost(
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
    await withTable(size + AFTER_CHECKPOINT, async (bench) => {
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
