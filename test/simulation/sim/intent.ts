import type { SendParams } from '../../../shared/api/send-params';

export const CONFIG = { idNamespace: 'red-pack-sim', miniappId: '1', clientIp: '127.0.0.1' };

export const MERCHANT_ID = '1900000109';

/** Each simulation is about one payment. */
export const KEY = 'intent';

export const PARAMS: SendParams = {
  type: 'normal',
  re_openid: 'oSimulated00000000000000001A',
  send_name: 's',
  official_account_id: 'wxsim',
  total_fen: 188,
  total_num: 1,
  act_name: 'a',
  remark: 'r',
  wishing: 'w',
  scene_id: null,
  risk_info: null,
  gateway_type: 'weixin_tenpay',
};

/** A success of this number, to a send or to a query. */
export function paidXml(number: string): string {
  const fields = {
    ...{ return_code: 'SUCCESS', result_code: 'SUCCESS', mch_billno: number, mch_id: MERCHANT_ID },
    ...{ re_openid: PARAMS.re_openid, total_amount: `${PARAMS.total_fen}`, send_listid: '1' },
    ...{ detail_id: '1', status: 'SENT' },
  };
  return `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</xml>`;
}
