import {
  ageOf,
  bornAt,
  correctedTimes,
  mayStillArrive,
  repeatableUntil,
} from '../../../shared/payment/decide/times';
import type { StoredRecord } from '../../../shared/records/record';
import { CREATED_AT, CREATED_AT_MS, record } from '../support/samples';
import { NOW } from '../support/situations';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A Lambda invocation ends after 15 min; a minute is allowed for clocks. */
const AHEAD_MS = 16 * MINUTE_MS;

describe('the age of a record', () => {
  it('counts from its claim', () => {
    expect(bornAt(record())).toBe(CREATED_AT_MS);
    expect(ageOf(record(), NOW)).toBe(MINUTE_MS);
    expect(repeatableUntil(record())).toBe(CREATED_AT_MS + 3 * DAY_MS);
  });

  it('counts from the first sight of it where the claim lies in the future', () => {
    const ahead = record({ created_at: CREATED_AT + 365 * 86_400, first_met_ms: NOW });
    expect(bornAt(ahead)).toBe(NOW);
    expect(ageOf(ahead, NOW + DAY_MS)).toBe(DAY_MS);
    expect(repeatableUntil(ahead)).toBe(NOW + 3 * DAY_MS);
  });

  it('never becomes less by a sight that came after the claim', () => {
    expect(ageOf(record({ first_met_ms: NOW }), NOW)).toBe(MINUTE_MS);
  });
});

describe('a lost request', () => {
  it('may still arrive for 10 minutes, and one that never was cannot', () => {
    const late = (agoMs: number) => mayStillArrive(record({ doubt_at_ms: NOW - agoMs }), NOW);
    expect([late(0), late(10 * MINUTE_MS - 1), late(10 * MINUTE_MS)]).toEqual([true, true, false]);
    expect(mayStillArrive(record(), NOW)).toBe(false);
  });
});

describe('the times of a record', () => {
  const PAST = [
    ...(['lease_until_ms', 'sent_at_ms', 'doubt_at_ms', 'refused_at_ms', 'missing_since_ms'] as const),
    ...(['not_found_since_ms', 'unproven_at_ms', 'first_met_ms'] as const),
  ];

  it('are left alone where a right clock can have written them', () => {
    expect(correctedTimes(record(), NOW)).toEqual({});
    const all: Partial<StoredRecord> = Object.fromEntries(PAST.map((name) => [name, NOW - 1]));
    expect(correctedTimes(record({ ...all, hold_until_ms: NOW + 20 * MINUTE_MS }), NOW)).toEqual({});
  });

  it.each(PAST)('%s becomes now where it is more than 16 min ahead', (name) => {
    const times = (aheadMs: number) => correctedTimes(record({ [name]: NOW + aheadMs }), NOW);
    expect(times(AHEAD_MS)).toEqual({});
    expect(times(AHEAD_MS + 1)).toEqual({ [name]: NOW });
    expect(times(365 * DAY_MS)).toEqual({ [name]: NOW });
  });

  it('a wait while WeChat is processing, 20 min by itself, starts again where it is longer than that ahead', () => {
    const times = (aheadMs: number) => correctedTimes(record({ hold_until_ms: NOW + aheadMs }), NOW);
    expect(times(AHEAD_MS + 20 * MINUTE_MS)).toEqual({});
    expect(times(AHEAD_MS + 20 * MINUTE_MS + 1)).toEqual({ hold_until_ms: NOW + 20 * MINUTE_MS });
  });

  it('a claim more than 16 min ahead is met now for the first time, and not again later', () => {
    const claimedAhead = (aheadMs: number, changes: Partial<StoredRecord> = {}) =>
      record({ created_at: (NOW + aheadMs) / 1000, lease_until_ms: 0, ...changes });
    expect(correctedTimes(claimedAhead(AHEAD_MS), NOW)).toEqual({});
    expect(correctedTimes(claimedAhead(AHEAD_MS + 1_000), NOW)).toEqual({ first_met_ms: NOW });
    const met = claimedAhead(AHEAD_MS + 1_000, { first_met_ms: NOW - 5 });
    expect(correctedTimes(met, NOW)).toEqual({});
  });
});
