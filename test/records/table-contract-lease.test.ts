import { DynamoDBPassLease } from '../../shared/records/dynamodb-pass-lease';
import { DynamoDBRecordTable } from '../../shared/records/dynamodb-table';
import type { PassLease } from '../../shared/records/table';
import { MemoryPassLease } from '../simulation/sim/memory-pass-lease';
import { type LocalTable, localTable } from './local-table';

/** What every lease of recovery passes must do; the simulation of faults stands on the one in memory. */

const FAR = Number.MAX_SAFE_INTEGER;
let local: LocalTable;
let serial = 0;

beforeAll(async () => {
  local = await localTable();
});

afterAll(() => local.end());

const LEASES: Record<string, (miniappId: string) => PassLease> = {
  'in memory': () => new MemoryPassLease(),
  'in DynamoDB': (miniappId) => new DynamoDBPassLease(local.client, local.tableName, miniappId),
};

describe.each(Object.keys(LEASES))('the lease of recovery passes %s', (name) => {
  const NOW = 1_800_000_000_000;
  const UNTIL = NOW + 600_000;
  const LATEST = NOW + 960_000;
  let lease: PassLease;

  beforeEach(() => {
    serial += 1;
    lease = LEASES[name]?.(`app-${serial}`) as PassLease;
  });

  test('is taken where there is none, and by nobody else then', async () => {
    expect(await lease.take('t1', NOW, UNTIL, LATEST)).toBe(true);
    expect(await lease.take('t2', NOW + 1, UNTIL + 1, LATEST + 1)).toBe(false);
  });

  test('is its own owner’s: the SDK repeats a write whose answer was lost', async () => {
    await lease.take('t1', NOW, UNTIL, LATEST);
    expect(await lease.take('t1', NOW, UNTIL, LATEST)).toBe(true);
    expect(await lease.take('t2', NOW, UNTIL, LATEST)).toBe(false);
  });

  test('is over at its end', async () => {
    await lease.take('t1', NOW, UNTIL, LATEST);
    expect(await lease.take('t2', UNTIL - 1, UNTIL + 1, LATEST)).toBe(false);
    expect(await lease.take('t2', UNTIL, UNTIL + 1, LATEST)).toBe(true);
    expect(await lease.take('t1', UNTIL, UNTIL + 1, LATEST)).toBe(false);
  });

  test('holds nothing where it reaches further ahead than any pass can last', async () => {
    await lease.take('t1', NOW, LATEST, LATEST);
    expect(await lease.take('t2', NOW, UNTIL, LATEST)).toBe(false);
    expect(await lease.take('t2', NOW, UNTIL, LATEST - 1)).toBe(true);
    await lease.take('t3', UNTIL, NOW + 365 * 86_400_000, FAR);
    expect(await lease.take('t4', NOW, UNTIL, LATEST)).toBe(true);
  });

  test('tells until when it is held, also to others: 0 before the first, and once it was given back', async () => {
    expect(await lease.heldUntil()).toBe(0);
    await lease.take('t1', NOW, UNTIL, LATEST);
    await lease.take('t2', NOW + 1, UNTIL + 1, LATEST + 1);
    expect(await lease.heldUntil()).toBe(UNTIL);
    await lease.release('t2');
    expect(await lease.heldUntil()).toBe(UNTIL);
    await lease.release('t1');
    expect(await lease.heldUntil()).toBe(0);
  });

  test('is free once it was given back', async () => {
    await lease.take('t1', NOW, UNTIL, LATEST);
    await lease.release('t1');
    expect(await lease.take('t2', NOW, UNTIL, LATEST)).toBe(true);
  });

  test('is given back by its owner only, and by one whose lease is over no more', async () => {
    await lease.release('t1');
    await lease.take('t1', NOW, UNTIL, LATEST);
    await lease.take('t2', UNTIL, UNTIL + 600_000, LATEST + 600_000);
    await lease.release('t1');
    expect(await lease.take('t3', UNTIL, UNTIL + 600_000, LATEST + 600_000)).toBe(false);
  });

  test('goes to one of ten that take it at the same time', async () => {
    const tokens = Array.from({ length: 10 }, (_, n) => `t${n}`);
    const won = await Promise.all(tokens.map((token) => lease.take(token, NOW, UNTIL, LATEST)));
    expect(won.filter(Boolean)).toHaveLength(1);
  });
});

describe('the lease of recovery passes in DynamoDB', () => {
  test('is each mini-program’s own, and neither a record nor due', async () => {
    const [mine, other] = [`lease-${serial}`, `other-${serial}`];
    await new DynamoDBPassLease(local.client, local.tableName, mine).take('t1', 1, 2, 3);
    const others = new DynamoDBPassLease(local.client, local.tableName, other);
    expect(await others.heldUntil()).toBe(0);
    expect(await others.take('t1', 1, 2, 3)).toBe(true);
    const due: string[] = [];
    const table = new DynamoDBRecordTable(local.client, local.tableName, mine);
    for await (const id of table.due('unfinished', FAR, FAR)) due.push(id);
    expect(due).toEqual([]);
  });

  test('that cannot be reached is a fault of the platform', async () => {
    const missing = new DynamoDBPassLease(local.client, 'no-such-table', '1');
    await expect(missing.heldUntil()).rejects.toMatchObject({ status: null });
    await expect(missing.take('t1', 1, 2, 3)).rejects.toMatchObject({ status: null });
    await expect(missing.release('t1')).rejects.toMatchObject({ status: null });
  });
});
