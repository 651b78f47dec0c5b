import { isForeignOrder, mayBeStaleSecret, meaningOf } from '../../../shared/wechat-pay/responses/codes';

const CLOSING = [
  ...['SEND_FAILED', 'PARAM_ERROR', 'OPENID_ERROR', 'ILLEGAL_APPID', 'MSGAPPID_ERROR', 'ACCEPTMODE_ERROR'],
  ...['MONEY_LIMIT', 'XML_ERROR'],
];
const PARKING = [
  ...[
    'NOTENOUGH',
    'SENDNUM_LIMIT',
    'RCVDAMOUNT_LIMIT',
    'SENDAMOUNT_LIMIT',
    'NO_AUTH',
    'SIGN_ERROR',
    'CA_ERROR',
  ],
  ...['API_METHOD_CLOSED', 'PAYER_ACCOUNT_ABNORMAL', 'NO_CONSUME_COMPETENCE', 'NO_COMPETENCE'],
  ...['SECOND_OVER_LIMITED', 'DAY_OVER_LIMITED'],
];
/** Listed by WeChat as open, of a query only, unlisted, or no code at all. */
const OPEN = [
  'SYSTEMERROR',
  'PROCESSING',
  'FREQ_LIMIT',
  'FATAL_ERROR',
  'NOT_FOUND',
  'SOME_NEW_CODE',
  '0',
  '',
];

describe('a code of a send, nothing in doubt', () => {
  it.each(CLOSING)('%s closes the number, once a query shows no order', (code) => {
    expect(meaningOf(code)).toBe('closes');
  });

  it.each(PARKING)('%s says that the number may be paid when it is sent again', (code) => {
    expect(meaningOf(code)).toBe('parks');
  });

  it.each(OPEN)('%j proves nothing', (code) => {
    expect(meaningOf(code)).toBe('open');
  });

  it('is read to the letter', () => {
    for (const code of [...CLOSING, ...PARKING])
      for (const other of [code.toLowerCase(), ` ${code}`, `${code} `, `${code}S`])
        expect(meaningOf(other)).toBe('open');
  });
});

test('only FATAL_ERROR says that the number belongs to another order', () => {
  expect([...CLOSING, ...PARKING, ...OPEN].filter(isForeignOrder)).toEqual(['FATAL_ERROR']);
});

describe('a newer secret', () => {
  it('may fix a refused signature or certificate, and nothing else', () => {
    const fixable = [...CLOSING, ...PARKING, ...OPEN].filter(mayBeStaleSecret);
    expect(fixable).toEqual(['SIGN_ERROR', 'CA_ERROR']);
  });
});
