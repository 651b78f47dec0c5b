import { invokeFunction } from '../../cli/invoke';
import { type Detailed, detailed } from '../../cli/report/entry';
import type { Stack } from '../../cli/stack';
import { type DetailedRecord, isHError } from '../../sdk/index';
import type { UnfinishedData } from '../../shared/api/responses';
import { campaignKey } from '../../shared/campaign/key';
import { type Query, type Reading, readings } from './query';

/** What the list shows. */
export interface Found {
  readonly records: readonly DetailedRecord[];
  /** How many there are in all; null where only a search to the end could tell. */
  readonly total: number | null;
  /** Params that lead to the next page, other than the offset of a counted list; null at the end. */
  readonly next: Readonly<Record<string, string | number>> | null;
  /** How many records a search by campaign has looked through; null for the others. */
  readonly looked: number | null;
}

const NOTHING: Found = { records: [], total: 0, next: null, looked: null };

/** So many invocations at most for one page: a page must not take a minute. */
const MAX_CALLS = 5;
const SCAN_PAGE = 1_000;
const UNFINISHED_TIMEOUT_MS = 60_000;

/** One record with its details; null where there is none. */
export async function findRecord(
  { redPack }: Stack,
  lookup: { id: string } | { mch_billno: string } | { idempotency_key: string },
): Promise<DetailedRecord | null> {
  try {
    return (await redPack.getSentRedPack({ ...lookup, details: true })).data;
  } catch (error) {
    if (isHError(error) && error.code === 404) return null;
    throw error;
  }
}

async function listed(
  { redPack }: Stack,
  params: { limit: number; offset: number; re_openid?: string },
): Promise<Found> {
  const { data } = await redPack.getSentRedPackList({ ...params, details: true });
  return { records: data.objects.map(detailed), total: data.meta.total_count, next: null, looked: null };
}

/** The list knows no index of keys: a campaign's rows are found by looking through it, newest first. */
async function ofCampaign({ redPack }: Stack, campaign: string, { limit, offset }: Query): Promise<Found> {
  const records: Detailed[] = [];
  let at = offset;
  for (let call = 0; call < MAX_CALLS; call += 1) {
    const { data } = await redPack.getSentRedPackList({ limit: SCAN_PAGE, offset: at, details: true });
    for (const record of data.objects.map(detailed)) {
      at += 1;
      if (record.idempotency_key.startsWith(`${campaign}/`)) records.push(record);
      if (records.length === limit) break;
    }
    const isEnd = at >= data.meta.total_count || data.objects.length === 0;
    if (isEnd) return { records, total: offset === 0 ? records.length : null, next: null, looked: at };
    if (records.length === limit) break;
  }
  return { records, total: null, next: { offset: at }, looked: at };
}

async function read(stack: Stack, reading: Reading, query: Query): Promise<Found> {
  if (reading.by === 'campaign') return ofCampaign(stack, reading.campaign, query);
  if (reading.by === 'openid') {
    const { limit, offset } = query;
    return listed(stack, { limit, offset, re_openid: reading.re_openid });
  }
  const lookup =
    reading.by === 'row' ? { idempotency_key: campaignKey(reading.campaign, reading.row) } : reading.lookup;
  const record = await findRecord(stack, lookup);
  return record === null ? NOTHING : { ...NOTHING, records: [record], total: 1 };
}

/** One page of the records that are not final. Pages of the function may be short, so several make one. */
async function unfinished(stack: Stack, { view, cursor, limit }: Query): Promise<Found> {
  const records: UnfinishedData['objects'][number][] = [];
  let at = cursor;
  for (let call = 0; call < MAX_CALLS; call += 1) {
    const event = { list: view, ...(at !== null && { cursor: at }) };
    const data = await invokeFunction(stack, 'recoverRedPacks', event, UNFINISHED_TIMEOUT_MS);
    const page = data as UnfinishedData;
    records.push(...page.objects);
    at = page.cursor;
    if (at === null || records.length >= limit) break;
  }
  const isWhole = at === null && cursor === null;
  const next = at === null ? null : { cursor: at };
  return { records, total: isWhole ? records.length : null, next, looked: null };
}

/** The records that the address asks for. What was typed is tried in each way that it can be read. */
export async function find(stack: Stack, query: Query): Promise<Found> {
  const { q, view, limit, offset } = query;
  if (q === '') return view === 'all' ? listed(stack, { limit, offset }) : unfinished(stack, query);
  for (const reading of readings(q)) {
    const found = await read(stack, reading, query);
    if (found.records.length > 0 || found.next !== null) return found;
  }
  return NOTHING;
}
