import type { AnyRecord } from '../../sdk/index';
import { contains, oldestClaimS, type Range } from './day';
import { type Entry, entryOf } from './entry';

export interface Selection {
  readonly range: Range;
  /** Only this official account; null for all. */
  readonly account: string | null;
}

/**
 * The records that count in the range, because they were paid or returned in it, or claimed in it and are not paid.
 * Ends the walk at records that are too old to count.
 * @param records newest first
 * @param onRead called with every record that was read
 */
export async function* entriesIn(
  records: AsyncIterable<AnyRecord>,
  { range, account }: Selection,
  onRead: (record: AnyRecord) => void = () => undefined,
): AsyncGenerator<Entry, void, undefined> {
  const oldestS = oldestClaimS(range);
  for await (const record of records) {
    onRead(record);
    if (record.created_at < oldestS) return;
    if (account !== null && record.official_account_id !== account) continue;
    const entry = entryOf(record);
    if (contains(range, entry.day) || contains(range, entry.returnedDay)) yield entry;
  }
}
