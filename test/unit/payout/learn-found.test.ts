import { dueAfter, learnFromQuery } from '../../../shared/payout/learn';
import type { StoredRecord } from '../../../shared/records/record';
import type { QueryReading } from '../../../shared/wechat-pay/query-reading';

const DAY_MS = 86_400_000;
const REFUSED = { refused_at_ms: 1, refused_code: 'SEND_FAILED', refused_text: 'x' };

function record(changes: Partial<StoredRecord> = {}): StoredRecord {
  return {
    state: 'open',
    miniapp_id: '1',
    created_at: 0,
    lease_until_ms: 0,
    token: 't',
    ...changes,
  } as StoredRecord;
}

const data = {};
const FOUND: readonly QueryReading[] = [
  { kind: 'paid', status: 'SENT', data, sendListid: '1' },
  { kind: 'closed', status: 'FAILED', data, code: 'FAILED', text: 'x' },
  { kind: 'parked', status: 'SENDING', data, code: 'SENDING', text: 'x' },
  { kind: 'sending', status: 'SENDING', data },
  { kind: 'disagrees', status: 'SENT', data },
];

test.each(FOUND.map((reading) => [reading.kind, reading] as const))(
  'an order that is seen (%s) makes an older refusal no longer count',
  (_, reading) => {
    const after = { ...record(REFUSED), ...learnFromQuery(record(REFUSED), reading, 5) };
    expect([after.refused_at_ms, after.refused_code, after.refused_text]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  },
);

test('an order that is still missing leaves the refusal to be believed', () => {
  const missing = { kind: 'missing', documented: false, code: 'NOT_FOUND', text: 'x' } as const;
  expect({ ...record(REFUSED), ...learnFromQuery(record(REFUSED), missing, 5) }).toMatchObject(REFUSED);
});

describe('a parked record whose order WeChat does not have', () => {
  const PARKED = record({ state: 'parked', err_code: 'NOTENOUGH' });
  const at = (ageMs: number, documented = false, before = PARKED) =>
    learnFromQuery(before, { kind: 'missing', documented, code: 'NOT_FOUND', text: 'x' }, ageMs).state;

  it('is closed once nobody may send its number any more: a caller may then pay by another', () => {
    expect(at(3 * DAY_MS - 1)).toBeUndefined();
    expect(at(3 * DAY_MS)).toBe('closed');
  });

  it('is left as it is while a request of it may be under way, or WeChat is perhaps only busy', () => {
    const late = record({ state: 'parked', doubt_at_ms: 3 * DAY_MS - 600_000 + 1 });
    expect(at(3 * DAY_MS, false, late)).toBeUndefined();
    expect(at(3 * DAY_MS, true)).toBeUndefined();
  });

  it('is unlike an open one, whose outcome is not known', () => {
    expect(at(4 * DAY_MS, false, record())).toBeUndefined();
  });
});

test('WeChat’s words are kept short, whatever it answers', () => {
  const long = '红'.repeat(20_000);
  const reading: QueryReading = { kind: 'closed', status: long, data, code: long, text: long };
  const { err_code = '', err_code_des = '', status = '' } = learnFromQuery(record(), reading, 5);
  expect([err_code, err_code_des, status].map((text) => Buffer.byteLength(text))).toEqual([63, 1023, 63]);
});

test('from day 29 an open record is unresolved, and is still looked at daily so that it goes on alarming', () => {
  expect(dueAfter(record(), 29 * DAY_MS - 1)).not.toHaveProperty('unresolved_at_ms');
  const at = 29 * DAY_MS;
  expect(dueAfter(record(), at)).toEqual({ due: '1', due_at: at + DAY_MS, unresolved_at_ms: at });
  expect(dueAfter(record({ unresolved_at_ms: at }), at + DAY_MS)).toMatchObject({ unresolved_at_ms: at });
});
