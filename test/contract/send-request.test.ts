import { createHash } from 'node:crypto';
import { type Contract, must, startContract } from './harness';
import { fission, NORMAL, OPENID, packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** The one request that a paid packet made at WeChat. */
async function requestOf(changes: Record<string, unknown>) {
  const paid = await contract.pay(changes);
  const sends = await contract.sandbox.sends(paid.mch_billno);
  expect(sends).toHaveLength(1);
  return { ...must(sends[0], 'the send'), ...paid };
}

/** WeChat's signature, implemented a second time from its rule. */
function signature(fields: Readonly<Record<string, string>>, apiKey: string): string {
  const pairs = Object.entries(fields).filter(([name, value]) => name !== 'sign' && value !== '');
  const base = pairs
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join('&');
  return createHash('md5').update(`${base}&key=${apiKey}`).digest('hex').toUpperCase();
}

const SEND_FIELDS = [
  ...['act_name', 'mch_billno', 'mch_id', 'nonce_str', 're_openid', 'remark', 'send_name', 'sign'],
  ...['total_amount', 'total_num', 'wishing', 'wxappid'],
];

describe('what reaches WeChat', () => {
  it('of a normal packet is the documented fields and no other, signed', async () => {
    const { call, fields, mch_billno } = await requestOf({});
    expect(call).toBe('sendredpack');
    expect(Object.keys(fields).sort()).toEqual([...SEND_FIELDS, 'client_ip'].sort());
    expect(fields).toMatchObject({
      ...{ mch_billno, mch_id: contract.account.mchId, wxappid: NORMAL.official_account_id },
      ...{ re_openid: OPENID, total_amount: '188', total_num: '1', client_ip: '127.0.0.1' },
    });
    expect(fields.sign).toBe(signature(fields, contract.account.apiKey));
  });

  it('of a fission packet has amt_type ALL_RAND and no client_ip', async () => {
    const { call, fields } = await requestOf({ type: 'fission', total_amount: 9.99, total_num: 5 });
    expect(call).toBe('sendgroupredpack');
    expect(Object.keys(fields).sort()).toEqual([...SEND_FIELDS, 'amt_type'].sort());
    expect(fields).toMatchObject({ amt_type: 'ALL_RAND', total_amount: '999', total_num: '5' });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('has scene_id PRODUCT_%i when it is given', async (n) => {
    const { fields, key } = await requestOf({ scene_id: `PRODUCT_${n}` });
    expect(fields.scene_id).toBe(`PRODUCT_${n}`);
    expect((await contract.record(key)).scene_id).toBe(`PRODUCT_${n}`);
  });

  it('has risk_info as it was given, and is signed over just that', async () => {
    const risk_info = 'posttime%3d123123412%26clientversion%3d234134%26mobile%3d122344545%26deviceid%3dIOS';
    const { fields, key } = await requestOf({ risk_info });
    expect(fields.risk_info).toBe(risk_info);
    expect(fields.sign).toBe(signature(fields, contract.account.apiKey));
    expect((await contract.record(key)).risk_info).toBe(risk_info);
  });
});

describe('gateway_type', () => {
  const gateways = ['weixin_tenpay_js', 'weixin_tenpay_native', 'weixin_tenpay_app', 'weixin_tenpay_wap'];

  it.each(gateways)('%s pays with the secret <prefix><appid>/%s', async (gateway_type) => {
    const appid = contract.secrets.newAppid();
    await contract.sandbox.addAppid(appid);
    await contract.secrets.put(`${appid}/${gateway_type}`, contract.secrets.content());
    const changes = { official_account_id: appid, gateway_type };
    expect((await contract.send(changes)).data).toMatchObject({ return_code: 'SUCCESS' });
    // The default gateway's secret is another one, and does not exist.
    expect((await contract.send({ official_account_id: appid })).status).toBe(400);
  });

  it('weixin_tenpay is the default, with the secret <prefix><appid>', async () => {
    const { key, data } = await contract.pay({ gateway_type: 'weixin_tenpay' });
    expect((await contract.send({ idempotency_key: key })).data).toEqual(data);
  });
});

const TEXTS = {
  'a CDATA end': 'a]]>b',
  'an injected amount': ']]></wishing><total_amount>1',
  'many brackets': ']]]]>>]]>',
  'markup signs': '<a href="&amp;">\'&#10;',
  emoji: '🧧恭喜👨‍👩‍👧',
  'outer spaces': '  x  ',
  tabs: '\tx\ty\t',
  'line feeds': '\nx\n\ny\n',
  'a line separator': 'a\u2028b\u00a0c',
};

describe.each(Object.entries(TEXTS))('a text with %s', (_, text) => {
  it('arrives at WeChat exactly as given, and comes back so in the record', async () => {
    const texts = { send_name: text, act_name: text, wishing: text, remark: text };
    const { key, mch_billno, fields } = await requestOf(texts);
    expect(await contract.sandbox.order(mch_billno)).toMatchObject({ ...texts, amountFen: 188 });
    expect(await contract.record(key)).toMatchObject({ ...texts, total_amount: 1.88 });
    expect(fields.total_amount).toBe('188');
  });
});

const FORBIDDEN = {
  'a carriage return': 'a\rb',
  'a carriage return with a line feed': 'a\r\nb',
  NUL: 'a\u0000b',
  'a control character': 'a\u0008b',
  'an escape': '\u001bx',
  DEL: 'a\u007fb',
  'a C1 control character': 'a\u0085b',
  'a lone high surrogate': 'a\ud800b',
  'a lone low surrogate': '\udc00',
  'U+FFFE': 'a\ufffe',
  'U+FFFF': '\uffffb',
};

describe.each(Object.entries(FORBIDDEN))('%s', (_, text) => {
  it.each(['re_openid', 'send_name', 'act_name', 'remark', 'wishing', 'risk_info'])(
    'in %s is 400, with nothing sent',
    async (name) => {
      const before = contract.touched();
      const { status, data } = await contract.invoke('sendRedPack', packet({ [name]: text }));
      expect(status).toBe(400);
      expect(data.error_msg).toMatch(new RegExp(`^${name} `));
      expect(contract.touched() - before).toBe(0);
    },
  );
});

describe('the order number', () => {
  it('has 28 of 0-9a-zA-Z and begins with the id, which has 24 lower-case hex', async () => {
    const { mch_billno } = await contract.pay(fission());
    expect(mch_billno).toMatch(/^[0-9a-f]{24}[0-9a-zA-Z]{4}$/);
    const { data } = await contract.invoke('getSentRedPack', { id: mch_billno.slice(0, 24) });
    expect(data).toMatchObject({ mch_billno, id: mch_billno.slice(0, 24) });
  });
});
