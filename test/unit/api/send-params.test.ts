import fc from 'fast-check';
import { parseSendParams } from '../../../shared/api/send-params';
import { allowedText } from '../support/arbitraries';
import { expectRefusal, expectSentenceOn, refusalOf } from '../support/refusals';
import { INTENT, PARAMS } from '../support/samples';

const LIMITS = { send_name: 32, act_name: 32, remark: 256, wishing: 128 } as const;
const REQUIRED = Object.keys(PARAMS);
const OPTIONAL = ['scene_id', 'risk_info', 'gateway_type'];

function read(changes: Record<string, unknown>) {
  return parseSendParams({ ...PARAMS, ...changes });
}

function expectRefused(name: string, value: unknown): void {
  expectRefusal(name, () => read({ [name]: value }));
}

/** A text of exactly so many UTF-8 bytes, made of Chinese characters and, to fill up, letters. */
function ofBytes(bytes: number): string {
  return '恭'.repeat(Math.floor(bytes / 3)) + 'a'.repeat(bytes % 3);
}

describe('parseSendParams', () => {
  it('reads a normal packet into fen, with absent options null and the default gateway', () => {
    expect(read({})).toEqual(INTENT);
  });

  it('reads the sample of the original documentation', () => {
    const risk_info = 'posttime%3d123123412%26clientversion%3d234134%26mobile%3d122344545%26deviceid%3dIOS';
    const sample = { send_name: 'send_name', total_amount: 200, scene_id: 'PRODUCT_2', risk_info };
    expect(read(sample)).toMatchObject({ total_fen: 20_000, scene_id: 'PRODUCT_2', risk_info });
  });

  describe.each(REQUIRED)('%s', (name) => {
    it('is refused by name when it is missing', () => {
      const { [name]: _, ...rest } = PARAMS;
      const message = refusalOf(() => parseSendParams(rest));
      expectSentenceOn(name, message);
      expect(message).toContain('missing');
    });

    it.each([undefined, null, '', true, [], {}, ['a'], Number.NaN])('is refused by name as %j', (value) => {
      expectRefused(name, value);
    });
  });

  it.each(REQUIRED.filter((name) => !name.startsWith('total_')))('%s is refused as a number', (name) => {
    expectRefused(name, 1);
  });

  it.each(['total_amount', 'total_num'])('%s is refused as a string of digits', (name) => {
    expectRefused(name, '1');
  });

  it.each(['NORMAL', 'group', 'normal ', 'toString'])('type %j is refused', (type) => {
    expectRefused('type', type);
  });

  describe.each(Object.entries(LIMITS))('%s, of at most %d bytes', (name, limit) => {
    it('is taken at the limit, counted in UTF-8 bytes', () => {
      const text = ofBytes(limit);
      expect(read({ [name]: text })).toMatchObject({ [name]: text });
      expect(read({ [name]: 'x'.repeat(limit) })).toMatchObject({ [name]: 'x'.repeat(limit) });
    });

    it('is refused one byte over the limit, though it has far fewer characters', () => {
      expectRefused(name, ofBytes(limit + 1));
      expectRefused(name, 'x'.repeat(limit + 1));
      expectRefused(name, `${'🧧'.repeat(limit / 4)}x`);
    });

    it('says how many bytes a text has that is too long', () => {
      const message = refusalOf(() => read({ [name]: ofBytes(limit + 7) }));
      expect(message).toBe(`${name} must be a string of 1 to ${limit} UTF-8 bytes; it has ${limit + 7}.`);
    });

    it.each(['\r', 'a\u0000', '\ud83e', '\ufffe', '\u007f'])('is refused with %j in it', (text) => {
      expectRefused(name, text);
    });

    it('arrives exactly as given, markup, spaces and emoji included', () => {
      const fits = allowedText().filter((text) => text !== '' && Buffer.byteLength(text) <= limit);
      fc.assert(
        fc.property(fits, (text) => {
          expect(read({ [name]: text })).toMatchObject({ [name]: text });
        }),
        { numRuns: 50 },
      );
    });
  });

  it.each(['o', 'oTESTopenid0000000000000000A', 'onqOjjmM1tad-3ROpncN-yUfa6uI', '_-', 'x'.repeat(32)])(
    're_openid %s is taken',
    (re_openid) => {
      expect(read({ re_openid }).re_openid).toBe(re_openid);
    },
  );

  it.each([
    ...[
      'x'.repeat(33),
      ' oTEST',
      'oTEST ',
      'oTE ST',
      'oTEST\n',
      'oTEST\t',
      'oTEST\r',
      'oTEST\u0000',
      '用户',
      'oTEST.',
    ],
    ...[
      'oTE\u200bST',
      '\ufeffoTEST',
      'oTEST\u2060',
      'oTEST\u00a0',
      'oTEST\u3000',
      'oTEST\u00ad',
      'ｏTEST',
      'oTEST\ud83e',
    ],
  ])('re_openid %j is refused: the message says what is allowed and does not repeat it', (re_openid) => {
    const message = refusalOf(() => read({ re_openid }));
    expectSentenceOn('re_openid', message);
    expect(message).toContain('1 to 32 letters, digits, "_" and "-"');
    expect(message).not.toContain(re_openid.trim());
  });

  it.each(['wx', 'A1', 'a'.repeat(32)])('official_account_id %s is taken', (appid) => {
    expect(read({ official_account_id: appid }).official_account_id).toBe(appid);
  });

  it.each(['a'.repeat(33), 'wx-1', 'wx 1', 'wx/1', '../x', 'wx1\n', '微信', 'wx1é'])(
    'official_account_id %j is refused',
    (appid) => {
      expectRefused('official_account_id', appid);
    },
  );
});

