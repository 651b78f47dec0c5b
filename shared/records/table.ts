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
  /** Writes the record if there is none under its id; false when there is. */
  insert(record: StoredRecord, giveUpAfterMs: number): Promise<boolean>;
  /** Consistent read. */
  get(id: string): Promise<StoredRecord | undefined>;
  /** Sets what `changes` names (undefined removes it) if the guard holds; false when it does not. */
  update(id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean>;
  /**
   * Ids of records that are due until `untilMs`, soonest first, then of those due after `beyondMs`, which only a wrong
   * clock can have written. Eventually consistent, so read each again. Unix milliseconds.
   */
  due(untilMs: number, beyondMs: number): AsyncIterable<string>;
}

/** Keeps recovery passes from overlapping. Times are unix milliseconds. */
export interface PassLease {
  /** Until when somebody holds it; 0 when nobody ever has. A consistent read. */
  heldUntil(): Promise<number>;
  /** Takes the lease unless another pass holds it; one that reaches beyond `latestMs` is a wrong clock's and holds nothing. */
  take(token: string, nowMs: number, untilMs: number, latestMs: number): Promise<boolean>;
  /** Gives it back, if it is still this token's. */
  release(token: string): Promise<void>;
}
