import type { UnfinishedParams } from '../../shared/api/record-params';
import type { UnfinishedData } from '../../shared/api/responses';
import { invokeFunction } from '../invoke';
import { withPauseHint } from '../paused-hint';
import type { Stack } from '../stack';

export type UnfinishedList = UnfinishedParams['list'];
export type UnfinishedRecord = UnfinishedData['objects'][number];

/** One page reads at most a few hundred records; a cold start comes on top. */
const TIMEOUT_MS = 60_000;

/** All records of a list, page by page, as the function recoverRedPacks tells them. @throws CommandError */
export async function* unfinishedRecords(
  stack: Stack,
  list: UnfinishedList,
): AsyncGenerator<UnfinishedRecord, void, undefined> {
  // A record whose due time moves meanwhile may appear on two pages.
  const seen = new Set<string>();
  for (let cursor: string | null = null; ; ) {
    const event = { list, ...(cursor !== null && { cursor }) };
    const data = await invokeFunction(stack, 'recoverRedPacks', event, TIMEOUT_MS).catch((error: unknown) => {
      throw withPauseHint(error);
    });
    const page = data as UnfinishedData;
    for (const record of page.objects) {
      if (!seen.has(record.id)) yield record;
      seen.add(record.id);
    }
    cursor = page.cursor;
    if (cursor === null) return;
  }
}
