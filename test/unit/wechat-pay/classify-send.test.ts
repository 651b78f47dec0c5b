import { classifySend, type SendResult } from '../../../shared/wechat-pay/responses/classify-send';
import {
  ACCOUNT,
  refusal,
  X1A_PAID_DOCUMENTED,
  X1B_PAID_LIVE,
  X2_BARE_FAIL,
  X3_BUSY_NUMERIC,
  X4_SYSTEMERROR,
  X5_PROCESSING,
  X6_NOTENOUGH,
  X9_NOT_FOUND_LIVE,
  X12_NO_CERTIFICATE,
  X13_BAD_CERTIFICATE,
  X14_UNLISTED,
} from '../../fixtures/answers';
import { CLOSING_CODES, PARKING_CODES } from '../../fixtures/codes';
import { answered, changed, LOST, UNSENT, withElement, without } from '../support/replies';
import { order } from '../support/samples';

function read(body: string, inDoubt = false, n = 1): SendResult {
  return classifySend(answered(body), order(n), ACCOUNT.apiKey, inDoubt);
}

const DOUBTS = [false, true];

const OPEN = [
  ...[
    'SYSTEMERROR',
    'PROCESSING',
    'FREQ_LIMIT',
    'FATAL_ERROR',
    'NOT_FOUND',
    'SOME_NEW_CODE',
    '268458547',
    '0',
  ],
  ...['SUCCESS', 'notenough', 'SEND_FAILED ', 'toString', '__proto__'],
];

describe('a paid answer', () => {
  it.each(DOUBTS)('is paid, in doubt or not (%s)', (inDoubt) => {
    const documented = { kind: 'paid', sendListid: '100000000020250101000000000001' };
    expect(read(X1A_PAID_DOCUMENTED, inDoubt)).toEqual(documented);
    expect(read(X1B_PAID_LIVE, inDoubt)).toEqual({
      kind: 'paid',
      sendListid: '1000041701202501010000000000001',
    });
  });

  it('needs no signature, but not a wrong one', () => {
    expect(read(without(X1B_PAID_LIVE, 'sign')).kind).toBe('paid');
    expect(read(changed(X1B_PAID_LIVE, 'sign', 'A2D9A34FAEB5AA2293FE28CCD560953E'))).toMatchObject({
      kind: 'open',
      cause: 'unknown',
    });
    expect(read(withElement(X1A_PAID_DOCUMENTED, 'sign', 'X')).kind).toBe('open');
    expect(classifySend(answered(X1B_PAID_LIVE), order(), 'another key', false).kind).toBe('open');
  });

  it('is signed with its new elements too', () => {
    expect(read(withElement(X1B_PAID_LIVE, 'send_time', '20250101120000')).kind).toBe('open');
    expect(read(withElement(X1A_PAID_DOCUMENTED, 'send_time', '20250101120000')).kind).toBe('paid');
  });

  it.each(['mch_billno', 'mch_id', 're_openid', 'total_amount'])(
    'with another %s, or none, is open',
    (name) => {
      for (const value of ['', '1', 'other', ' 100', '100.0', '0100'])
        expect(read(changed(X1A_PAID_DOCUMENTED, name, value))).toMatchObject({
          kind: 'open',
          cause: 'unknown',
        });
      expect(read(without(X1A_PAID_DOCUMENTED, name)).kind).toBe('open');
    },
  );

  it.each(['return_code', 'result_code'])('with another %s, or none, is open', (name) => {
    const unknown = { kind: 'open', cause: 'unknown' };
    for (const value of ['', 'FAIL', 'success', 'SUCCESS ', 'OK'])
      expect(read(changed(X1A_PAID_DOCUMENTED, name, value))).toMatchObject(unknown);
    expect(read(without(X1A_PAID_DOCUMENTED, name))).toMatchObject(unknown);
  });

  it('is paid also where WeChat names no number of its own', () => {
    expect(read(without(X1A_PAID_DOCUMENTED, 'send_listid'))).toEqual({ kind: 'paid', sendListid: '' });
  });

  it('with a list of recipients is open: only a query is answered with one', () => {
    const list = withElement(X1A_PAID_DOCUMENTED, 'hblist', '<hbinfo><openid>x</openid></hbinfo>');
    expect(read(list)).toMatchObject({ kind: 'open', cause: 'unknown' });
  });

  it('is paid whatever else it says: err_code, texts, new elements', () => {
    for (const code of ['', '0', 'SUCCESS', 'SYSTEMERROR'])
      expect(read(changed(X1A_PAID_DOCUMENTED, 'err_code', code)).kind).toBe('paid');
    expect(read(withElement(X1A_PAID_DOCUMENTED, 'new_element', 'x')).kind).toBe('paid');
  });
});

