import { ParamError } from '../contract/errors';
import type { StoredRecord } from '../records/record';
import type { RecordTable } from '../records/table';
import { UNRESOLVED_AGE_MS } from './rules';

/** What a person found out of WeChat's merchant platform or support. */
export interface Resolution {
  readonly outcome: 'paid' | 'refused';
  /** Why; kept in the record. */
  readonly note: string;
  /** WeChat's number of the packet, if it is known. */
  readonly sendListid?: string | undefined;
}

/**
 * Closes an open or parked record by a person's word, when WeChat no longer answers for it.
 * @throws ParamError when the record is at its end, or so young that WeChat still knows.
 */
export async function resolve(
  table: Pick<RecordTable, 'update'>,
  record: StoredRecord,
  { outcome, note, sendListid }: Resolution,
  nowMs: number,
): Promise<void> {
  const { state } = record;
  if (state === 'paid' || state === 'closed')
    throw new ParamError(`id names a record that is ${state} already.`);
  if (nowMs - record.created_at * 1000 < UNRESOLVED_AGE_MS) {
    throw new ParamError(
      'id names a record younger than 29 days: ask WeChat Pay, by getRedPackStatus or settling.',
    );
  }
  const word =
    outcome === 'paid'
      ? {
          state: 'paid' as const,
          send_listid: sendListid ?? '',
          err_code: undefined,
          err_code_des: undefined,
        }
      : { state: 'closed' as const, err_code: 'RESOLVED', err_code_des: note };
  const changes = {
    ...word,
    resolution_note: note,
    due: undefined,
    due_at: undefined,
    lease_until_ms: 0,
    updated_at: Math.floor(nowMs / 1000),
  };
  if (await table.update(record.id, { state, token: record.token }, changes)) return;
  throw new ParamError('id names a record that has just changed: look at it again.');
}
