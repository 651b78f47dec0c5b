import {
  type Bench,
  clearCheckpoints,
  firstList,
  firstListInPieces,
  largePage,
  listAt,
  pagesAround,
  plainPage,
  readPage,
} from '../../scripts/bench/pages-cases';
import { type Meter, startMeter } from '../../scripts/bench/pages-meter';
import { localClient, type SeededTable, startSeededTable } from '../../scripts/bench/pages-table';
import { readService } from '../../scripts/local/service-file';
import { removeTempFolders, tempFolder } from '../kit/folder';

/** 98 behind the last checkpoint: one more would be another checkpoint. The keys of 26,098 records are three pages of 1 MB. */
const COUNT = 26_098;
const FEW_YOUNG = 499;

let meter: Meter;
let seeded: SeededTable;
let bench: Bench;

beforeAll(async () => {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { table } = await readService(`${__dirname}/../../serverless.yml`);
  meter = await startMeter();
  seeded = await startSeededTable(await tempFolder(), table, COUNT);
  meter.lead(seeded.endpoint);
  bench = { client: localClient(meter.endpoint), table: seeded.name, count: COUNT, meter };
});

afterAll(async () => {
  bench.client.destroy();
  await seeded.close();
  await meter.close();
  await removeTempFolders();
});

describe('by the calls and units that DynamoDB counts', () => {
  // Checkpoints are made as records become immutable, so the case with more young ones comes first.
  it.each([
    [FEW_YOUNG, 20],
    [0, 15],
  ])(
    'with %i young records a page of 20 takes at most 5 calls and 25 units anywhere, the dearest at most 1.5 × the cheapest',
    async (young, mostUnits) => {
      const list = listAt(bench, young);
      await readPage(bench, list, 0, 1);
      const units: number[] = [];
      for (const offset of [0, 300, 1_000, 9_000, 25_900]) {
        const cost = await pagesAround(bench, list, offset);
        expect(cost.calls).toBeLessThanOrEqual(4);
        units.push(cost.readUnits);
      }
      expect(Math.max(...units)).toBeLessThanOrEqual(mostUnits);
      expect(Math.max(...units)).toBeLessThanOrEqual(1.5 * Math.min(...units));
    },
  );

  it('plain walking gives the same page, for all keys of the table', async () => {
    const { readUnits } = await plainPage(bench, 25_000, true);
    expect(readUnits).toBeGreaterThan(10 * 25);
  });

  it('a page of 1,000 takes at most 20 calls, and its answer stays below 5 MB', async () => {
    for (const offset of [0, 777, 20_000]) {
      const { calls, bytes } = await largePage(bench, listAt(bench, 0), offset);
      expect(calls).toBeLessThanOrEqual(20);
      expect(bytes).toBeLessThan(5_000_000);
    }
  });

  it('the first list is one pass over the keys, and 1 checkpoint written per 100 records', async () => {
    await clearCheckpoints(bench);
    const { byName, readUnits, writeUnits } = await firstList(bench, 1);
    const onePass = (await plainPage(bench, 0, true)).readUnits;
    expect(readUnits).toBeLessThanOrEqual(onePass + 2);
    // An item of at most 3 KB each.
    expect(writeUnits).toBe(3 * 260);
    expect(byName.BatchWriteItem).toBeLessThanOrEqual(260 / 25 + 3);
  });

  it('two first lists at once take twice that, and both are right', async () => {
    await clearCheckpoints(bench);
    const { writeUnits } = await firstList(bench, 2);
    expect(writeUnits).toBe(2 * 3 * 260);
  });

  it('a first list that runs out of time again and again loses nothing but the keys behind its last checkpoint', async () => {
    await clearCheckpoints(bench);
    const { invocations, readUnits, writeUnits } = await firstListInPieces(bench);
    const onePass = (await plainPage(bench, 0, true)).readUnits;
    expect(invocations).toBeGreaterThan(1);
    expect(writeUnits).toBe(3 * 260);
    // Each time: the checkpoints, and at most one page's keys of a hundred records once more.
    expect(readUnits).toBeLessThanOrEqual(onePass + invocations * 3 + 5);
  });
});
