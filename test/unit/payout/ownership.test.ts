import { conclude, isDriven, takeLease } from '../../../shared/payout/ownership';
import type { Progress, StoredRecord } from '../../../shared/records/record';
import type { Guard } from '../../../shared/records/table';
import { CREATED_AT_MS, record } from '../support/samples';
import { driverStage } from '../support/stage';

const IDLE = record({ lease_until_ms: 0 });
const DEADLINE = CREATED_AT_MS + 30_000;

/** Ports of a table with one record; `says` is what a write is told, whatever came of it. */
function ports(stored: StoredRecord, says?: boolean) {
  const held = { record: stored };
  const stage = driverStage(() => {
    throw new Error('ownership asks WeChat nothing');
  });
  const update = async (_: string, guard: Guard, changes: Partial<Progress>) => {
    const holds = held.record.state === guard.state && held.record.token === guard.token;
    if (holds) held.record = { ...held.record, ...changes };
    return says ?? holds;
  };
  Object.assign(stage.ports.table, { update, get: async () => held.record });
  return { ports: stage.ports, held };
}

describe('a lease', () => {
  it('is taken to the end of the invocation and 5 s, by a token of its own', async () => {
    const { ports: table, held } = ports(IDLE);
    const taken = await takeLease(table, IDLE, DEADLINE);
    expect(taken).toMatchObject({ state: 'open', token: 'token', lease_until_ms: DEADLINE + 5_000 });
    expect(held.record).toEqual(taken);
  });

  it('is ours when the SDK repeated the write against itself', async () => {
    expect(await takeLease(ports(IDLE, false).ports, IDLE, DEADLINE)).toMatchObject({ token: 'token' });
  });

  it('is not ours when another driver was first', async () => {
    const { ports: table } = ports({ ...IDLE, token: 'theirs' });
    expect(await takeLease(table, IDLE, DEADLINE)).toBeNull();
  });

  it('ends by the clock', () => {
    const leased = record({ lease_until_ms: CREATED_AT_MS });
    expect(isDriven(leased, CREATED_AT_MS - 1)).toBe(true);
    expect(isDriven(leased, CREATED_AT_MS)).toBe(false);
  });

  it('that was never let go leaves a doubt up to its end', async () => {
    const died = record({ lease_until_ms: CREATED_AT_MS - 1 });
    expect(await takeLease(ports(died).ports, died, DEADLINE)).toMatchObject({
      doubt_at_ms: CREATED_AT_MS - 1,
    });
  });
});

describe('an outcome', () => {
  const paid: StoredRecord = { ...IDLE, state: 'paid', send_listid: '1' };

  it('is stored, lets go of the lease and leaves the index', async () => {
    const { ports: table, held } = ports(record());
    expect(await conclude(table, record(), paid)).toBe(true);
    expect(held.record).toMatchObject({
      state: 'paid',
      lease_until_ms: 0,
      due: undefined,
      due_at: undefined,
    });
  });

  it('is ours when the SDK repeated the write against itself', async () => {
    expect(await conclude(ports(record(), false).ports, record(), paid)).toBe(true);
  });

  it.each<[string, Partial<StoredRecord>]>([
    ['another driver took over', { token: 'theirs' }],
    ['another driver has seen paid', { state: 'paid', token: 'theirs', lease_until_ms: 0 }],
  ])('changes nothing of a record that %s', async (_, changes) => {
    const stored = record(changes);
    const { ports: table, held } = ports(stored);
    expect(await conclude(table, record(), { ...IDLE, state: 'closed' })).toBe(false);
    expect(held.record).toEqual(stored);
  });
});
