/** What WeChat refuses before anything can happen, and how it says so. */
import { makeAuthority, makeClient } from '../kit/certificates';
import {
  API_KEY,
  APPID,
  authority,
  BALANCE_FEN,
  billno,
  Caller,
  DAY_MS,
  type Fields,
  groupFields,
  MCH_ID,
  normalFields,
  queryFields,
  type Stage,
  setStage,
  signed,
  xmlOf,
} from './harness';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());
afterEach(async () => {
  expect((await stage.admin.ledger()).orders).toEqual([]);
  expect(await stage.admin.balanceFen()).toBe(BALANCE_FEN);
});

async function withPair<T>(pair: object, use: (caller: Caller) => Promise<T>): Promise<T> {
  const caller = new Caller(stage.sandbox.host, { key: undefined, cert: undefined, ...pair } as object);
  try {
    return await use(caller);
  } finally {
    caller.agent.destroy();
  }
}

describe('the client certificate', () => {
  const body = xmlOf(signed(normalFields()));
  const page = (pair: object): Promise<{ status: number; text: string }> =>
    withPair(pair, (caller) => caller.post('sendredpack', body));

  it('is missing: an HTML page with status 400', async () => {
    const { status, text } = await page({});
    expect(status).toBe(400);
    expect(text).toContain('<title>400 No required SSL certificate was sent</title>');
  });

  it.each([
    ['of another CA', () => makeClient(MCH_ID, { issuer: makeAuthority('another') })],
    ['expired', () => makeClient(MCH_ID, { issuer: authority, validToMs: Date.now() - DAY_MS / 2 })],
    ['self-signed', () => makeClient(MCH_ID)],
  ])('is %s: an HTML page with status 400', async (_, make) => {
    const { status, text } = await page(make());
    expect(status).toBe(400);
    expect(text).toContain('<title>400 The SSL certificate error</title>');
  });

  it('counts though no CA vouches for it if an account lists it, as long as it is valid', async () => {
    const valid = makeClient('self');
    const expired = makeClient('old', { validToMs: Date.now() - DAY_MS / 2 });
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, certificates: [valid.cert, expired.cert] });
    expect((await withPair(valid, (caller) => caller.query(billno()))).err_code).toBe('NOT_FOUND');
    expect(await page(expired)).toMatchObject({ status: 400 });
    await stage.admin.do('POST', '/reset');
  });
});

describe('requests that cannot be read', () => {
  it.each(['', '<xml>', '<xml><mch_id>1</mch_id>', '<!DOCTYPE xml><xml></xml>', '{}'])(
    'get XML_ERROR: %j',
    async (body) => {
      const { status, fields } = await stage.merchant.post('sendredpack', body);
      expect(status).toBe(200);
      expect(fields).toMatchObject({ return_code: 'SUCCESS', result_code: 'FAIL', err_code: 'XML_ERROR' });
      expect(fields).not.toHaveProperty('mch_billno');
    },
  );

  it('get a page for another path, another method or too long a body', async () => {
    expect((await stage.merchant.post('/mmpaymkttransfers/none', '')).status).toBe(404);
    expect((await stage.merchant.post('gethbinfo', '', 5000, 'PUT')).status).toBe(405);
    expect((await stage.merchant.post('gethbinfo', 'x'.repeat(70_000))).status).toBe(413);
  });
});

describe('fields', () => {
  const send = (change: Fields): Promise<Fields> => stage.merchant.send(change);

  it.each(['sign_type', 'sub_appid', 'appid', 'trade_type', 'amt_type', 'sub_mch_id'])(
    'that are not documented give SIGN_ERROR: %s',
    async (name) => {
      expect(await send({ [name]: 'x' })).toMatchObject({ return_code: 'SUCCESS', err_code: 'SIGN_ERROR' });
    },
  );

  it('of the other call are not documented either', async () => {
    const group = await stage.merchant.sendGroup({ client_ip: '192.0.2.10' });
    expect(group.err_code).toBe('SIGN_ERROR');
    const query = await stage.merchant.query(billno(), { wxappid: APPID });
    expect(query.err_code).toBe('SIGN_ERROR');
  });

  it.each(['nonce_str', 'mch_billno', 'wxappid', 'send_name', 're_openid', 'wishing', 'act_name', 'remark'])(
    'that are required give a PARAM_ERROR which names them: %s',
    async (name) => {
      const answer = await send({ [name]: '' });
      expect(answer.err_code).toBe('PARAM_ERROR');
      expect(answer.err_code_des).toContain(name);
      expect(answer.return_msg).toBe(answer.err_code_des);
    },
  );

  it.each([
    ['send_name', '商'.repeat(11)],
    ['act_name', '年'.repeat(11)],
    ['wishing', '喜'.repeat(43)],
    ['remark', 'x'.repeat(257)],
    ['risk_info', 'x'.repeat(129)],
    ['re_openid', `o${'x'.repeat(32)}`],
    ['nonce_str', 'n'.repeat(33)],
    ['mch_billno', '1'.repeat(29)],
    ['mch_billno', '10000098-1'],
    ['client_ip', '256.1.1.1'],
    ['client_ip', '1.2.3'],
    ['client_ip', '::1'],
    ['total_amount', '1.00'],
    ['total_amount', '-100'],
    ['total_amount', '0'],
    ['total_num', '2'],
    ['total_num', 'x'],
    ['scene_id', 'PRODUCT_9'],
  ])(
    'that are too long in bytes or ill-formed give a PARAM_ERROR which names them: %s %s',
    async (name, text) => {
      const answer = await send({ [name]: text });
      expect(answer.err_code).toBe('PARAM_ERROR');
      expect(answer.err_code_des).toContain(name);
    },
  );

  it.each(['2', '21'])('of a fission packet cannot count %s', async (total_num) => {
    const answer = await stage.merchant.sendGroup({ total_num, total_amount: '4000' });
    expect(answer).toMatchObject({
      err_code: 'PARAM_ERROR',
      err_code_des: 'total_num必须介于(包括)3到20之间.',
    });
  });

  it('of a query must be those of a query', async () => {
    expect((await stage.merchant.query(billno(), { bill_type: 'OTHER' })).err_code).toBe('PARAM_ERROR');
    expect((await stage.merchant.query('')).err_code_des).toContain('mch_billno');
  });

  it('are echoed as well-formed XML however unusual they are', async () => {
    const injected = ']]></total_amount><total_amount>2';
    const fields = normalFields({ total_amount: injected });
    const escaped = injected.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const body = xmlOf(signed(fields)).replace(`<![CDATA[${injected}]]>`, escaped);
    const { text, fields: answer } = await stage.merchant.post('sendredpack', body);
    expect(answer).toMatchObject({ err_code: 'PARAM_ERROR', total_amount: injected });
    expect(text.match(/<\/xml>/g)).toHaveLength(1);
  });
});

