import { type Contract, startContract } from './harness';
import { FISSION, fission, OPENID, packet, REQUIRED } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** 400, one sentence that begins with the param's name, and no backend was spoken to. */
async function expectRefused(name: string, event: unknown): Promise<void> {
  const before = contract.touched();
  const { status, data } = await contract.invoke('sendRedPack', event);
  expect({ status, data }).toEqual({ status: 400, data: { error_msg: expect.any(String) } });
  expect(data.error_msg).toMatch(new RegExp(`^"?${name}\\b`));
  expect(contract.touched() - before).toBe(0);
}

describe.each(REQUIRED)('the required param %s', (name) => {
  it('is refused when it is missing, before any backend is asked', () =>
    expectRefused(name, packet({ [name]: undefined })));
  it('is refused as null, before any backend is asked', () => expectRefused(name, packet({ [name]: null })));
  it('is refused as an empty string, before any backend is asked', () =>
    expectRefused(name, packet({ [name]: '' })));

  const wrong = name === 'total_amount' || name === 'total_num' ? ['1', true, [1], {}] : [1, true, ['x'], {}];
  it.each(wrong)('is refused as %j, before any backend is asked', (value) =>
    expectRefused(name, packet({ [name]: value })),
  );
});

const KANJI = '红';
const EMOJI = '🧧';

describe.each([
  ['send_name', 32],
  ['act_name', 32],
  ['remark', 256],
  ['wishing', 128],
  ['risk_info', 128],
])('%s of at most %i bytes', (name, limit) => {
  const fill = (unit: string): string => {
    const text = unit.repeat(Math.floor(limit / Buffer.byteLength(unit)));
    return text + 'x'.repeat(limit - Buffer.byteLength(text));
  };

  it('takes that many ASCII characters, and not one more', async () => {
    expect((await contract.send({ [name]: fill('a') })).status).toBe(200);
    await expectRefused(name, packet({ [name]: `${fill('a')}a` }));
  });

  it('counts a Chinese character as three bytes', async () => {
    expect((await contract.send({ [name]: fill(KANJI) })).status).toBe(200);
    await expectRefused(name, packet({ [name]: `${fill(KANJI)}a` }));
    await expectRefused(name, packet({ [name]: KANJI.repeat(Math.floor(limit / 3) + 1) }));
  });

  it('counts an emoji as four bytes', async () => {
    expect((await contract.send({ [name]: fill(EMOJI) })).status).toBe(200);
    await expectRefused(name, packet({ [name]: `${EMOJI.repeat(limit / 4)}a` }));
  });

  it('names the number of bytes of a text that is too long', async () => {
    const { data } = await contract.send({ [name]: KANJI.repeat(100) });
    expect(data.error_msg).toBe(`${name} must be a string of 1 to ${limit} UTF-8 bytes; it has 300.`);
  });
});

describe('re_openid', () => {
  it('may have 32 letters, digits, "_" and "-"', async () => {
    const { key } = await contract.pay({ re_openid: 'oAz09_-'.padEnd(32, 'x') });
    expect(await contract.record(key)).toMatchObject({ re_openid: 'oAz09_-'.padEnd(32, 'x') });
  });

  it.each([
    ...[
      `${OPENID}\n`,
      ` ${OPENID}`,
      `${OPENID}\u200b`,
      `\ufeff${OPENID}`,
      `${OPENID}\u00a0`,
      `o${KANJI}`,
      'o.1',
    ],
    'o'.repeat(33),
  ])('is refused as %j, before any backend is asked', async (re_openid) => {
    await expectRefused('re_openid', packet({ re_openid }));
    const { data } = await contract.send({ re_openid });
    expect(data.error_msg).toMatch(/letters, digits, "_" and "-"/);
    expect(data.error_msg).not.toContain(re_openid.trim());
  });
});

describe('official_account_id', () => {
  it.each(['wx-1', 'wx_1', 'wx 1', '公众号', 'a'.repeat(33), 'wx1\n', '../wx1'])(
    'is refused as %j',
    (value) => expectRefused('official_account_id', packet({ official_account_id: value })),
  );

  it('may have 32 letters and digits, and is then looked up', async () => {
    const { status, data } = await contract.send({ official_account_id: 'Z9'.repeat(16) });
    expect(status).toBe(400);
    expect(data.error_msg).toMatch(/certificate/);
  });
});

describe('type and total_num', () => {
  it.each(['Normal', 'group', 'normal '])('type %j is refused', (type) =>
    expectRefused('type', packet({ type })),
  );
  it.each([0, 2, -1, 1.5])('a normal packet for %p recipients is refused', (total_num) =>
    expectRefused('total_num', packet({ total_num })),
  );
  it.each([0, 1, 2, 21, 3.5, -3])('a fission packet for %p recipients is refused', (total_num) =>
    expectRefused('total_num', fission({ total_amount: 100, total_num })),
  );
  it.each([3, 20])('a fission packet for %i recipients is sent', async (total_num) => {
    const { data } = await contract.send({ ...FISSION, total_amount: total_num, total_num });
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
  });
});

describe('optional params', () => {
  it.each([null, ''])('given as %j count as absent', async (none) => {
    const { key, mch_billno } = await contract.pay({ scene_id: none, risk_info: none, gateway_type: none });
    expect(await contract.record(key)).toMatchObject({ scene_id: null, risk_info: null });
    const [send] = await contract.sandbox.sends(mch_billno);
    expect(send?.fields).not.toHaveProperty('scene_id');
    expect(send?.fields).not.toHaveProperty('risk_info');
  });

  it.each(['PRODUCT_0', 'PRODUCT_9', 'product_1', 'PRODUCT_1 ', 1, {}, false])(
    'scene_id %j is refused',
    (v) => expectRefused('scene_id', packet({ scene_id: v })),
  );
  it.each([1, {}, true, []])('risk_info %j is refused', (v) =>
    expectRefused('risk_info', packet({ risk_info: v })),
  );
  it.each(['weixin', 'weixin_tenpay_h5', 'weixin_tenpay/../x', 1, {}])('gateway_type %j is refused', (v) =>
    expectRefused('gateway_type', packet({ gateway_type: v })),
  );
});

describe('idempotency_key', () => {
  it.each([null, '', 1, {}, 'k'.repeat(129), '红'.repeat(43)])('is refused as %j, and never as absent', (v) =>
    expectRefused('idempotency_key', packet({ idempotency_key: v })),
  );

  it('may have 128 bytes', async () => {
    const key = `${'红'.repeat(42)}${Date.now() % 10}k`;
    expect(Buffer.byteLength(key)).toBe(128);
    const { data } = await contract.send({ idempotency_key: key });
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.record(key)).toMatchObject({ mch_billno: data.mch_billno });
  });
});

describe('unknown params', () => {
  it.each(['sceneid', 'scene_ID', 'amount', 'mch_billno', 'client_ip', 'amt_type', 'constructor'])(
    '%s is refused by name, so that a mistyped one cannot slip through',
    (name) => expectRefused(name, packet({ [name]: 'x' })),
  );

  it('are refused as an own __proto__ as well', () =>
    expectRefused('__proto__', { ...packet(), ...JSON.parse('{"__proto__": {"scene_id": "PRODUCT_1"}}') }));

  it('are refused without the openid that one of them is named after', async () => {
    const { status, data } = await contract.send({ [OPENID]: 1 });
    expect({ status, data }).toEqual({
      status: 400,
      data: { error_msg: expect.stringMatching(/^"oCon…A1" is not/) },
    });
  });

  it('are refused even as null', () => expectRefused('sceneid', packet({ sceneid: null })));
});
