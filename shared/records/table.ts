import type { Progress, State, StoredRecord } from './record';

/** Only the owner of the token, and only in this state, changes a record. */
export interface Guard {
  readonly state: State;
  readonly token: string;
}

/**
 * What payout needs of a store: single-item writes under a condition, and reads that see every write before
 * them. No method deletes. A method that throws may have had its effect: the caller reads back.
 */
export interface RecordTable {
  /** Writes the record if there is none under its id; false when there is. @param giveUpAtMs unix milliseconds */
  insert(record: StoredRecord, giveUpAtMs: number): Promise<boolean>;
  /** Consistent read. */
  get(id: string): Promise<StoredRecord | undefined>;
  /** Sets what `changes` names (undefined removes it) if the guard holds; false when it does not. */
  update(id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean>;
  /** Ids of records that are due until then, soonest first; eventually consistent, so re-read each. Unix milliseconds. */
  due(untilMs: number): AsyncIterable<string>;
}
