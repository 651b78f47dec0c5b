import { codeWord, maskOpenid } from '../../../shared/contract/log';

test('an openid is masked to what two lines can be compared by', () => {
  expect(maskOpenid('oTEST00000000000000000000A0A')).toBe('oTES…0A');
  expect(maskOpenid('oTEST000000')).toBe('…');
});

describe('a code of WeChat’s', () => {
  it.each(['SYSTEMERROR', 'V2_ACCOUNT_SIMPLE_BAN', 'RCVDAMOUNT_LIMIT', 'SENT', '268502022'])(
    '%s stands in the log',
    (code) => expect(codeWord(code)).toBe(code),
  );

  it.each([
    ['an openid', 'oTEST00000000000000000000A0A'],
    ['a signature', 'C380BEC2BFD727A4B6845133519F3AD6'],
    ['an API key', '192006250b4c09247ec02edce69f6a2d'],
    ['another alphabet', '签名错误'],
    ['two words', 'PARAM ERROR'],
    ['a line end', 'PARAM_ERROR\n'],
    ['markup', '<sign>'],
    ['a number of 28 digits', '1000041701202501010000000000'],
    ['nothing', ''],
  ])('and %s in its place does not', (_, code) => expect(codeWord(code)).toBeNull());

  it('is none where there is none', () => expect(codeWord(null)).toBeNull());
});
