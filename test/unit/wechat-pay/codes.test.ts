import { isForeignOrder, mayBeStaleSecret, meaningOf } from '../../../shared/wechat-pay/responses/codes';
import { CLOSING_CODES, PARKING_CODES } from '../../fixtures/codes';

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
  it.each(CLOSING_CODES)('%s closes the number, once a query shows no order', (code) => {
    expect(meaningOf(code)).toBe('closes');
  });

  it.each(PARKING_CODES)('%s says that the number may be paid when it is sent again', (code) => {
    expect(meaningOf(code)).toBe('parks');
  });

  it.each(OPEN)('%j proves nothing', (code) => {
    expect(meaningOf(code)).toBe('open');
  });

  it('is read to the letter', () => {
    for (const code of [...CLOSING_CODES, ...PARKING_CODES])
      for (const other of [code.toLowerCase(), ` ${code}`, `${code} `, `${code}S`])
        expect(meaningOf(other)).toBe('open');
  });
});

test('only FATAL_ERROR says that the number belongs to another order', () => {
  expect([...CLOSING_CODES, ...PARKING_CODES, ...OPEN].filter(isForeignOrder)).toEqual(['FATAL_ERROR']);
});

describe('a newer secret', () => {
  it('may fix a refused signature or certificate, and nothing else', () => {
    const fixable = [...CLOSING_CODES, ...PARKING_CODES, ...OPEN].filter(mayBeStaleSecret);
    expect(fixable).toEqual(['SIGN_ERROR', 'CA_ERROR']);
  });
});
