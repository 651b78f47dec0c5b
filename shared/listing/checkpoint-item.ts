import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Records from one checkpoint to the next. A list reads the records after the last checkpoint, and one more
 * checkpoint for a page elsewhere: at 100 that is at most 9 KB of keys and one item below 4 KB (`npm run bench:pages
 * -- --steps`). Checkpoints of another step are malformed to a reader: after changing it, run `./red-pack recount`.
 */
export const CHECKPOINT_STEP = 100;

/**
 * Only records older than this get checkpoints, because no record can be inserted before them any more: a claim
 * begins within 10 s of the time in its key, AWS accepts a request for 15 minutes after it was signed, the SDK lets a
 * clock be 5 minutes off before it corrects it, and the index normally lags by a second.
 */
export const IMMUTABLE_AFTER_MS = 21 * 60_000;

/** Digits of a count: enough for a million million records, so that counts sorted as text are in numeric order. */
const DIGITS = 12;

/** Sorts after every count. */
export const AFTER_ALL_CHECKPOINTS = ':';

const SCHEMA = '1';
const ID_LENGTH = 24;

type Item = Readonly<Record<string, AttributeValue>>;

/**
 * `count` records are at or before the key, counted from the oldest. That never changes, because records are only
 * appended.
 */
export interface Checkpoint {
  readonly count: number;
  readonly timeKey: string;
}

/** A checkpoint with the ids of the records since the previous checkpoint, oldest first. */
export interface FullCheckpoint extends Checkpoint {
  readonly ids: readonly string[];
}

/** Sort key of a count among the checkpoints. */
export function countKey(count: number): string {
  return String(Math.max(0, count)).padStart(DIGITS, '0');
}

/**
 * The partition of the index `by_time` that holds the checkpoints. No `MINIAPP_ID` can equal it, because none
 * contains a `#`.
 */
export function checkpointsPartition(miniappId: string): string {
  return `marks#${miniappId}`;
}

/** Prefix of the table's checkpoint keys. The list's role may write ids that begin with `mark#`, and no others. */
export function checkpointPrefix(miniappId: string): string {
  return `mark#${miniappId}#`;
}

/** Whether a key of the table belongs to a checkpoint of any mini-program. */
export function isCheckpointId(id: string): boolean {
  return id.startsWith('mark#');
}

/** The table's key of a checkpoint. */
export function checkpointId(miniappId: string, count: number): string {
  return checkpointPrefix(miniappId) + countKey(count);
}

/** The item of a checkpoint. The index shows its count and key; the table also has the ids. */
export function checkpointItem(
  miniappId: string,
  { count, timeKey, ids }: FullCheckpoint,
): Record<string, AttributeValue> {
  const id = checkpointId(miniappId, count);
  const time_key = `${countKey(count)}#${timeKey}`;
  const text = ids.join('');
  return {
    id: { S: id },
    miniapp_id: { S: checkpointsPartition(miniappId) },
    time_key: { S: time_key },
    v: { N: SCHEMA },
    ids: { S: text },
    check: { S: checkOf(id, time_key, text) },
  };
}

/**
 * Detects a checkpoint changed by hand, parts of which might still pass for a page. It does not detect a forged one.
 */
function checkOf(...texts: string[]): string {
  return createHash('sha256').update(texts.join(' ')).digest('hex').slice(0, 16);
}

/** Parses a checkpoint as the index shows it; null if it is malformed. */
export function parseCheckpointKey(text: string, step: number): Checkpoint | null {
  const [, digits, timeKey] = /^(\d{12})#(\d{13}-[0-9a-f]{24})$/.exec(text) ?? [];
  if (digits === undefined || timeKey === undefined) return null;
  const count = Number(digits);
  return count > 0 && count % step === 0 ? { count, timeKey } : null;
}

/** The ids in a checkpoint's item; null if the item is not a complete checkpoint of this count. */
export function parseCheckpointIds(item: Item, count: number, step: number): readonly string[] | null {
  const [id, key, text] = [item.id?.S ?? '', item.time_key?.S ?? '', item.ids?.S ?? ''];
  const isWhole = item.v?.N === SCHEMA && item.check?.S === checkOf(id, key, text);
  if (!isWhole || parseCheckpointKey(key, step)?.count !== count || text.length !== step * ID_LENGTH)
    return null;
  return Array.from({ length: step }, (_, index) => text.slice(index * ID_LENGTH, (index + 1) * ID_LENGTH));
}
