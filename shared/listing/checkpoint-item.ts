import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/**
 * Records from one mark to the next. A list reads what lies behind the last mark, and one mark more for a page
 * elsewhere: at 100 that is at most 9 KB of keys and one item below 4 KB (`npm run bench:pages -- --steps`).
 * Checkpoints of another step are malformed to a reader: after a change of it, `npm run recount`.
 */
export const CHECKPOINT_STEP = 100;

/**
 * Only records older than this are marked, since none may still come to lie before them: a claim is begun within 10 s
 * of the time in its key, AWS takes a request for 15 minutes after it was signed, the SDK lets a clock be 5 minutes
 * off before it corrects it, and the index is normally a second behind.
 */
export const IMMUTABLE_AFTER_MS = 21 * 60_000;

/** Digits of a count: a million million records, in the order of numbers when sorted as text. */
const DIGITS = 12;

/** Sorts behind every count. */
export const AFTER_ALL_CHECKPOINTS = ':';

const SCHEMA = '1';
const ID_LENGTH = 24;

type Item = Readonly<Record<string, AttributeValue>>;

/** `count` records lie at or before the key, counted from the oldest. That never changes: records only append. */
export interface Checkpoint {
  readonly count: number;
  readonly timeKey: string;
}

/** A mark with the ids of the records since the mark before it, oldest first. */
export interface FullCheckpoint extends Checkpoint {
  readonly ids: readonly string[];
}

/** Where a count sorts among the marks. */
export function countKey(count: number): string {
  return String(Math.max(0, count)).padStart(DIGITS, '0');
}

/** The partition of the index `by_time` that holds the marks; no `MINIAPP_ID` can be so, since none has a `#`. */
export function checkpointsPartition(miniappId: string): string {
  return `marks#${miniappId}`;
}

/** How the table's keys of marks begin. The list's role may write ids that begin with `mark#`, and no others. */
export function checkpointPrefix(miniappId: string): string {
  return `mark#${miniappId}#`;
}

/** Whether a key of the table is a mark's, of whichever mini-program. */
export function isCheckpointId(id: string): boolean {
  return id.startsWith('mark#');
}

/** The table's key of a mark. */
export function checkpointId(miniappId: string, count: number): string {
  return checkpointPrefix(miniappId) + countKey(count);
}

/** The item of a mark: in the index it shows count and key, in the table the ids as well. */
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

/** Against a mark changed by hand, parts of which might still pass for a page; not against one made up. */
function checkOf(...texts: string[]): string {
  return createHash('sha256').update(texts.join(' ')).digest('hex').slice(0, 16);
}

/** A mark as the index shows it; null when it has not the form of one. */
export function parseCheckpointKey(text: string, step: number): Checkpoint | null {
  const [, digits, timeKey] = /^(\d{12})#(\d{13}-[0-9a-f]{24})$/.exec(text) ?? [];
  if (digits === undefined || timeKey === undefined) return null;
  const count = Number(digits);
  return count > 0 && count % step === 0 ? { count, timeKey } : null;
}

/** The ids that the item of a mark holds; null when the item is not a whole mark of this count. */
export function parseCheckpointIds(item: Item, count: number, step: number): readonly string[] | null {
  const [id, key, text] = [item.id?.S ?? '', item.time_key?.S ?? '', item.ids?.S ?? ''];
  const isWhole = item.v?.N === SCHEMA && item.check?.S === checkOf(id, key, text);
  if (!isWhole || parseCheckpointKey(key, step)?.count !== count || text.length !== step * ID_LENGTH)
    return null;
  return Array.from({ length: step }, (_, index) => text.slice(index * ID_LENGTH, (index + 1) * ID_LENGTH));
}
