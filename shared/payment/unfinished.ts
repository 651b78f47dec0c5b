import type { UnfinishedParams } from '../api/record-params';
import type { UnfinishedData } from '../api/responses';
import { toDetails } from '../records/details';
import { type StoredRecord, toRecordData } from '../records/record';
import type { RecordTable } from '../records/table';

/** Which records a list of unfinished ones shows. */
const IS: Readonly<Record<UnfinishedParams['list'], (record: StoredRecord) => boolean>> = {
  open: ({ state, unresolved_at_ms }) => state === 'open' && unresolved_at_ms === undefined,
  retry: ({ state, unresolved_at_ms }) => state === 'parked' && unresolved_at_ms === undefined,
  person: ({ state, unresolved_at_ms }) =>
    (state === 'open' || state === 'parked') && unresolved_at_ms !== undefined,
};

/**
 * One page of the records that are not final: open, waiting for a retry, or waiting for a person. Moves nothing. A
 * page may be short, or empty, and still have a cursor: it goes on there.
 * @throws ParamError (400) for a cursor that is none of ours, PlatformError
 */
export async function unfinished(
  table: Pick<RecordTable, 'get' | 'duePage'>,
  { list, cursor }: UnfinishedParams,
): Promise<UnfinishedData> {
  const page = await table.duePage(cursor);
  const records = await Promise.all(page.ids.map((id) => table.get(id)));
  const objects = records
    .filter((record): record is StoredRecord => record !== undefined && IS[list](record))
    .map((record) => ({ ...toRecordData(record), ...toDetails(record) }));
  return { objects, cursor: page.cursor };
}
