import fc from 'fast-check';
import { codeWord, maskOpenid, safeName } from '../../../shared/api/log';
import { safeAccountName } from '../../../shared/api/merchant';

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

/** Any openid: 28 of the characters that openids have. */
function openid(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[0-9A-Za-z_-]{28}$/);
}

describe('safeName', () => {
  it.each([
    'official_account_id',
    'sceneid',
    'scene_id ',
    '',
    '__proto__',
    'wx8888888888888888',
    '红包',
    'a "b"',
    'detail-type',
  ])('shows the ordinary name %j as it is', (name) => expect(safeName(name)).toBe(name));

  it.each([
    ['oTEST00000000000000000000A0A', 'oTES…0A'],
    ['openid:oTEST00000000000000000000A0A!', 'openid:oTES…0A!'],
    ['re_openid_oTEST00000000000000000000A0A', 're_o…0A'],
    ['oTEST000000000\u200b00000000000A0A', 'oTES…0A'],
    ['oTEST000000000 \n00000000000A0A', 'oTES…0A'],
    ['x'.repeat(20), 'xxxx…xx'],
    ['x'.repeat(19), 'x'.repeat(19)],
  ])('masks what could be an openid in %j', (name, shown) => expect(safeName(name)).toBe(shown));

  it('never lets an openid through, whatever stands around it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        openid(),
        fc.string({ unit: 'binary' }),
        (before, id, after) => {
          expect(safeName(`${before}${id}${after}`)).not.toContain(id);
        },
      ),
    );
  });

  it('shows a mark for each control and invisible character', () => {
    expect(safeName('a\u0000\u001b\n\u200b\u2028\u202e\ufeff\u3164b')).toBe(`a${'\ufffd'.repeat(8)}b`);
    expect(safeName('\ud83e')).toBe('\ufffd');
  });

  it('cuts a long name, and splits no character', () => {
    expect(safeName('红'.repeat(5_000))).toBe(`${'红'.repeat(64)}…`);
    expect(safeName(`a${'🧧'.repeat(40)}`).isWellFormed()).toBe(true);
  });
});

describe('safeAccountName', () => {
  it('names the appid and the gateway', () => {
    const account = {
      official_account_id: 'wx8888888888888888',
      gateway_type: 'weixin_tenpay_native',
    } as const;
    expect(safeAccountName(account)).toBe('wx8888888888888888/weixin_tenpay_native');
  });

  it('masks an openid that was given as the appid', () => {
    const official_account_id = 'oTEST00000000000000000000A0A';
    expect(safeAccountName({ official_account_id, gateway_type: 'weixin_tenpay' })).toBe(
      'oTES…0A/weixin_tenpay',
    );
  });
});
