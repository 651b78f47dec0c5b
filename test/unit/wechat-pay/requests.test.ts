import fc from 'fast-check';
import { sign } from '../../../shared/wechat-pay/protocol/sign';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { type Order, queryRequest, sendRequest } from '../../../shared/wechat-pay/requests';
import { ACCOUNT, billno } from '../../fixtures/answers';
import { anyOrder } from '../support/arbitraries';
import { MERCHANT, order } from '../support/samples';

const GROUP: Partial<Order> = { type: 'fission', total_fen: 600, total_num: 3 };
const RISK = 'posttime%3d123%26mobile%3d1';

const NORMAL_FIELDS = [
  ...[
    'act_name',
    'client_ip',
    'mch_billno',
    'mch_id',
    'nonce_str',
    're_openid',
    'remark',
    'send_name',
    'sign',
  ],
  ...['total_amount', 'total_num', 'wishing', 'wxappid'],
];

function fieldsOf(body: string) {
  return parseXml(body).fields;
}

describe('a normal send', () => {
  const request = () => sendRequest(order(), MERCHANT);

  it('goes to its own address', () => {
    expect(request().path).toBe('/mmpaymkttransfers/sendredpack');
  });

  it('has the documented fields and no other, for WeChat answers SIGN_ERROR to more', () => {
    expect(Object.keys(fieldsOf(request().body)).sort()).toEqual(NORMAL_FIELDS);
  });

  it('says what was claimed, in fen', () => {
    expect(fieldsOf(request().body)).toMatchObject({
      mch_billno: billno(1),
      mch_id: ACCOUNT.mch_id,
      wxappid: ACCOUNT.appid,
      re_openid: ACCOUNT.openid,
      total_amount: '100',
      total_num: '1',
      client_ip: '192.0.2.10',
      wishing: '恭喜发财',
    });
  });

  it('adds scene and risk only when they were given', () => {
    const given = order(1, { scene_id: 'PRODUCT_2', risk_info: RISK });
    const fields = fieldsOf(sendRequest(given, MERCHANT).body);
    expect(Object.keys(fields).sort()).toEqual([...NORMAL_FIELDS, 'risk_info', 'scene_id'].sort());
    expect(fields).toMatchObject({ scene_id: 'PRODUCT_2', risk_info: RISK });
  });

  it('has a nonce that WeChat allows', () => {
    expect(fieldsOf(request().body).nonce_str).toMatch(/^[0-9a-zA-Z]{1,32}$/);
  });
});

describe('a group send', () => {
  const request = () => sendRequest(order(1, GROUP), MERCHANT);

  it('goes to its own address', () => {
    expect(request().path).toBe('/mmpaymkttransfers/sendgroupredpack');
  });

  it('has amt_type, and no client_ip', () => {
    const expected = [...NORMAL_FIELDS.filter((name) => name !== 'client_ip'), 'amt_type'].sort();
    const fields = fieldsOf(request().body);
    expect(Object.keys(fields).sort()).toEqual(expected);
    expect(fields).toMatchObject({ amt_type: 'ALL_RAND', total_amount: '600', total_num: '3' });
  });
});

describe('a query', () => {
  const request = () => queryRequest(order(), MERCHANT);

  it('has the documented fields and no other; the appid is called appid here', () => {
    const { path, body } = request();
    expect(path).toBe('/mmpaymkttransfers/gethbinfo');
    const { sign: _, nonce_str, ...rest } = fieldsOf(body);
    expect(rest).toEqual({
      mch_billno: billno(1),
      mch_id: ACCOUNT.mch_id,
      appid: ACCOUNT.appid,
      bill_type: 'MCHT',
    });
    expect(nonce_str).toMatch(/^[0-9a-zA-Z]{1,32}$/);
  });

  it('is the same for a normal and a group packet', () => {
    expect(queryRequest(order(1, GROUP), MERCHANT)).toEqual(request());
  });
});

describe('every request', () => {
  it('is the same to the byte each time', () => {
    fc.assert(
      fc.property(anyOrder, (any) => {
        expect(sendRequest({ ...any }, { ...MERCHANT })).toEqual(sendRequest(any, MERCHANT));
        expect(queryRequest({ ...any }, { ...MERCHANT })).toEqual(queryRequest(any, MERCHANT));
      }),
    );
  });

  it('has a right signature over exactly what its XML carries', () => {
    fc.assert(
      fc.property(anyOrder, (any) => {
        for (const { body } of [sendRequest(any, MERCHANT), queryRequest(any, MERCHANT)]) {
          const fields = fieldsOf(body);
          expect(fields.sign).toBe(sign(fields, ACCOUNT.apiKey));
        }
      }),
    );
  });

  it('carries every text exactly as given', () => {
    fc.assert(
      fc.property(anyOrder, (any) => {
        const { send_name, wishing, act_name, remark, re_openid } = any;
        const texts = { send_name, wishing, act_name, remark, re_openid };
        expect(fieldsOf(sendRequest(any, MERCHANT).body)).toMatchObject(texts);
      }),
    );
  });
});
