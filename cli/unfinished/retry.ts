import { setTimeout as sleep } from 'node:timers/promises';
import type { RetriedData, RetriedRecord } from '../../shared/api/responses';
import { CommandError } from '../errors';
import { invokeFunction } from '../invoke';
import type { Io } from '../io';
import { withPauseHint } from '../paused-hint';
import type { Stack } from '../stack';

/** Far below the 500 that one call takes, so that a line of progress comes every minute at 2 sends a second. */
const CHUNK = 100;

/** The function ends after 590 s. */
const TIMEOUT_MS = 620_000;

/** While another pass runs, and how long in all: a pass lasts 10 minutes at most. */
const WAIT_MS = 5_000;
const MAX_WAITS = 360;

/** What came of the records so far; `error` if the others were not reached. */
export interface Retried {
  readonly records: readonly RetriedRecord[];
  readonly error: Error | null;
}

/**
 * Sends exactly these records again, as far as they are parked still, in chunks that each take their turn with the
 * passes of recovery. One that reports nothing may have been sent: the next run finds out.
 * @param waitMs the pause while another pass runs
 */
export async function retryRecords(
  stack: Stack,
  ids: readonly string[],
  io: Io,
  waitMs = WAIT_MS,
): Promise<Retried> {
  const records: RetriedRecord[] = [];
  let [waiting, waits] = [ids, 0];
  while (waiting.length > 0) {
    const chunk = waiting.slice(0, CHUNK);
    let data: RetriedData;
    try {
      data = (await invokeFunction(stack, 'recoverRedPacks', { retry: chunk }, TIMEOUT_MS)) as RetriedData;
    } catch (error) {
      return { records, error: withPauseHint(error) };
    }
    records.push(...data.records);
    waiting = [...data.left, ...waiting.slice(CHUNK)];
    if (data.records.length > 0) {
      waits = 0;
      if (waiting.length > 0) io.err(`${records.length} of ${ids.length} done.`);
      continue;
    }
    if (waits === 0) io.err('Another pass of recovery is running; waiting for it to end.');
    waits += 1;
    if (waits > MAX_WAITS)
      return { records, error: new CommandError('Other passes of recovery have run for half an hour.') };
    await sleep(waitMs);
  }
  return { records, error: null };
}
