import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { StoredRecord } from '../records/record';
import type { Batches } from './batches';

/** One page, newest first, and the total number of records according to the index. */
export interface Page {
  readonly records: readonly StoredRecord[];
  readonly totalCount: number;
}

/**
 * Reads the records of the ids, in their order; null unless all of them exist, belong to this mini-program and are
 * newest first. @throws PlatformError
 */
export async function pageRecords(
  batches: Batches,
  ids: readonly string[],
  miniappId: string,
): Promise<StoredRecord[] | null> {
  // DynamoDB rejects a batch that contains the same key twice.
  if (new Set(ids).size < ids.length) return null;
  const byId = new Map<string, StoredRecord>();
  for (const isConsistent of [false, true]) {
    // The index may show a record a moment before every replica of the table does.
    const missing = ids.filter((id) => !byId.has(id));
    for (const item of await batches.get(missing, isConsistent)) {
      const record = unmarshall(item) as StoredRecord;
      byId.set(record.id, record);
    }
  }
  const records = ids.flatMap((id) => byId.get(id) ?? []);
  const isPage =
    records.length === ids.length &&
    records.every(
      ({ miniapp_id, time_key }, index) =>
        miniapp_id === miniappId && (index === 0 || time_key < (records[index - 1]?.time_key ?? '')),
    );
  return isPage ? records : null;
}