describe('a refusal, nothing in doubt', () => {
  it.each(CLOSING_CODES)('%s closes nothing by itself: a query has to show that no order lives', (code) => {
    const result = { kind: 'open', cause: 'refused-unproved', code, text: '原因', mayBeStaleSecret: false };
    expect(read(refusal(code, '原因'))).toEqual(result);
  });

  it.each(PARKING_CODES)('%s parks the number: it may be live', (code) => {
    expect(read(refusal(code, '原因'))).toMatchObject({ kind: 'parked', code, text: '原因' });
  });

  it.each(OPEN)('%j leaves the outcome open', (code) => {
    expect(read(refusal(code, '原因'))).toMatchObject({ kind: 'open', code, text: '原因' });
  });

  it('under return_code FAIL is open, whatever its code', () => {
    for (const code of [...CLOSING_CODES, ...PARKING_CODES, ...OPEN])
      expect(read(changed(refusal(code, 'x'), 'return_code', 'FAIL')).kind).toBe('open');
  });

  it('PROCESSING under return_code FAIL is processed all the same', () => {
    const busy = changed(refusal('PROCESSING', 'x'), 'return_code', 'FAIL');
    expect(read(busy)).toMatchObject({ kind: 'open', cause: 'processing' });
  });

  it('that speaks of another order is open', () => {
    for (const code of ['MONEY_LIMIT', 'NOTENOUGH'])
      for (const name of ['mch_billno', 'mch_id', 're_openid', 'total_amount'])
        expect(read(changed(refusal(code, 'x'), name, 'other'))).toMatchObject({
          kind: 'open',
          cause: 'unknown',
        });
  });

  it('need not repeat the order, nor fill in what it names', () => {
    const bare = ['mch_billno', 'mch_id', 're_openid', 'total_amount', 'wxappid'].reduce(
      without,
      refusal('MONEY_LIMIT', 'x'),
    );
    const unproved = { kind: 'open', cause: 'refused-unproved', code: 'MONEY_LIMIT' };
    expect(read(bare)).toMatchObject(unproved);
    for (const name of ['mch_billno', 'mch_id', 're_openid', 'total_amount']) {
      expect(read(changed(refusal('MONEY_LIMIT', 'x'), name, ''))).toMatchObject(unproved);
      expect(read(changed(refusal('NOTENOUGH', 'x'), name, '')).kind).toBe('parked');
    }
  });

  it('with a wrong signature is open', () => {
    const signedWrong = { kind: 'open', cause: 'unknown', code: 'SYSTEMERROR' };
    for (const code of ['MONEY_LIMIT', 'NOTENOUGH'])
      expect(read(withElement(refusal(code, 'x'), 'sign', 'X'))).toMatchObject(signedWrong);
    expect(read(withElement(refusal('MONEY_LIMIT', 'x'), 'sign', ''))).toMatchObject({
      cause: 'refused-unproved',
    });
    expect(read(withElement(refusal('NOTENOUGH', 'x'), 'sign', '')).kind).toBe('parked');
  });

  it('tells which code a newer secret may fix', () => {
    for (const code of [...CLOSING_CODES, ...PARKING_CODES, ...OPEN]) {
      const fixable = ['SIGN_ERROR', 'CA_ERROR'].includes(code);
      expect(read(refusal(code, 'x'))).toMatchObject({ mayBeStaleSecret: fixable });
      expect(read(refusal(code, 'x'), true)).toMatchObject({ mayBeStaleSecret: fixable });
    }
  });
});

