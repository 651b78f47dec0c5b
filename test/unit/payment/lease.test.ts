import {
  asMet,
  commitAndRelease,
  inDoubtAfterCrash,
  isLeased,
  takeLease,
} from '../../../shared/payment/run/lease';
import type { StoredRecord } from '../../../shared/records/record';
import { PaymentHarness } from '../support/payment-harness';
import { LOST } from '../support/replies';
import { CREATED_AT, CREATED_AT_MS, MERCHANT, record } from '../support/samples';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

const DEADLINE = CREATED_AT_MS + 60_000;

function holding(stored: StoredRecord): PaymentHarness {
  return new PaymentHarness(() => ({ reply: LOST }), MERCHANT, stored);
}

describe('a record is leased', () => {
  it('while it is open and its lease runs', () => {
    const { lease_until_ms } = record();
    expect(isLeased(record(), lease_until_ms - 1)).toBe(true);
    expect(isLeased(record(), lease_until_ms)).toBe(false);
    for (const state of ['paid', 'closed', 'parked'] as const)
      expect(isLeased(record({ state }), lease_until_ms - 1)).toBe(false);
  });

  it('and not while its lease is longer than an invocation can last: that is a wrong clock’s', () => {
    const held = (aheadMs: number) =>
      isLeased(record({ lease_until_ms: CREATED_AT_MS + aheadMs }), CREATED_AT_MS);
    expect(held(16 * MINUTE_MS)).toBe(true);
    expect(held(16 * MINUTE_MS + 1)).toBe(false);
    expect(held(YEAR_MS)).toBe(false);
  });
});

describe('an attempt that died', () => {
  it('leaves a doubt until the end of its lease, for it may have sent so late', () => {
    expect(inDoubtAfterCrash(record({ lease_until_ms: 5 }))).toMatchObject({ doubt_at_ms: 5 });
  });

  it('makes what WeChat did not show before then say nothing', () => {
    const dead = inDoubtAfterCrash(record({ lease_until_ms: 5, not_found_since_ms: 1 }));
    expect(dead).toEqual({ doubt_at_ms: 5, not_found_since_ms: undefined });
    expect(inDoubtAfterCrash(record({ lease_until_ms: 0, not_found_since_ms: 1 }))).toEqual({});
  });

  it('is none that has let go, nor any of a record that is not open', () => {
    expect(inDoubtAfterCrash(record({ lease_until_ms: 0 }))).toEqual({});
    for (const state of ['paid', 'closed', 'parked'] as const)
      expect(inDoubtAfterCrash(record({ state, lease_until_ms: 5 }))).toEqual({});
  });
});

describe.each([
  ['a day', DAY_MS],
  ['a year', YEAR_MS],
])('a record that a clock %s ahead claimed and died over', (_, aheadMs) => {
  const AHEAD = record({
    created_at: (CREATED_AT_MS + aheadMs) / 1000,
    lease_until_ms: CREATED_AT_MS + aheadMs + 35_000,
    due_at: CREATED_AT_MS + aheadMs + 35_000,
  });

  it('is seen as claimed, and perhaps sent, now', () => {
    const news = {
      ...{ first_met_ms: CREATED_AT_MS, lease_until_ms: CREATED_AT_MS, doubt_at_ms: CREATED_AT_MS },
      not_found_since_ms: undefined,
    };
    expect(asMet(AHEAD, CREATED_AT_MS)).toEqual({ record: { ...AHEAD, ...news }, news });
  });

  it('can be taken at once, and that it was met now is stored', async () => {
    const stage = await holding(AHEAD).at(MINUTE_MS);
    const taken = await takeLease(stage.deps, AHEAD, stage.now + 30_000);
    const met = { first_met_ms: stage.now, doubt_at_ms: stage.now };
    expect(taken).toMatchObject({ ...met, lease_until_ms: stage.now + 35_000, due_at: stage.now + 35_000 });
    expect(stage.stored()).toEqual(taken);
  });
});

test('a record of a right clock is met as it is stored', () => {
  const free = record({ lease_until_ms: 0 });
  expect(asMet(free, CREATED_AT_MS)).toEqual({ record: free, news: {} });
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
    const taken = await takeLease(stage.deps, before, DEADLINE);
    expect(taken).toEqual({ ...before, ...OWNED });
    expect(stage.stored()).toEqual(taken);
  });

  it('of a dead attempt keeps that it may have sent', async () => {
    const stage = holding(record());
    expect(await takeLease(stage.deps, record(), DEADLINE)).toEqual({
      ...record(),
      ...OWNED,
      doubt_at_ms: record().lease_until_ms,
    });
  });

  it('of a parked record opens it, with its earlier doubt and no new one, and makes it due again', async () => {
    const { due: _, due_at: __, ...before } = record({ state: 'parked', doubt_at_ms: 7 });
    const stage = holding(before);
    const taken = await takeLease(stage.deps, before, DEADLINE);
    expect(taken).toEqual({ ...before, ...OWNED, state: 'open' });
    expect(stage.stored()).toEqual(taken);
  });

  it('gets nothing when somebody else was first', async () => {
    for (const theirs of [{ token: 'theirs' }, { state: 'paid' as const }]) {
      const stage = holding(record());
      stage.change(theirs);
      expect(await takeLease(stage.deps, record(), DEADLINE)).toBeNull();
      expect(stage.stored()).toEqual({ ...record(), ...theirs });
    }
  });

  it('knows its own first write, when the SDK repeated it', async () => {
    const stage = holding(record());
    stage.repeatWrites('update');
    expect(await takeLease(stage.deps, record(), DEADLINE)).toMatchObject(OWNED);
  });
});

