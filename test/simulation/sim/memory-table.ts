import type { DueQueue, Progress, StoredRecord } from '../../../shared/records/record';
import type { DuePage, Guard, RecordTable } from '../../../shared/records/table';

/** The records in memory, as the contract suite of `test/records` demands of a store. */
export class MemoryTable implements RecordTable {
  readonly records = new Map<string, StoredRecord>();
  /** How often it was restored to an earlier state. */
  epoch = 0;

  constructor(private readonly miniappId = '1') {}

  async insert(record: StoredRecord): Promise<boolean> {
    if (this.records.has(record.id)) return false;
    this.records.set(record.id, withoutUndefined(record));
    return true;
  }

  async get(id: string): Promise<StoredRecord | undefined> {
    const record = this.records.get(id);
    return record === undefined ? undefined : { ...record };
  }

  async update(id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean> {
    const record = this.records.get(id);
    if (record === undefined || record.state !== guard.state || record.token !== guard.token) return false;
    this.records.set(id, withoutUndefined({ ...record, ...changes }));
    return true;
  }

  async *due(queue: DueQueue, untilMs: number, beyondMs: number): AsyncIterable<string> {
    const key = queue === 'paid' ? `paid#${this.miniappId}` : this.miniappId;
    const isIn = ({ due, due_at }: StoredRecord) => due === key && due_at !== undefined;
    const inOrder = [...this.records.values()].filter(isIn).sort((a, b) => (a.due_at ?? 0) - (b.due_at ?? 0));
    for (const { id, due_at = 0 } of inOrder) if (due_at <= untilMs) yield id;
    for (const { id, due_at = 0 } of inOrder) if (due_at > beyondMs && due_at > untilMs) yield id;
  }

  async duePage(): Promise<DuePage> {
    const ids: string[] = [];
    for await (const id of this.due('unfinished', Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
      ids.push(id);
    return { ids, cursor: null };
  }

  /** The records as they were at some time before. */
  restore(records: ReadonlyMap<string, StoredRecord>): void {
    this.epoch += 1;
    this.records.clear();
    for (const [id, record] of records) this.records.set(id, record);
  }
}

function withoutUndefined(record: StoredRecord): StoredRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as unknown as StoredRecord;
}
