import { HError } from './herror';
import type { GetSentRedPackListParams, SentRedPacksParams } from './params';
import type { AnyListData, AnyListedRecord } from './responses';

type FetchPage = (params: GetSentRedPackListParams) => Promise<AnyListData>;

/** With the longest `raw_result`s still far below the size from which a page has them cut. */
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
/** More than are likely to arrive late between two pages. */
const LATE_RECORDS = 20;
const PARAMS = ['limit', 're_openid', 'details'];

/** The last record that was yielded, and where it was. Offsets count from the newest. */
interface Anchor {
  readonly id: string;
  readonly offset: number;
  /** The number of records then. */
  readonly totalCount: number;
}

/** A page on which the anchor was found, at `index`. */
interface Found {
  readonly page: AnyListData;
  readonly index: number;
}

/**
 * Yields all records, newest first. Each record that the list had when the iteration began is yielded exactly once,
 * whatever is sent meanwhile; no record is yielded twice, and none that is newer than the newest of the beginning.
 * (A record that arrives late and sorts among the older ones may be yielded, once.)
 *
 * New records push the others to higher offsets, by as many as were inserted above, which no count shows: some may
 * have been inserted below. But the order of two records never changes and no record disappears. So each page begins
 * with the last record that was yielded, and the iteration goes on behind it.
 * @throws HError also for a param that is wrong (400)
 */
export async function* iterate(
  params: SentRedPacksParams,
  fetchPage: FetchPage,
): AsyncGenerator<AnyListedRecord, void, undefined> {
  const { limit, ...filter } = check(params);
  const size = Math.min(limit + 1, MAX_LIMIT);
  let page = await fetchPage({ ...filter, limit, offset: 0 });
  let next = 0;
  for (;;) {
    yield* page.objects.slice(next);
    const last = page.objects.at(-1);
    const { offset, total_count } = page.meta;
    if (last === undefined || offset + page.objects.length >= total_count) return;
    const anchor = { id: last.id, offset: offset + page.objects.length - 1, totalCount: total_count };
    const found = await find(anchor, size, (at) => fetchPage({ ...filter, limit: size, offset: at }));
    page = found.page;
    next = found.index + 1;
  }
}

/** Fetches a page with the anchor on it and, unless the list ends there, at least one record behind it. */
async function find(anchor: Anchor, size: number, fetchAt: (offset: number) => Promise<AnyListData>) {
  const lookAt = async (offset: number): Promise<Found> => {
    const page = await fetchAt(Math.max(0, offset));
    return { page, index: page.objects.findIndex(({ id }) => id === anchor.id) };
  };
  // It is the first of this page if nothing was sent meanwhile.
  const before = await lookAt(anchor.offset);
  if (isUsable(before)) return before;
  // As many further as records were added, less a margin for records that were added below the anchor.
  const added = before.page.meta.total_count - anchor.totalCount;
  const further = await lookAt(anchor.offset + added - Math.min(LATE_RECORDS, Math.floor((size - 1) / 2)));
  if (isUsable(further)) return further;
  // Page by page; they overlap by one, so that one of them has a record behind the anchor. New records only move it
  // on, and more fit a page than are sent while it is fetched. From a page before: the index may have lagged.
  let total = Number.POSITIVE_INFINITY;
  for (let offset = anchor.offset - size; offset < total; offset += size - 1) {
    const found = await lookAt(offset);
    if (isUsable(found)) return found;
    total = found.page.meta.total_count;
  }
  throw new HError(500, `the list no longer has the record ${anchor.id}: begin the iteration again.`);
}

function isUsable({ page, index }: Found): boolean {
  if (index === -1) return false;
  const isEnd = page.meta.offset + page.objects.length >= page.meta.total_count;
  return isEnd || index < page.objects.length - 1;
}

function check(params: SentRedPacksParams): SentRedPacksParams & { readonly limit: number } {
  if (typeof params !== 'object' || params === null)
    throw new HError(400, 'the params of sentRedPacks must be an object.');
  const unknown = Object.keys(params).find((name) => !PARAMS.includes(name));
  if (unknown !== undefined)
    throw new HError(400, `sentRedPacks has no param "${unknown}". Its params are: ${PARAMS.join(', ')}.`);
  const { limit = DEFAULT_LIMIT, ...others } = params;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new HError(400, `limit must be an integer from 1 to ${MAX_LIMIT}.`);
  return { ...others, limit };
}
