import type { PageParams } from '../api/record-params';
import type { ListData, ListedRecord } from '../api/responses';
import { toDetails } from '../records/details';
import { type StoredRecord, toListedRecord } from '../records/record';
import type { Page } from './page';

/** Lambda responses are limited to 6 MB; the rest is for escapes and the envelope. */
const MAX_PAGE_BYTES = 5_000_000;

/** Characters kept of each `raw_result` on a page that would be too large: as many as the original's own list shows. */
const CUT_RAW_RESULT = 120;

/**
 * A page → the response: the original's `meta`, and the records with `pk`. Size never reduces the number of records.
 */
export function listData(params: PageParams & { readonly details?: boolean }, page: Page): ListData {
  const { limit, offset, details } = params;
  const objects = page.records.map(details ? toDetailedRecord : toListedRecord);
  const hasMore = offset + limit < page.totalCount;
  return {
    meta: {
      limit,
      next: hasMore ? `?limit=${limit}&offset=${offset + limit}` : null,
      offset,
      previous: offset === 0 ? null : `?limit=${limit}&offset=${Math.max(0, offset - limit)}`,
      total_count: page.totalCount,
    },
    objects: Buffer.byteLength(JSON.stringify(objects)) > MAX_PAGE_BYTES ? objects.map(cut) : objects,
  };
}

function toDetailedRecord(record: StoredRecord): ListedRecord {
  return { ...toListedRecord(record), ...toDetails(record) };
}

function cut(record: ListedRecord): ListedRecord {
  const { raw_result } = record;
  // By code points, so that no character is cut in half.
  return raw_result === null
    ? record
    : {
        ...record,
        raw_result: Array.from(raw_result.slice(0, 2 * CUT_RAW_RESULT))
          .slice(0, CUT_RAW_RESULT)
          .join(''),
      };
}
