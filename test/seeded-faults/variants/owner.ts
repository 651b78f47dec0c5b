import type { Variant } from '../../../scripts/seeded-faults/variant';

/** One attempt at a time, and every change under a condition. */
export const OWNER: readonly Variant[] = [
  {
    name: 'unconditional outcome write',
    danger: 'An attempt that stood still overwrites the payment that another one has seen.',
    file: 'shared/payment/run/lease.ts',
    find: 'if (await deps.table.update(before.id, { state: before.state, token: before.token }, changes)) return true;',
    replace:
      'const owner = (await deps.table.get(before.id)) ?? before;\n  if (await deps.table.update(before.id, { state: owner.state, token: owner.token }, changes)) return true;',
  },
  {
    name: 'a guard that looks at the state or at the token',
    danger: 'An attempt whose lease was taken over still writes.',
    file: 'shared/records/dynamodb-table.ts',
    find: '#guard_state = :guard_state AND #guard_token',
    replace: '#guard_state = :guard_state OR #guard_token',
    unseen: 'Its records are in memory; the store in DynamoDB is held to the same by test/records.',
  },
  {
    name: 'a write of its own that the SDK repeated not recognised',
    danger: 'An attempt that has just taken the lease waits for itself, and the outcome stays open.',
    file: 'shared/payment/run/lease.ts',
    find: '    found?.token === after.token &&\n',
    replace: '    found?.token === before.token &&\n',
  },
  {
    name: 'twin not fenced',
    danger: 'Two invocations send one number at the same time.',
    file: 'shared/payment/run/repeat.ts',
    find: '    if (isLeased(record, deps.clock.now())) {',
    replace: "    if (isLeased(record, deps.clock.now()) && record.token === '') {",
  },
  {
    name: 'a lease that never ends',
    danger: 'A dead attempt holds its record for good: the payment is lost.',
    file: 'shared/payment/run/lease.ts',
    find: "return state === 'open' && lease_until_ms > nowMs && lease_until_ms",
    replace: "return state === 'open' && lease_until_ms > Math.min(0, nowMs) && lease_until_ms",
  },
  {
    name: 'a lease that is not taken',
    danger: 'An attempt that resumes an open record is joined by the next concurrent duplicate.',
    file: 'shared/payment/run/lease.ts',
    find: '    lease_until_ms: leaseUntil,\n',
    replace: '',
  },
  {
    name: 'a lease lost to another one taken as won',
    danger: 'Both take the record over, and both send.',
    file: 'shared/payment/run/lease.ts',
    find: 'return (await writeOnce(deps, record, taken, changes)) ? taken : null;',
    replace: 'await writeOnce(deps, record, taken, changes);\n  return taken;',
  },
  {
    name: 'a look-up closes what is being driven',
    danger: 'A second attempt is let in beside the one that is sending.',
    file: 'shared/payment/run/query-order.ts',
    find: "return state === 'paid' || !isOwned;",
    replace: "return state === 'paid' || isOwned || !isOwned;",
  },
];
