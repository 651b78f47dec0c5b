import { setTimeout } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Log } from '../../shared/api/log';
import { Batches } from '../../shared/listing/batches';
import {
  type Checkpoint,
  checkpointId,
  checkpointItem,
  checkpointsPartition,
  IMMUTABLE_AFTER_MS,
  parseCheckpointKey,
} from '../../shared/listing/checkpoint-item';
import { RecordList } from '../../shared/listing/list';
import { listData } from '../../shared/listing/page-response';
import { TimeKeys } from '../../shared/listing/time-keys';
import type { Meter, Reading } from './pages-meter';
import { walkPlainly } from './pages-plain';
import { claimedAt, paidRecord } from './pages-table';

/** A table to measure, with a meter in front of it. */
export interface Bench {
  readonly client: DynamoDBClient;
  readonly table: string;
  readonly count: number;
  readonly meter: Meter;
}

/** The cost of the most expensive of some pages. */
export interface Cost {
  readonly calls: number;
  readonly readUnits: number;
}

const FAR_MS = Number.MAX_SAFE_INTEGER;

const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A list at a time when `recent` records are younger than the margin of checkpoints. */
export function listAt({ client, table, count }: Bench, recent: number, step?: number): RecordList {
  const now = claimedAt(count - recent) + IMMUTABLE_AFTER_MS - 1;
  return new RecordList(client, table, '1', { now: () => now, ...(step !== undefined && { step }) });
}

/** Reads one page and checks it against the seeded records. @throws Error if they differ */
export async function readPage(bench: Bench, list: RecordList, offset: number, limit: number) {
  const call = { deadline: FAR_MS, log: SILENT };
  const page = await list.page({ offset, limit }, call);
  const newest = bench.count - 1 - offset;
  const wanted = Array.from(
    { length: Math.min(limit, newest + 1) },
    (_, n) => paidRecord(newest - n, '1').id,
  );
  const got = page.records.map(({ id }) => id);
  if (page.totalCount !== bench.count || got.join() !== wanted.join())
    throw new Error(
      `wrong page at offset ${offset}: got ${page.totalCount} records starting with ${got[0]}, ` +
        `expected ${bench.count} starting with ${wanted[0]}`,
    );
  return page;
}

/** The cost of the most expensive of some pages around an offset; a page touches one checkpoint or two. */
export async function pagesAround(bench: Bench, list: RecordList, offset: number): Promise<Cost> {
  let highest: Cost = { calls: 0, readUnits: 0 };
  for (const shift of [0, 13, 29, 47, 71, 89]) {
    bench.meter.read();
    await readPage(bench, list, offset + shift, 20);
    highest = maxCost(highest, bench.meter.read());
  }
  return highest;
}

export function maxCost(one: Cost, other: Cost): Cost {
  return { calls: Math.max(one.calls, other.calls), readUnits: Math.max(one.readUnits, other.readUnits) };
}

/** The cost of the same page by a plain walk, with or without the total. */
export async function plainPage(bench: Bench, offset: number, withTotal: boolean): Promise<Cost> {
  bench.meter.read();
  const ids = await walkPlainly(bench.client, bench.table, { offset, limit: 20, withTotal });
  const wanted = paidRecord(bench.count - 1 - offset, '1').id;
  if (ids[0] !== wanted)
    throw new Error(`the plain walk returned ${ids[0]} at offset ${offset}, expected ${wanted}`);
  return bench.meter.read();
}

/** A page of 1,000: calls, units, and bytes of the response. */
export async function largePage(
  bench: Bench,
  list: RecordList,
  offset: number,
): Promise<Cost & { bytes: number }> {
  bench.meter.read();
  const wanted = { offset, limit: 1000 };
  const page = await readPage(bench, list, offset, 1000);
  const bytes = Buffer.byteLength(JSON.stringify(listData(wanted, page)));
  return { ...bench.meter.read(), bytes };
}

/**
 * Deletes all checkpoints, so that the next list starts without any. dynalite sometimes leaves a deleted item in the
 * index; an item that still shows up there is therefore written once more and deleted again.
 */
export async function clearCheckpoints({ client, table, meter }: Bench): Promise<void> {
  const batches = new Batches(client, table, setTimeout);
  const keys = new TimeKeys(client, table);
  for (let isRetry = false; ; isRetry = true) {
    const checkpoints: Checkpoint[] = [];
    for await (const page of keys.ascending(checkpointsPartition('1')))
      checkpoints.push(...page.keys.map((key) => parseCheckpointKey(key, 1)).filter((each) => each !== null));
    if (checkpoints.length === 0) break;
    if (isRetry) await batches.put(checkpoints.map((each) => checkpointItem('1', { ...each, ids: [] })));
    const ids = checkpoints.map(({ count }) => checkpointId('1', count));
    for (let start = 0; start < ids.length; start += 500) await batches.remove(ids.slice(start, start + 500));
  }
  meter.read();
}

/** The first list over a table without checkpoints, by `readers` concurrent readers. */
export async function firstList(bench: Bench, readers: number): Promise<Reading & { ms: number }> {
  bench.meter.read();
  const from = performance.now();
  const list = listAt(bench, 0);
  await Promise.all(Array.from({ length: readers }, () => readPage(bench, list, 0, 20)));
  return { ...bench.meter.read(), ms: performance.now() - from };
}

/**
 * The first list when every invocation has time for only one page of the index.
 * @returns the total cost, and the number of invocations
 */
export async function firstListInPieces(bench: Bench): Promise<Reading & { invocations: number }> {
  bench.meter.read();
  const list = listAt(bench, 0);
  for (let invocations = 1; ; invocations += 1) {
    try {
      const page = await list.page({ offset: 0, limit: 20 }, { deadline: 0, log: SILENT });
      if (page.totalCount !== bench.count)
        throw new Error(`counted ${page.totalCount} records, expected ${bench.count}`);
      return { ...bench.meter.read(), invocations };
    } catch (error) {
      if (!String(error).includes('still being counted')) throw error;
    }
  }
}
