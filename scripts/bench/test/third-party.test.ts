/** Clients that others wrote for the real WeChat Pay must get along with the sandbox, unchanged. */
import Tenpay from 'tenpay';
import Wechatpay from 'wechatpay-axios-plugin';
import { makeP12 } from '../../../test/kit/certificates';
import {
  API_KEY,
  APPID,
  authority,
  billno,
  clientPair,
  MCH_ID,
  OPENID,
  type Stage,
  setStage,
} from '../../../test/sandbox/harness';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.end());

describe('tenpay, with a p12 certificate', () => {
  function tenpay(): Tenpay {
    // tenpay has no way to name a server CA; a CA inside the p12 becomes a trusted root in Node.
    const pfx = makeP12(clientPair, [authority], MCH_ID);
    const api = new Tenpay({ appid: APPID, mchid: MCH_ID, partnerKey: API_KEY, pfx });
    for (const call of ['sendredpack', 'sendgroupredpack', 'gethbinfo'] as const) {
      api.urls[call] = `https://${stage.sandbox.host}/mmpaymkttransfers/${call}`;
    }
    return api;
  }

  it('sends a normal packet and sees its status', async () => {
    const api = tenpay();
    const mch_billno = billno();
    const packet = {
      mch_billno,
      re_openid: OPENID,
      total_amount: 100,
      send_name: '测试商户',
      wishing: '恭喜发财',
      act_name: '新年活动',
      remark: '备注',
    };
    const sent = await api.sendRedpack(packet);
    expect(sent).toMatchObject({
      result_code: 'SUCCESS',
      mch_billno,
      re_openid: OPENID,
      total_amount: '100',
    });
    expect(sent.send_listid).toMatch(/^\d{31}$/);
    const found = await api.redpackQuery({ mch_billno });
    expect(found).toMatchObject({ status: 'SENT', detail_id: sent.send_listid, hb_type: 'NORMAL' });
    expect((await stage.admin.ledger(`?mch_billno=${mch_billno}`)).payments).toHaveLength(1);
  });

  it('sends a fission packet', async () => {
    const mch_billno = billno();
    const sent = await tenpay().sendGroupRedpack({
      mch_billno,
      re_openid: OPENID,
      total_amount: 600,
      total_num: 3,
      send_name: '测试商户',
      wishing: '恭喜发财',
      act_name: '新年活动',
      remark: '备注',
    });
    expect(sent).toMatchObject({ result_code: 'SUCCESS', mch_billno });
    expect(await tenpay().redpackQuery({ mch_billno })).toMatchObject({ hb_type: 'GROUP', total_num: '3' });
  });

  it('is told that an order does not exist', async () => {
    await expect(tenpay().redpackQuery({ mch_billno: billno() })).rejects.toThrow('NOT_FOUND');
  });
});

describe('wechatpay-axios-plugin, with PEM certificates', () => {
  function wechatpay(): Wechatpay {
    return new Wechatpay({
      mchid: MCH_ID,
      serial: '01',
      privateKey: clientPair.key,
      certs: { any: authority.cert },
      secret: API_KEY,
      merchant: { ...clientPair, ca: authority.cert },
      baseURL: `https://${stage.sandbox.host}/`,
    });
  }
  const path = (call: string): string => `v2/mmpaymkttransfers/${call}`;
  const post = async (call: string, fields: object): Promise<Record<string, string>> => {
    const { data } = await wechatpay().client.request(path(call), 'POST', fields, { security: true });
    return data as Record<string, string>;
  };

  it('sends a normal packet and sees its status', async () => {
    const mch_billno = billno();
    const sent = await post('sendredpack', {
      mch_billno,
      mch_id: MCH_ID,
      wxappid: APPID,
      re_openid: OPENID,
      total_amount: 100,
      total_num: 1,
      send_name: '测试商户',
      wishing: '恭喜发财 & <大吉大利>',
      client_ip: '192.0.2.10',
      act_name: '新年活动',
      remark: '备注',
      scene_id: 'PRODUCT_2',
    });
    expect(sent).toMatchObject({ result_code: 'SUCCESS', mch_billno, total_amount: '100' });
    const found = await post('gethbinfo', { mch_billno, mch_id: MCH_ID, appid: APPID, bill_type: 'MCHT' });
    expect(found).toMatchObject({ status: 'SENT', detail_id: sent.send_listid });
  });
});