describe('concluding', () => {
  const before = record({ missing_count: 1, missing_since_ms: 5, err_code: 'SYSTEMERROR', due_at: 9 });
  const paid: StoredRecord = { ...before, state: 'paid', send_listid: '1', err_code: undefined };

  it('stores what was learned, lets go and leaves the index at the end', async () => {
    const stage = await holding(before).at(1_999);
    expect(await commitAndRelease(stage.deps, before, paid)).toBe(true);
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
    await commitAndRelease(stage.deps, before, { ...before, missing_count: undefined });
    expect(stage.stored()).toMatchObject({ due: 'wxminiapp', due_at: CREATED_AT_MS + 600_000 });
  });

  it('says once, at an error, that recovery has stopped sending an open record', async () => {
    const fields = { record_id: record().id, mch_billno: record().mch_billno, created_at: CREATED_AT };
    const stage = await holding(before).at(DAY_MS - 1);
    await commitAndRelease(stage.deps, before, before);
    expect(stage.errors()).toEqual([]);
    await stage.at(DAY_MS);
    await commitAndRelease(stage.deps, stage.stored(), stage.stored());
    expect(stage.errors()).toEqual([['recovery stopped sending', fields]]);
    expect(stage.stored().sending_ended_at_ms).toBe(CREATED_AT_MS + DAY_MS);
    await stage.at(2 * DAY_MS);
    await commitAndRelease(stage.deps, stage.stored(), stage.stored());
    expect(stage.errors()).toHaveLength(1);
    expect(stage.stored().sending_ended_at_ms).toBe(CREATED_AT_MS + DAY_MS);
  });

  it.each(['paid', 'closed', 'parked'] as const)(
    'says nothing of the kind of one that is %s',
    async (state) => {
      const stage = await holding(before).at(2 * DAY_MS);
      await commitAndRelease(stage.deps, before, { ...before, state });
      expect(stage.errors()).toEqual([]);
    },
  );

  it('writes only what changed, so that an item which others have read grows no field', async () => {
    const stage = holding(before);
    let written: object = {};
    stage.table.update = async (_, __, changes) => {
      written = changes;
      return true;
    };
    await commitAndRelease(stage.deps, before, { ...before, status: 'SENDING', due_at: 1 });
    const names = ['due_at', 'lease_until_ms', 'status', 'updated_at'];
    expect(Object.keys(written).sort()).toEqual(names);
  });

  it('stores whatever an attempt may have learned', async () => {
    const learned: Partial<StoredRecord> = {
      ...{ state: 'parked' as const, sent_at_ms: 1, hold_until_ms: 2, doubt_at_ms: 3, refused_at_ms: 4 },
      ...{ refused_code: 'a', refused_text: 'b', missing_count: 5, missing_since_ms: 6 },
      ...{ resolution_note: 'c', send_listid: 'd', err_code: 'e', err_code_des: 'f', raw_result: 'g' },
      ...{ status: 'h', unresolved_at_ms: 7, not_found_since_ms: 8, order_seen_at_ms: 9, unproven_at_ms: 10 },
      ...{ foreign_at_ms: 11, proof: 'query' as const, first_met_ms: 12, sending_ended_at_ms: 13, host: 1 },
    };
    const stage = holding(record());
    await commitAndRelease(stage.deps, record(), { ...record(), ...learned });
    expect(stage.stored()).toMatchObject(learned);
  });

  it('is refused when another attempt took the record over, whose word counts', async () => {
    const stage = holding({ ...before, token: 'theirs' });
    expect(await commitAndRelease(stage.deps, before, paid)).toBe(false);
    expect(stage.stored()).toEqual({ ...before, token: 'theirs' });
  });

  it('knows its own first write, when the SDK repeated it', async () => {
    const stage = holding(before);
    stage.repeatWrites('update');
    expect(await commitAndRelease(stage.deps, before, paid)).toBe(true);
  });

  it.each<[string, Partial<StoredRecord>]>([
    ['under another token', { token: 'theirs', state: 'paid', lease_until_ms: 0 }],
    ['in another state', { state: 'closed', lease_until_ms: 0 }],
    ['under a lease', { state: 'paid', lease_until_ms: 5 }],
  ])('does not take for its own write what stands there %s', async (_, stands) => {
    const stage = holding(before);
    stage.table.update = async () => false;
    stage.change(stands);
    expect(await commitAndRelease(stage.deps, before, paid)).toBe(false);
  });

  it('does not take a record that cannot be found for its own', async () => {
    const stage = holding(before);
    stage.table.records.clear();
    expect(await commitAndRelease(stage.deps, before, paid)).toBe(false);
  });
});
