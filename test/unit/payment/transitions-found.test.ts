import { applyQueryResult, standingOf } from '../../../shared/payment/decide/transitions';
import type { StoredRecord } from '../../../shared/records/record';
import type { QueryResult } from '../../../shared/wechat-pay/responses/classify-query';

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
const FOUND: readonly QueryResult[] = [
  { kind: 'paid', status: 'SENT', data, sendListid: '1', sentAtMs: null, receipt: {} },
  { kind: 'closed', status: 'FAILED', data, code: 'FAILED', text: 'x' },
  { kind: 'parked', status: 'SENDING', data, code: 'SENDING', text: 'x' },
  { kind: 'sending', status: 'SENDING', data },
  { kind: 'mismatch', isOtherNumber: false, status: 'SENT', data },
  { kind: 'unproven', status: 'RECEIVED', data, sentAtMs: null },
];

test.each(FOUND.map((result) => [result.kind, result] as const))(
  'an order that is seen (%s) makes an older refusal no longer count',
  (_, result) => {
    const after = { ...record(REFUSED), ...applyQueryResult(record(REFUSED), result, 5) };
    expect([after.refused_at_ms, after.refused_code, after.refused_text]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  },
);

test('an answer about another number changes nothing, a refusal that waits for its proof included', () => {
  const other: QueryResult = { kind: 'mismatch', isOtherNumber: true, status: 'SENT', data };
  expect(applyQueryResult(record(REFUSED), other, 5)).toEqual({});
});

test('an order that is still missing leaves the refusal to be believed', () => {
  const missing = { kind: 'missing', documented: false, code: 'NOT_FOUND', text: 'x' } as const;
  expect({ ...record(REFUSED), ...applyQueryResult(record(REFUSED), missing, 5) }).toMatchObject(REFUSED);
});

test('WeChat’s words are kept short, whatever it answers', () => {
  const long = '红'.repeat(20_000);
  const result: QueryResult = { kind: 'closed', status: long, data, code: long, text: long };
  const { err_code = '', err_code_des = '', status = '' } = applyQueryResult(record(), result, 5);
  expect([err_code, err_code_des, status].map((text) => Buffer.byteLength(text))).toEqual([63, 1023, 63]);
});

describe('what is known of the order under a number before it is asked for', () => {
  it('is that it is ours once WeChat has confirmed our send', () => {
    expect(standingOf(record({ proof: 'echo' }))).toBe('ours');
    expect(standingOf(record({ proof: 'echo', foreign_at_ms: 1, unproven_at_ms: 1 }))).toBe('ours');
  });

  it('is that it is another’s since FATAL_ERROR, and doubted since recipients were named without our openid', () => {
    expect(standingOf(record({ foreign_at_ms: 1, unproven_at_ms: 1 }))).toBe('foreign');
    expect(standingOf(record({ unproven_at_ms: 1 }))).toBe('doubted');
  });

  it('is nothing else: neither a query nor a person has compared openids', () => {
    expect(standingOf(record())).toBe('unknown');
    for (const proof of ['query', 'person'] as const)
      expect(standingOf(record({ state: 'paid', proof }))).toBe('unknown');
    expect(standingOf(record({ err_code: 'FATAL_ERROR' }))).toBe('unknown');
  });
});
