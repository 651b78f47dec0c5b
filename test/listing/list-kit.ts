import { marshall } from '@aws-sdk/util-dynamodb';
import { paidRecord } from '../../scripts/bench/pages-table';
import type { Log } from '../../shared/api/log';
import {
  checkpointId,
  checkpointsPartition,
  IMMUTABLE_AFTER_MS,
  parseCheckpointIds,
} from '../../shared/listing/checkpoint-item';
import { RecordList } from '../../shared/listing/list';
import { timeKey } from '../../shared/records/record';
import { type Item, MemoryDynamoDB } from './list-memory';

export const TABLE = 'records';
export const MINIAPP = 'app';
export const START_MS = 1_700_000_000_000;
const HOUR_MS = 3_600_000;

/** A record claimed at a time, as an item; the serial gives the id. */
export function recordItem(serial: number, claimedMs: number): Item {
  const { id, ...rest } = paidRecord(serial, MINIAPP);
  return marshall({ ...rest, id, time_key: timeKey(claimedMs, id) });
}

/** A log that keeps what it was told. */
export class KeptLog implements Log {
  readonly lines: { readonly message: string; readonly fields: object }[] = [];
  info(message: string, fields: object = {}): void {
    this.lines.push({ message, fields });
  }
  warn(message: string, fields: object = {}): void {
    this.lines.push({ message, fields });
  }
  error(message: string, fields: object = {}): void {
    this.lines.push({ message, fields });
  }
}

/** A table in memory with a clock of its own, and a list over it. */
export class Stage {
  nowMs = START_MS;
  readonly log = new KeptLog();
  readonly calls: string[] = [];
  /** Awaited before each call of the list. */
  before: (call: string) => Promise<void> = () => Promise.resolve();
  readonly db: MemoryDynamoDB;
  readonly list: RecordList;
  private serial = 0;

  constructor(
    readonly step: number,
    pageSize = 12_000,
  ) {
    this.db = new MemoryDynamoDB(TABLE, {
      now: () => this.nowMs,
      pageSize,
      before: async (call) => {
        this.calls.push(call);
        await this.before(call);
      },
    });
    this.list = new RecordList(this.db.client, TABLE, MINIAPP, {
      step,
      now: () => this.nowMs,
      sleep: () => Promise.resolve(),
    });
  }

  /** A record claimed `agoMs` ago that is durable now, and in the index `lagMs` later. */
  add(agoMs = 0, lagMs = 0): void {
    this.serial += 1;
    this.db.put(recordItem(this.serial, this.nowMs - agoMs), lagMs);
  }

  /** So many records, a second apart, all of them older than the margin. */
  addImmutable(count: number): void {
    for (let index = 0; index < count; index += 1) {
      this.nowMs += 1_000;
      this.add();
    }
    this.makeImmutable();
  }

  makeImmutable(): void {
    this.nowMs += HOUR_MS;
  }

  /** Ids of the records that the index shows, newest first: what a list has to give. */
  newestFirst(): string[] {
    return this.db
      .shown(MINIAPP)
      .map(({ id }) => id)
      .reverse();
  }

  async page(offset: number, limit: number, deadline = Number.MAX_SAFE_INTEGER) {
    const page = await this.list.page({ offset, limit }, { deadline, log: this.log });
    return { ids: page.records.map(({ id }) => id), totalCount: page.totalCount };
  }

  /** Fails unless the page is the model's. */
  async expectPage(offset: number, limit: number): Promise<void> {
    const ids = this.newestFirst();
    const wanted = { ids: ids.slice(offset, offset + limit), totalCount: ids.length };
    expect(await this.page(offset, limit)).toEqual(wanted);
  }

  /** Fails unless every page is the model's. */
  async expectAllPages(limit: number): Promise<void> {
    const { length } = this.newestFirst();
    for (let offset = 0; offset <= length; offset += limit) await this.expectPage(offset, limit);
  }

  /** Counts of the checkpoints that are there, in order. */
  checkpointCounts(): number[] {
    return this.db.shown(checkpointsPartition(MINIAPP)).map(({ timeKey: key }) => Number(key.slice(0, 12)));
  }

  /** Counts of the checkpoints there ought to be at most: one for each step of immutable records. */
  expectedCounts(): number[] {
    const immutable = this.db
      .shown(MINIAPP)
      .filter((entry) => Number(entry.timeKey.slice(0, 13)) < this.nowMs - IMMUTABLE_AFTER_MS);
    return Array.from({ length: Math.floor(immutable.length / this.step) }, (_, n) => (n + 1) * this.step);
  }

  /** Fails unless each checkpoint tells of the records that stand before it. */
  expectTrueCheckpoints(): void {
    const oldestFirst = this.newestFirst().reverse();
    for (const count of this.checkpointCounts()) {
      expect(this.idsOf(count)).toEqual(oldestFirst.slice(count - this.step, count));
    }
  }

  /** Ids that a checkpoint holds; none if it is not there or malformed. */
  idsOf(count: number): readonly string[] {
    const item = this.db.items.get(checkpointId(MINIAPP, count));
    return (item && parseCheckpointIds(item, count, this.step)) ?? [];
  }

  changeCheckpoint(count: number, changes: Item): void {
    const item = this.db.items.get(checkpointId(MINIAPP, count));
    if (item === undefined) throw new Error(`no checkpoint ${count}`);
    this.db.put({ ...item, ...changes });
  }

  loseCheckpoint(count: number): void {
    this.db.remove(checkpointId(MINIAPP, count));
  }
}