describe('identity', () => {
  it.each(['sendredpack', 'sendgroupredpack', 'gethbinfo'])(
    'a wrong key gives SIGN_ERROR: %s',
    async (call) => {
      const make = {
        sendredpack: normalFields,
        sendgroupredpack: groupFields,
        gethbinfo: () => queryFields(billno()),
      };
      const fields = make[call as keyof typeof make]();
      const { fields: answer } = await stage.merchant.post(call, xmlOf(signed(fields, 'x'.repeat(32))));
      expect(answer.err_code).toBe('SIGN_ERROR');
    },
  );

  it('a changed text gives SIGN_ERROR', async () => {
    const body = xmlOf(signed(normalFields())).replace('备注', '别的');
    expect((await stage.merchant.post('sendredpack', body)).fields.err_code).toBe('SIGN_ERROR');
  });

  it('an unknown merchant gives PARAM_ERROR', async () => {
    const answer = await stage.merchant.send({ mch_id: '10009999' });
    expect(answer).toMatchObject({ err_code: 'PARAM_ERROR', mch_id: '10009999' });
  });

  it('an appid of another merchant gives PARAM_ERROR', async () => {
    expect(await stage.merchant.send({ wxappid: 'wx0' })).toMatchObject({
      err_code: 'PARAM_ERROR',
      wxappid: 'wx0',
    });
    expect((await stage.merchant.query(billno(), { appid: 'wx0' })).err_code).toBe('PARAM_ERROR');
  });

  it('an openid that is none gives OPENID_ERROR', async () => {
    expect((await stage.merchant.send({ re_openid: '用户' })).err_code).toBe('OPENID_ERROR');
    expect((await stage.merchant.sendGroup({ re_openid: 'user' })).err_code).toBe('OPENID_ERROR');
  });
});

describe('amounts', () => {
  it.each([
    { total_amount: '99' },
    { total_amount: '20001' },
    { total_amount: '29', scene_id: 'PRODUCT_1' },
    { total_amount: '499901', scene_id: 'PRODUCT_1' },
  ])('outside the range give MONEY_LIMIT: %j', async (change) => {
    expect((await stage.merchant.send(change)).err_code).toBe('MONEY_LIMIT');
  });

  it.each(['299', '60001'])(
    'of a fission packet count by their average: %s fen for 3',
    async (total_amount) => {
      expect((await stage.merchant.sendGroup({ total_amount })).err_code).toBe('MONEY_LIMIT');
    },
  );
});

describe('switched off', () => {
  afterEach(() => stage.admin.do('POST', '/reset'));

  it('scenes give PARAM_ERROR, as on the newer product', async () => {
    await stage.admin.settings({ sceneOpen: false });
    const answer = await stage.merchant.send({ scene_id: 'PRODUCT_2' });
    expect(answer).toMatchObject({ err_code: 'PARAM_ERROR', err_code_des: '该场景未开通' });
  });

  it('fission packets give API_METHOD_CLOSED', async () => {
    await stage.admin.settings({ groupOpen: false });
    expect((await stage.merchant.sendGroup()).err_code).toBe('API_METHOD_CLOSED');
  });

  it('a certificate of another merchant gives CA_ERROR', async () => {
    const other = makeClient('other', { issuer: authority });
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, certificates: [other.cert] });
    expect(await stage.merchant.send()).toMatchObject({
      return_code: 'SUCCESS',
      err_code: 'CA_ERROR',
      mch_id: MCH_ID,
    });
    const own = await withPair(other, (caller) => caller.query(billno()));
    expect(own.err_code).toBe('NOT_FOUND');
  });

  it('a changed key counts from the next request on', async () => {
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, apiKey: 'k'.repeat(32) });
    expect((await stage.merchant.query(billno())).err_code).toBe('SIGN_ERROR');
    await stage.admin.do('PUT', '/accounts', { mchId: MCH_ID, apiKey: API_KEY });
    expect((await stage.merchant.query(billno())).err_code).toBe('NOT_FOUND');
  });
});
