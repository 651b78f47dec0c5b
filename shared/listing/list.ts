import { setTimeout } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import type { PageParams } from '../api/record-params';
import { awsNow } from '../aws';
import type { StoredRecord } from '../records/record';
import { Batches } from './batches';
import { CHECKPOINT_STEP } from './checkpoint-item';
import { Checkpoints } from './checkpoints';
import { type Page, pageRecords } from './page';
import { type ListCall, Positions } from './positions';
import { Scanner } from './scan';
import { TimeKeys } from './time-keys';

/** For tests and benchmarks, which control time and would otherwise need a hundred records for a checkpoint. */
export interface ListOptions {
  readonly step?: number;
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * The earlier of both clocks: a clock that runs ahead would treat positions as immutable that a late claim can still
 * change.
 */
function earliestNow(): number {
  return Math.min(Date.now(), awsNow());
}

/**
 * Returns pages at any offset at the same cost. Records are only appended, so the position of an immutable one,
 * counted from the oldest, never changes: checkpoints store positions, lists write them, and sends do not depend on
 * them. See docs/list.md.
 */
export class RecordList {
  private readonly batches: Batches;
  private readonly positions: Positions;

  constructor(
    client: DynamoDBClient,
    tableName: string,
    private readonly miniappId: string,
    { step = CHECKPOINT_STEP, now = earliestNow, sleep = setTimeout }: ListOptions = {},
  ) {
    const keys = new TimeKeys(client, tableName);
    this.batches = new Batches(client, tableName, sleep);
    const checkpoints = new Checkpoints(keys, this.batches, miniappId, step);
    this.positions = new Positions(checkpoints, new Scanner(keys, miniappId, step, now), step);
  }

  /**
   * Returns `limit` records from the `offset`-th newest on.
   * @throws PlatformError when DynamoDB does not respond, or when there are too many new records to count in the time
   * left: a retry then continues from there.
   */
  async page({ offset, limit }: PageParams, call: ListCall): Promise<Page> {
    const tail = await this.positions.tail(call);
    const last = tail.total - offset;
    const first = Math.max(1, last - limit + 1);
    if (last < 1) return { records: [], totalCount: tail.total };
    const ids = await this.positions.ids(first, last, tail, call);
    const records = (await this.records(ids)) ?? (await this.recordsWithoutCheckpoints(first, last, call));
    return { records, totalCount: tail.total };
  }

  /**
   * Reads again without the checkpoints, which someone may have edited: the records they point to are not there as
   * described.
   */
  private async recordsWithoutCheckpoints(
    first: number,
    last: number,
    call: ListCall,
  ): Promise<StoredRecord[]> {
    call.log.warn('list checkpoint points to the wrong records', { first, last });
    const records = await this.records(await this.positions.idsWithoutCheckpoints(first, last, call));
    if (records !== null) return records;
    throw new PlatformError('The index by_time contains records that the table does not have.');
  }

  private records(ids: readonly string[]): Promise<StoredRecord[] | null> {
    return pageRecords(this.batches, ids, this.miniappId);
  }
}
