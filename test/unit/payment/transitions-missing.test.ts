import { applyQueryResult, provesAbsence } from '../../../shared/payment/decide/transitions';
import type { StoredRecord } from '../../../shared/records/record';
import { CREATED_AT, CREATED_AT_MS, record } from '../support/samples';
import { QUERIES } from '../support/situations';

/** What "no such order" makes of a record, by its age. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Nobody has let WeChat see a request of it for long. */
const PARKED = record({
  state: 'parked',
  err_code: 'NOTENOUGH',
  err_code_des: '余额不足',
  lease_until_ms: 0,
});
const OPEN = record({ err_code: 'SYSTEMERROR', lease_until_ms: 0 });

function missingAt(ageMs: number, before: StoredRecord, name: 'missing' | 'missing, documented' = 'missing') {
  return applyQueryResult(before, QUERIES[name], CREATED_AT_MS + ageMs);
}

describe('"no such order" proves something', () => {
  const proves = (ageMs: number, changes: Partial<StoredRecord> = {}) =>
    provesAbsence(record(changes), CREATED_AT_MS + ageMs);

  it('until day 29: queries reach back 30 days', () => {
    expect(proves(0)).toBe(true);
    expect(proves(29 * DAY_MS - 1)).toBe(true);
    expect(proves(29 * DAY_MS)).toBe(false);
  });

  it('counted from the first sight of a claim in the future', () => {
    const ahead = { created_at: CREATED_AT + 365 * 86_400, first_met_ms: CREATED_AT_MS };
    expect(proves(29 * DAY_MS - 1, ahead)).toBe(true);
    expect(proves(29 * DAY_MS, ahead)).toBe(false);
  });

  it('never of a number of which WeChat said that it is another’s', () => {
    expect(proves(0, { foreign_at_ms: CREATED_AT_MS })).toBe(false);
  });
});

describe('a parked record whose order WeChat does not have', () => {
  const stateAt = (ageMs: number, before = PARKED, name: 'missing' | 'missing, documented' = 'missing') =>
    missingAt(ageMs, before, name).state;

  it('is closed once nobody may send its number any more: a caller may then pay by another', () => {
    expect(stateAt(3 * DAY_MS - 1)).toBeUndefined();
    expect(stateAt(3 * DAY_MS)).toBe('closed');
    expect(stateAt(29 * DAY_MS - 1)).toBe('closed');
  });

  it('keeps what it was refused for', () => {
    const closed = { ...PARKED, ...missingAt(3 * DAY_MS, PARKED) };
    expect(closed).toMatchObject({ err_code: 'NOTENOUGH', err_code_des: '余额不足' });
  });

  it('is left as it is from day 29 on: WeChat may have forgotten what it paid', () => {
    expect(stateAt(29 * DAY_MS)).toBeUndefined();
    expect(stateAt(400 * DAY_MS)).toBeUndefined();
  });

  it('is left as it is when WeChat has called the order another’s', () => {
    expect(stateAt(4 * DAY_MS, { ...PARKED, foreign_at_ms: 1 })).toBeUndefined();
  });

  it('is left as it is while a request of it may be under way, or WeChat is perhaps only busy', () => {
    const late = { ...PARKED, doubt_at_ms: CREATED_AT_MS + 3 * DAY_MS - 10 * MINUTE_MS + 1 };
    expect(stateAt(3 * DAY_MS, late)).toBeUndefined();
    expect(stateAt(3 * DAY_MS + 1, late)).toBe('closed');
    expect(stateAt(3 * DAY_MS, PARKED, 'missing, documented')).toBeUndefined();
  });
});

describe('an open record whose order WeChat does not have', () => {
  const seen = (agoMs: number, ageMs: number, changes: Partial<StoredRecord> = {}) => ({
    ...OPEN,
    not_found_since_ms: CREATED_AT_MS + ageMs - agoMs,
    ...changes,
  });
  const stateAt = (ageMs: number, before: StoredRecord) => missingAt(ageMs, before).state;

  it('is closed when nobody may send it any more, and that is said twice, 24 h apart', () => {
    expect(stateAt(3 * DAY_MS, seen(DAY_MS, 3 * DAY_MS))).toBe('closed');
    expect(stateAt(3 * DAY_MS - 1, seen(DAY_MS, 3 * DAY_MS - 1))).toBeUndefined();
    expect(stateAt(4 * DAY_MS, seen(DAY_MS - 1, 4 * DAY_MS))).toBeUndefined();
    expect(stateAt(10 * DAY_MS, OPEN)).toBeUndefined();
  });

  it('has WeChat’s word for its reason then', () => {
    const learned = missingAt(3 * DAY_MS, seen(DAY_MS, 3 * DAY_MS));
    expect(learned).toMatchObject({ state: 'closed', err_code: 'X', err_code_des: 'x' });
  });

  it.each<[string, Partial<StoredRecord>]>([
    ['any query has shown an order under it', { order_seen_at_ms: CREATED_AT_MS + 1 }],
    ['WeChat has called the order another’s', { foreign_at_ms: CREATED_AT_MS + 1 }],
    ['a request may still arrive', { doubt_at_ms: CREATED_AT_MS + 4 * DAY_MS - 10 * MINUTE_MS + 1 }],
  ])('stays open when %s', (_, changes) => {
    expect(stateAt(4 * DAY_MS, seen(DAY_MS, 4 * DAY_MS, changes))).toBeUndefined();
  });

  it('stays open from day 29 on', () => {
    expect(stateAt(29 * DAY_MS - 1, seen(DAY_MS, 29 * DAY_MS - 1))).toBe('closed');
    expect(stateAt(29 * DAY_MS, seen(DAY_MS, 29 * DAY_MS))).toBeUndefined();
  });

  it('is not closed by the shape that a busy WeChat has too', () => {
    const before = seen(DAY_MS, 4 * DAY_MS);
    expect(missingAt(4 * DAY_MS, before, 'missing, documented').state).toBeUndefined();
  });
});