describe('a refusal in doubt', () => {
  it.each([...CLOSING_CODES, ...PARKING_CODES])(
    '%s says nothing of the earlier request, and is kept',
    (code) => {
      expect(read(refusal(code, '原因'), true)).toMatchObject({
        kind: 'open',
        cause: 'refused-in-doubt',
        code,
        text: '原因',
      });
    },
  );

  it.each(OPEN)('%j is as open as ever', (code) => {
    expect(read(refusal(code, 'x'), true)).toEqual(read(refusal(code, 'x'), false));
  });
});

describe('the samples', () => {
  it.each([
    ['a bare FAIL', X2_BARE_FAIL, 1, { kind: 'open', cause: 'unknown', text: '签名错误' }],
    ['busy, with a numeric code', X3_BUSY_NUMERIC, 2, { kind: 'open', cause: 'unknown', code: '268458547' }],
    ['SYSTEMERROR', X4_SYSTEMERROR, 1, { kind: 'open', cause: 'unknown', code: 'SYSTEMERROR' }],
    ['PROCESSING', X5_PROCESSING, 3, { kind: 'open', cause: 'processing', code: 'PROCESSING' }],
    ['an unlisted code', X14_UNLISTED, 1, { kind: 'open', cause: 'unknown', code: 'SOME_NEW_CODE' }],
    ['NOTENOUGH', X6_NOTENOUGH, 4, { kind: 'parked', code: 'NOTENOUGH' }],
    ['an answer to a query', X9_NOT_FOUND_LIVE, 6, { kind: 'open', cause: 'unknown' }],
  ])('%s', (_, body, n, result) => {
    expect(read(body, false, n)).toMatchObject(result);
  });
});

describe('no answer of the documented form', () => {
  it.each(DOUBTS)('is open: lost, unsent (in doubt %s)', (inDoubt) => {
    expect(classifySend(LOST, order(), ACCOUNT.apiKey, inDoubt)).toMatchObject({
      kind: 'open',
      cause: 'unknown',
    });
    expect(classifySend(UNSENT, order(), ACCOUNT.apiKey, inDoubt)).toMatchObject({
      kind: 'open',
      cause: 'unsent',
    });
  });

  it.each([X12_NO_CERTIFICATE, X13_BAD_CERTIFICATE])(
    'is open where the certificate is refused, and doubts the secret',
    (page) => {
      const result = classifySend(answered(page, 400), order(), ACCOUNT.apiKey, false);
      expect(result).toMatchObject({ kind: 'open', cause: 'unknown', mayBeStaleSecret: true });
    },
  );

  it.each([100, 199, 201, 204, 299, 300, 301, 302, 400, 403, 404, 413, 429, 500, 502, 503, 504])(
    'is open under HTTP status %d unless it is 2xx, even with a definite body',
    (httpStatus) => {
      const isOk = httpStatus >= 200 && httpStatus < 300;
      const readUnder = (body: string) =>
        classifySend(answered(body, httpStatus), order(), ACCOUNT.apiKey, false);
      expect(readUnder(refusal('MONEY_LIMIT', 'x'))).toMatchObject({
        cause: isOk ? 'refused-unproved' : 'unknown',
      });
      expect(readUnder(refusal('NOTENOUGH', 'x')).kind).toBe(isOk ? 'parked' : 'open');
      expect(readUnder(X1A_PAID_DOCUMENTED).kind).toBe(isOk ? 'paid' : 'open');
    },
  );

  it.each(['', 'OK', '<html/>', '<xml></xml>', '{}', X12_NO_CERTIFICATE, `${X1B_PAID_LIVE}x`])(
    'is open under HTTP status 200: %j',
    (body) => {
      expect(read(body)).toMatchObject({ kind: 'open', cause: 'unknown', mayBeStaleSecret: false });
    },
  );

  it('names SYSTEMERROR where WeChat named no code, and never nothing', () => {
    for (const result of [read(''), read(X2_BARE_FAIL), classifySend(LOST, order(), '', true)])
      expect(result).toMatchObject({ code: 'SYSTEMERROR', text: expect.stringMatching(/./) });
  });
});
