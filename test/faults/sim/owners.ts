import type { Progress, StoredRecord } from '../../../shared/records/record';
import type { Guard } from '../../../shared/records/table';
import type { Invocation } from './effects';
import type { MemoryTable } from './memory-table';
import { SKEW_MS } from './watch';
import type { World } from './world';

/** Watches who changes a record: paid and closed absorb, and a lease is its driver's. */
export class Owners {
  /** Which invocation has made which token. */
  private readonly drivers = new Map<string, Invocation>();

  constructor(
    private readonly world: World,
    private readonly table: MemoryTable,
    private readonly violations: string[],
  ) {}

  newToken(inv: Invocation): string {
    const token = `token-${this.drivers.size}`;
    this.drivers.set(token, inv);
    return token;
  }

  async change(inv: Invocation, id: string, guard: Guard, changes: Partial<Progress>): Promise<boolean> {
    const before = this.table.records.get(id);
    const isChanged = await this.table.update(id, guard, changes);
    const after = this.table.records.get(id);
    if (before !== undefined && after !== undefined) this.judge(inv, before, after);
    return isChanged;
  }

  private judge(inv: Invocation, before: StoredRecord, after: StoredRecord): void {
    if ((before.state === 'paid' || before.state === 'closed') && after.state !== before.state)
      this.violations.push(`a record that was ${before.state} was made ${after.state}`);
    const isDriven = before.state === 'open' && before.lease_until_ms > this.world.now + SKEW_MS;
    const isLeft = after.token === before.token && (after.state === 'open' || after.state === 'paid');
    if (isDriven && !isLeft && this.drivers.get(before.token) !== inv)
      this.violations.push('a lease was taken from its driver');
  }
}
