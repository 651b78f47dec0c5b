import { conclude, doubtOfDeadDriver, isDriven, takeLease } from '../../../shared/payout/ownership';
import type { StoredRecord } from '../../../shared/records/record';
import { PayoutStage } from '../support/payout-stage';
import { LOST } from '../support/replies';
import { CREATED_AT_MS, MERCHANT, record } from '../support/samples';

const DEADLINE = CREATED_AT_MS + 60_000;

function holding(stored: StoredRecord): PayoutStage {
  return new PayoutStage(() => ({ reply: LOST }), MERCHANT, stored);
}

describe('a record is driven', () => {
  it('while it is open and its lease runs', () => {
    const { lease_until_ms } = record();
    expect(isDriven(record(), lease_until_ms - 1)).toBe(true);
    expect(isDriven(record(), lease_until_ms)).toBe(false);
    for (const state of ['paid', 'closed', 'parked'] as const)
      expect(isDriven(record({ state }), lease_until_ms - 1)).toBe(false);
  });
});

describe('a driver that died', () => {
  it('leaves a doubt until the end of its lease, for it may have sent so late', () => {
    expect(doubtOfDeadDriver(record({ lease_until_ms: 5 }))).toEqual({ doubt_at_ms: 5 });
  });

  it('is none that has let go, nor any of a record that is not open', () => {
    expect(doubtOfDeadDriver(record({ lease_until_ms: 0 }))).toEqual({});
    for (const state of ['paid', 'closed', 'parked'] as const)
      expect(doubtOfDeadDriver(record({ state, lease_until_ms: 5 }))).toEqual({});
  });
});

describe('taking the lease', () => {
  const OWNED = {
    token: 'token-1',
    lease_until_ms: DEADLINE + 5_000,
    due: 'wxminiapp',
    due_at: DEADLINE + 5_000,
  };

  it('of an open record lasts 5 s longer than the invocation, until when it is not due', async () => {
    const before = record({ lease_until_ms: 0 });
    const stage = holding(before);
    const taken = await takeLease(stage.ports, before, DEADLINE);
    expect(taken).toEqual({ ...before, ...OWNED });
    expect(stage.stored()).toEqual(taken);
  });

  it('of a dead driver keeps that it may have sent', async () => {
    const stage = holding(record());
    expect(await takeLease(stage.ports, record(), DEADLINE)).toEqual({
      ...record(),
      ...OWNED,
      doubt_at_ms: record().lease_until_ms,
    });
  });

  it('of a parked record opens it, with its earlier doubt and no new one, and makes it due again', async () => {
    const { due: _, due_at: __, ...before } = record({ state: 'parked', doubt_at_ms: 7 });
    const stage = holding(before);
    const taken = await takeLease(stage.ports, before, DEADLINE);
    expect(taken).toEqual({ ...before, ...OWNED, state: 'open' });
    expect(stage.stored()).toEqual(taken);
  });

  it('gets nothing when somebody else was first', async () => {
    for (const theirs of [{ token: 'theirs' }, { state: 'paid' as const }]) {
      const stage = holding(record());
      stage.change(theirs);
      expect(await takeLease(stage.ports, record(), DEADLINE)).toBeNull();
      expect(stage.stored()).toEqual({ ...record(), ...theirs });
    }
  });

  it('knows its own first write, when the SDK repeated it', async () => {
    const stage = holding(record());
    stage.repeatWrites('update');
    expect(await takeLease(stage.ports, record(), DEADLINE)).toMatchObject(OWNED);
  });
});

describe('concluding', () => {
  const before = record({ missing_count: 1, missing_since_ms: 5, err_code: 'SYSTEMERROR', due_at: 9 });
  const paid: StoredRecord = { ...before, state: 'paid', send_listid: '1', err_code: undefined };

  it('stores what was learned, lets go and leaves the index at the end', async () => {
    const stage = await holding(before).at(1_999);
    expect(await conclude(stage.ports, before, paid)).toBe(true);
    const { err_code: _, due: __, due_at: ___, ...rest } = before;
    expect(stage.stored()).toEqual({
      ...rest,
      state: 'paid',
      send_listid: '1',
      lease_until_ms: 0,
      updated_at: CREATED_AT_MS / 1000 + 1,
    });
  });

  it('of a record that is still open says when it is due again', async () => {
    const stage = holding(before);
    await conclude(stage.ports, before, { ...before, missing_count: undefined });
    expect(stage.stored()).toMatchObject({ due: 'wxminiapp', due_at: CREATED_AT_MS + 600_000 });
  });

  it('writes only what changed, so that an item which others have read grows no field', async () => {
    const stage = holding(before);
    let written: object = {};
    stage.table.update = async (_, __, changes) => {
      written = changes;
      return true;
    };
    await conclude(stage.ports, before, { ...before, status: 'SENDING', due_at: 1 });
    const names = ['due_at', 'lease_until_ms', 'status', 'updated_at'];
    expect(Object.keys(written).sort()).toEqual(names);
  });

  it('stores whatever a driver may have learned', async () => {
    const learned: Partial<StoredRecord> = {
      ...{ state: 'parked' as const, sent_at_ms: 1, hold_until_ms: 2, doubt_at_ms: 3, refused_at_ms: 4 },
      ...{ refused_code: 'a', refused_text: 'b', missing_count: 5, missing_since_ms: 6 },
      ...{ resolution_note: 'c', send_listid: 'd', err_code: 'e', err_code_des: 'f', raw_result: 'g' },
      ...{ status: 'h', unresolved_at_ms: 7 },
    };
    const stage = holding(record());
    await conclude(stage.ports, record(), { ...record(), ...learned });
    expect(stage.stored()).toMatchObject(learned);
  });

  it('is refused when another driver took the record over, whose word counts', async () => {
    const stage = holding({ ...before, token: 'theirs' });
    expect(await conclude(stage.ports, before, paid)).toBe(false);
    expect(stage.stored()).toEqual({ ...before, token: 'theirs' });
  });

  it('knows its own first write, when the SDK repeated it', async () => {
    const stage = holding(before);
    stage.repeatWrites('update');
    expect(await conclude(stage.ports, before, paid)).toBe(true);
  });

  it.each<[string, Partial<StoredRecord>]>([
    ['under another token', { token: 'theirs', state: 'paid', lease_until_ms: 0 }],
    ['in another state', { state: 'closed', lease_until_ms: 0 }],
    ['under a lease', { state: 'paid', lease_until_ms: 5 }],
  ])('does not take for its own write what stands there %s', async (_, stands) => {
    const stage = holding(before);
    stage.table.update = async () => false;
    stage.change(stands);
    expect(await conclude(stage.ports, before, paid)).toBe(false);
  });

  it('does not take a record that cannot be found for its own', async () => {
    const stage = holding(before);
    stage.table.records.clear();
    expect(await conclude(stage.ports, before, paid)).toBe(false);
  });
});
