import { dueAfter, latestDue } from '../../../shared/payment/decide/due';
import type { StoredRecord } from '../../../shared/records/record';
import { CREATED_AT, CREATED_AT_MS, record } from '../support/samples';
import { NOW } from '../support/situations';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** In how long a record of this age is due. */
function dueIn(ageMs: number, changes: Partial<StoredRecord> = {}): number {
  const now = CREATED_AT_MS + ageMs;
  return (dueAfter(record(changes), now).due_at ?? Number.NaN) - now;
}

describe('when a record is due again', () => {
  it('an open one after 10 minutes at first, then as far off as it is old, at last every 6 hours', () => {
    expect(dueIn(5_000)).toBe(10 * MINUTE_MS);
    expect(dueIn(10 * MINUTE_MS)).toBe(10 * MINUTE_MS);
    expect(dueIn(HOUR_MS)).toBe(HOUR_MS);
    expect(dueIn(5 * DAY_MS)).toBe(6 * HOUR_MS);
  });

  it('one whose claim lies in the future as one that was claimed when it was first met', () => {
    const ahead = { created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT_MS };
    expect(dueIn(0, ahead)).toBe(10 * MINUTE_MS);
    expect(dueIn(HOUR_MS, ahead)).toBe(HOUR_MS);
  });

  it('one that WeChat is processing not before 20 minutes', () => {
    expect(dueIn(5_000, { hold_until_ms: CREATED_AT_MS + 20 * MINUTE_MS })).toBe(20 * MINUTE_MS - 5_000);
  });

  it('a parked one daily, and from day 29 as unresolved: it never drops out unseen', () => {
    expect(dueIn(HOUR_MS, { state: 'parked' })).toBe(DAY_MS);
    expect(dueIn(28 * DAY_MS, { state: 'parked' })).toBe(DAY_MS);
    const now = CREATED_AT_MS + 29 * DAY_MS;
    const unresolved = { due: record().due, due_at: now + DAY_MS, unresolved_at_ms: now };
    expect(dueAfter(record({ state: 'parked' }), now)).toEqual(unresolved);
  });

  it('one that is missing in the old shape every 15 minutes, so that three queries span half an hour', () => {
    expect(dueIn(5_000, { missing_count: 1 })).toBe(15 * MINUTE_MS);
    expect(dueIn(DAY_MS, { missing_count: 3 })).toBe(15 * MINUTE_MS);
    expect(dueIn(5_000, { missing_count: 0 })).toBe(10 * MINUTE_MS);
  });

  it('a parked one of which a lost request may still arrive, when that is no longer so', () => {
    const doubt_at_ms = CREATED_AT_MS + HOUR_MS;
    const due = (afterMs: number) =>
      dueAfter(record({ state: 'parked', doubt_at_ms }), doubt_at_ms + afterMs);
    expect(due(5_000)).toEqual({ due: 'wxminiapp', due_at: doubt_at_ms + 10 * MINUTE_MS });
    expect(due(10 * MINUTE_MS)).toMatchObject({ due_at: doubt_at_ms + 10 * MINUTE_MS + DAY_MS });
  });

  it('one that is paid or closed never again: it leaves the index', () => {
    for (const state of ['paid', 'closed'] as const)
      for (const now of [NOW, CREATED_AT_MS + 30 * DAY_MS])
        expect(dueAfter(record({ state }), now)).toEqual({ due: undefined, due_at: undefined });
  });

  it('under the miniapp whose record it is, as long as it is due', () => {
    expect(dueAfter(record(), NOW).due).toBe('wxminiapp');
  });
});

describe('the age at which recovery stops sending a number', () => {
  const ended = (ageMs: number, changes: Partial<StoredRecord> = {}) =>
    dueAfter(record(changes), CREATED_AT_MS + ageMs).sending_ended_at_ms;

  it('is 24 hours, of an open record', () => {
    expect(ended(DAY_MS - 1)).toBeUndefined();
    expect(ended(DAY_MS)).toBe(CREATED_AT_MS + DAY_MS);
    expect(ended(29 * DAY_MS)).toBe(CREATED_AT_MS + 29 * DAY_MS);
  });

  it('is noted once', () => {
    expect(ended(2 * DAY_MS, { sending_ended_at_ms: 5 })).toBe(5);
  });

  it.each(['parked', 'paid', 'closed'] as const)('is none of a record that is %s', (state) => {
    expect(dueAfter(record({ state }), CREATED_AT_MS + 2 * DAY_MS)).not.toHaveProperty('sending_ended_at_ms');
  });
});

describe('from day 29 a record is unresolved', () => {
  it('and still due daily, so that it goes on alarming', () => {
    const at = CREATED_AT_MS + 29 * DAY_MS;
    expect(dueAfter(record(), at - 1)).not.toHaveProperty('unresolved_at_ms');
    expect(dueAfter(record(), at)).toEqual({
      ...{ due: 'wxminiapp', due_at: at + DAY_MS, unresolved_at_ms: at, sending_ended_at_ms: at },
    });
    const again = dueAfter(record({ unresolved_at_ms: at }), at + DAY_MS);
    expect(again).toMatchObject({ due_at: at + 2 * DAY_MS, unresolved_at_ms: at });
  });
});

test('no record is ever due later than what recovery reads as absurdly late', () => {
  const states = ['open', 'parked'] as const;
  const changes = [{}, { missing_count: 2 }, { doubt_at_ms: NOW }, { hold_until_ms: NOW + 20 * MINUTE_MS }];
  for (const state of states)
    for (const change of changes)
      for (const ageMs of [MINUTE_MS, HOUR_MS, DAY_MS, 28 * DAY_MS, 29 * DAY_MS, 400 * DAY_MS]) {
        const created_at = (NOW - ageMs) / 1000;
        const { due_at } = dueAfter(record({ state, created_at, ...change }), NOW);
        expect(due_at).toBeLessThan(latestDue(NOW));
      }
  expect(latestDue(NOW)).toBe(NOW + DAY_MS + 16 * MINUTE_MS);
});
