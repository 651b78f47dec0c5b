import type { DueQueue, Progress, State, StoredRecord } from './record';

/** Condition of a change: only the owner of the token may change a record, and only in this state. */
export interface Guard {
  readonly state: State;
  readonly token: string;
}

/**
 * The store that a payment needs: single-item conditional writes, and reads that see every earlier write. No method
 * deletes. A method that throws may still have had its effect: the caller reads back.
 */
export interface RecordTable {
  /** Writes the record if none has its id; false if one does. */
  insert(record: StoredRecord, giveUpAfterMs: number): Promise<boolean>;
  /** Consistent read. */
  get(id: string): Promise<StoredRecord | undefined>;
  /** Sets the fields in `changes` (undefined removes one) if the guard holds; false if it does not. */
  update(id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean>;
  /**
   * Ids of the records of a queue that are due until `untilMs`, soonest first, then of those due after `beyondMs`,
   * which only a wrong clock can have written. Eventually consistent, so read each record again. Unix milliseconds.
   */
  due(queue: DueQueue, untilMs: number, beyondMs: number): AsyncIterable<string>;
  /**
   * One page of the unfinished records, due or not, soonest first. @param cursor of the page before; null for the first
   * @throws ParamError for a cursor that no page has given
   */
  duePage(cursor: string | null): Promise<DuePage>;
}

export interface DuePage {
  readonly ids: readonly string[];
  /** Where the next page begins; null at the end. */
  readonly cursor: string | null;
}

/** Keeps recovery passes from overlapping. Times are unix milliseconds. */
export interface PassLease {
  /** End of the current lease; 0 if nobody has ever held it. A consistent read. */
  heldUntil(): Promise<number>;
  /**
   * Takes the lease unless another pass holds it. A lease that ends after `latestMs` comes from a wrong clock and
   * does not count.
   */
  take(token: string, nowMs: number, untilMs: number, latestMs: number): Promise<boolean>;
  /** Releases it if it still belongs to this token. */
  release(token: string): Promise<void>;
}
