import { type Fields, sign } from '../../../shared/wechat-pay/protocol/sign';
import { parseXml } from '../../../shared/wechat-pay/protocol/xml';
import { ACCOUNT, billno, X1B_PAID_LIVE } from '../../fixtures/answers';

const NORMAL: Fields = {
  nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
  mch_billno: billno(1),
  mch_id: ACCOUNT.mch_id,
  wxappid: ACCOUNT.appid,
  send_name: '测试商户',
  re_openid: ACCOUNT.openid,
  total_amount: '100',
  total_num: '1',
  wishing: '恭喜发财 & <大吉大利>',
  client_ip: '192.0.2.10',
  act_name: '新年活动',
  remark: '备注',
  scene_id: '',
  risk_info: '',
};
const RISK = 'posttime%3d123123412%26clientversion%3d234134%26mobile%3d122344545%26deviceid%3dIOS';
const { client_ip: _, ...WITHOUT_IP } = NORMAL;

describe('sign', () => {
  it.each<[string, Fields, string]>([
    [
      'the example of the documentation',
      {
        appid: 'wxd930ea5d5a258f4f',
        mch_id: '10000100',
        device_info: '1000',
        body: 'test',
        nonce_str: 'ibuaiVcKdpRxkhJA',
      },
      '9A0A8659F005D6984697E2CA0A9CF3B7',
    ],
    [
      'a normal packet, empty fields left out and raw text signed',
      NORMAL,
      '8EEF904013F8CEF6A02B6C9891C543D5',
    ],
    [
      'a packet with scene and risk, the latter as encoded',
      { ...NORMAL, scene_id: 'PRODUCT_2', risk_info: RISK },
      'C487DB576A357B9766A604807A01A038',
    ],
    [
      'a group packet',
      { ...WITHOUT_IP, total_amount: '600', total_num: '3', amt_type: 'ALL_RAND', wishing: '恭喜发财' },
      '93C3A1633899DE5BBBC97C515988E450',
    ],
    [
      'a query',
      {
        nonce_str: '50780e0cca98c8c8e814883e5caa672e',
        mch_billno: billno(1),
        mch_id: ACCOUNT.mch_id,
        appid: ACCOUNT.appid,
        bill_type: 'MCHT',
      },
      '1D2D4DA1DE7C3D545FD0F7AA2668733B',
    ],
    ['an answer', parseXml(X1B_PAID_LIVE).fields, 'A2D9A34FAEB5AA2293FE28CCD560953D'],
  ])('signs %s', (_name, fields, digest) => {
    expect(sign(fields, ACCOUNT.apiKey)).toBe(digest);
  });

  it('does not depend on the order of the fields, nor on a signature among them', () => {
    const reversed = Object.fromEntries(Object.entries(NORMAL).reverse());
    expect(sign({ ...reversed, sign: 'X' }, ACCOUNT.apiKey)).toBe(sign(NORMAL, ACCOUNT.apiKey));
  });

  it('sorts names by ASCII, capitals first, as the documentation says', () => {
    // echo -n 'B=1&a=2&key=k' | md5sum
    expect(sign({ a: '2', B: '1' }, 'k')).toBe('0AF37DABD443BF48214BD1FABBB27569');
  });

  it('changes with each field and with the key', () => {
    const signature = sign(NORMAL, ACCOUNT.apiKey);
    for (const name of Object.keys(NORMAL))
      expect(sign({ ...NORMAL, [name]: `${NORMAL[name]}x` }, ACCOUNT.apiKey)).not.toBe(signature);
    expect(sign(NORMAL, `${ACCOUNT.apiKey.slice(1)}0`)).not.toBe(signature);
  });
});