describe('several faults at once', () => {
  it('are all named: each missing and each wrong param, in the documented order', () => {
    const { act_name: _, send_name: __, ...rest } = PARAMS;
    const message = refusalOf(() =>
      parseSendParams({ ...rest, total_amount: 0.1, total_num: 2, re_openid: '' }),
    );
    const names = [...message.matchAll(/(?:^|\. )(\w+) (?:is missing: it )?must be/g)].map(
      ([, name]) => name,
    );
    expect(names).toEqual(['re_openid', 'send_name', 'total_num', 'act_name']);
  });

  it('of an empty event are nine sentences, one for each required param', () => {
    const message = refusalOf(() => parseSendParams({}));
    expect([...message.matchAll(/(\w+) is missing/g)].map(([, name]) => name)).toEqual([
      ...['type', 're_openid', 'send_name', 'official_account_id', 'total_amount', 'total_num'],
      ...['act_name', 'remark', 'wishing'],
    ]);
  });

  it('of which unknown names come first, at most three of them by name', () => {
    const message = refusalOf(() => read({ a: 1, b: 1, c: 1, d: 1, e: 1 }));
    expect(message).toMatch(/^"a", "b", "c", and 2 more are not known params; known are type, /);
  });
});

describe('optional params', () => {
  it.each(OPTIONAL)('%s given as null, undefined or an empty string is absent', (name) => {
    for (const value of [null, undefined, '']) expect(read({ [name]: value })).toEqual(INTENT);
  });

  it.each(OPTIONAL)('%s of another type is refused by name', (name) => {
    for (const value of [0, 1, false, true, [], {}]) expectRefused(name, value);
  });

  it('takes the eight scenes and no other', () => {
    for (let n = 1; n <= 8; n += 1) expect(read({ scene_id: `PRODUCT_${n}` }).scene_id).toBe(`PRODUCT_${n}`);
    for (const scene of ['PRODUCT_0', 'PRODUCT_9', 'PRODUCT_10', 'product_1', 'PRODUCT_1 ', ' '])
      expectRefused('scene_id', scene);
  });

  it('takes the five gateways and no other', () => {
    for (const suffix of ['', '_js', '_native', '_app', '_wap'])
      expect(read({ gateway_type: `weixin_tenpay${suffix}` }).gateway_type).toBe(`weixin_tenpay${suffix}`);
    for (const gateway of ['weixin_tenpay_', 'weixin', 'weixin_tenpay/js', 'WEIXIN_TENPAY'])
      expectRefused('gateway_type', gateway);
  });

  it('passes risk_info on as it is, up to 128 bytes', () => {
    const encoded = 'mobile%3D1%26deviceid%3dIOS'.padEnd(128, 'x');
    expect(read({ risk_info: encoded }).risk_info).toBe(encoded);
    expectRefused('risk_info', `${encoded}x`);
    expectRefused('risk_info', ofBytes(129));
    expect(refusalOf(() => read({ risk_info: ofBytes(130) }))).toContain('; it has 130.');
  });
});

describe('unknown params', () => {
  it.each([
    ...[
      'scene',
      'sceneId',
      'Scene_id',
      'scene_id ',
      'mch_billno',
      'client_ip',
      'amt_type',
      'id',
      'total_fen',
    ],
    ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', ''],
  ])('%j is refused by name', (name) => {
    const params = JSON.parse(`{${JSON.stringify(name)}:null,${JSON.stringify(PARAMS).slice(1)}`);
    const message = refusalOf(() => parseSendParams(params));
    expect(message).toContain(JSON.stringify(name));
    expectSentenceOn(name, message);
  });

  it('are refused even beside missing ones, so that a mistyped name is what the caller reads', () => {
    expect(refusalOf(() => parseSendParams({ total_amout: 1 }))).toMatch(/^"total_amout" /);
  });

  it.each([
    ['oTEST00000000000000000000A0A', '"oTES…0A"'],
    ['re_openid: oTEST00000000000000000000A0A', '"re_openid: oTES…0A"'],
    ['a\u200b"\n', String.raw`"a�\"�"`],
  ])('named %j are refused without an openid or a control character', (name, shown) => {
    expect(refusalOf(() => read({ [name]: 1 }))).toContain(`${shown} is not a known param`);
  });

  it('of an enormous name do not come back whole', () => {
    expect(refusalOf(() => read({ ['x'.repeat(5_000)]: 1 })).length).toBeLessThan(600);
  });
});
