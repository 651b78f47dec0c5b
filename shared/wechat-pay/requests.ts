import type { Merchant } from '../api/merchant';
import type { SendParams } from '../api/send-params';
import { PACKETS } from '../packets';
import { nonceFor } from './order-number';
import { sign } from './protocol/sign';
import { buildXml } from './protocol/xml';

/** The fields of an order that are fixed when it is claimed: its whole request except the keys. */
export interface Order extends Omit<SendParams, 'gateway_type'> {
  readonly mch_billno: string;
  readonly mch_id: string;
  /** IPv4 address that WeChat is given as the caller's. */
  readonly client_ip: string;
}

export interface WeChatRequest {
  readonly path: string;
  /** Signed XML. */
  readonly body: string;
}

/**
 * Contains only documented fields: WeChat returns SIGN_ERROR for others, however well signed. `scene_id` and
 * `risk_info` are sent only if the caller gave them.
 * Source: TheNorthMemory/wechatpay-openapi, docs/v2/mmpaymkttransfers.
 */
function sendFields(order: Order): Record<string, string> {
  const fields: Record<string, string> = {
    nonce_str: nonceFor(order.mch_billno),
    mch_billno: order.mch_billno,
    mch_id: order.mch_id,
    wxappid: order.official_account_id,
    send_name: order.send_name,
    re_openid: order.re_openid,
    total_amount: String(order.total_fen),
    total_num: String(order.total_num),
    wishing: order.wishing,
    act_name: order.act_name,
    remark: order.remark,
  };
  if (order.scene_id !== null) fields.scene_id = order.scene_id;
  if (order.risk_info !== null) fields.risk_info = order.risk_info;
  return Object.assign(fields, PACKETS[order.type].ownFields(order));
}

/** Signs the fields and builds their XML. */
function signed(fields: Record<string, string>, { apiKey }: Merchant): string {
  fields.sign = sign(fields, apiKey);
  return buildXml(fields);
}

/** The send request of an order: identical to the byte each time, under the same API key. */
export function sendRequest(order: Order, merchant: Merchant): WeChatRequest {
  return { path: PACKETS[order.type].path, body: signed(sendFields(order), merchant) };
}

const QUERY_PATH = '/mmpaymkttransfers/gethbinfo';

/** Whether the request can pay. */
export function isSend({ path }: WeChatRequest): boolean {
  return path !== QUERY_PATH;
}

/** What a query names. */
export type QueriedOrder = Pick<Order, 'mch_billno' | 'mch_id' | 'official_account_id'>;

/** The query request of an order. WeChat calls the appid field `appid` here, and answers for 30 days. */
export function queryRequest(order: QueriedOrder, merchant: Merchant): WeChatRequest {
  const fields = {
    nonce_str: nonceFor(order.mch_billno),
    mch_billno: order.mch_billno,
    mch_id: order.mch_id,
    appid: order.official_account_id,
    bill_type: 'MCHT',
  };
  return { path: QUERY_PATH, body: signed(fields, merchant) };
}
