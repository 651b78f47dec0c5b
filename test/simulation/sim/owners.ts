import type { Progress, StoredRecord } from '../../../shared/records/record';
import type { Guard } from '../../../shared/records/table';
import type { Invocation } from './effects';
import type { MemoryTable } from './memory-table';
import { SKEW_MS } from './watch';
import type { World } from './world';

/** No invocation lasts longer: a lease beyond that is a wrong clock's, and nobody's. */
const LONGEST_LEASE_MS = 15 * 60_000;

/** Watches who changes a record: paid and closed absorb, and a lease belongs to its attempt. */
export class Owners {
  /** Which invocation has made which token. */
  private readonly attempts = new Map<string, Invocation>();

  constructor(
    private readonly world: World,
    private readonly table: MemoryTable,
    private readonly violations: string[],
  ) {}

  newToken(inv: Invocation): string {
    const token = `token-${this.attempts.size}`;
    this.attempts.set(token, inv);
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
    const { now } = this.world;
    const isLease = before.lease_until_ms > now + SKEW_MS && before.lease_until_ms < now + LONGEST_LEASE_MS;
    const isLeased = before.state === 'open' && isLease;
    const isLeft = after.token === before.token && (after.state === 'open' || after.state === 'paid');
    // Who lives a day ahead cannot see that a lease still runs.
    const hasRightClock = Math.abs(inv.skewMs) < LONGEST_LEASE_MS;
    if (isLeased && !isLeft && hasRightClock && this.attempts.get(before.token) !== inv)
      this.violations.push('a lease was taken from its attempt');
  }
}
