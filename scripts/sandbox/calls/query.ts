import { chinaTime } from '../clock';
import type { Ledger } from '../ledger/ledger';
import type { Order, Recipient } from '../ledger/types';
import type { Element } from '../protocol/xml';
import { DAY_MS, type Settings } from '../settings';
import { type ApiResponse, textOf } from './responses';

/** Older orders are visible only in the merchant platform. */
const QUERY_WINDOW_MS = 30 * DAY_MS;

function notFound(fields: ReadonlyMap<string, string>, settings: Settings): ApiResponse {
  const text = textOf('NOT_FOUND');
  const live = settings.notFoundStyle === 'live';
  const err_code = live ? 'NOT_FOUND' : 'SYSTEMERROR';
  const elements = [
    { name: 'return_code', text: live ? 'SUCCESS' : 'FAIL' },
    { name: 'return_msg', text },
    { name: 'result_code', text: 'FAIL' },
    { name: 'err_code', text: err_code },
    { name: 'err_code_des', text },
    { name: 'mch_billno', text: fields.get('mch_billno') ?? '' },
    { name: 'mch_id', text: fields.get('mch_id') ?? '' },
  ];
  return { elements, summary: err_code };
}

/** The order's state in gethbinfo's terms. */
export function statusOf(order: Order): string {
  return order.state === 'PROCESSING' || order.state === 'PARKED' ? 'SENDING' : order.state;
}

function hbinfo(recipient: Recipient, settings: Settings): Element {
  const status = settings.takerStatus ? [{ name: 'status', text: 'RECEIVED' }] : [];
  return {
    name: 'hbinfo',
    children: [
      { name: 'openid', text: recipient.openid },
      ...status,
      { name: 'amount', text: String(recipient.amountFen) },
      { name: 'rcv_time', text: chinaTime(recipient.rcvAtMs) },
    ],
  };
}

function hblist(order: Order, settings: Settings): Element[] {
  const shown = settings.hblist === 'always' || (settings.hblist === 'group' && order.hb_type === 'GROUP');
  if (!shown || order.takers.length === 0) return [];
  return [{ name: 'hblist', children: order.takers.map((recipient) => hbinfo(recipient, settings)) }];
}

/** An element, or none if there is no value. */
function given(name: string, text: string | number | null): Element[] {
  return text === null ? [] : [{ name, text: String(text) }];
}

/** Texts of the packet: present in the documented sample, often missing in live responses. */
function texts(order: Order, settings: Settings): Element[] {
  if (settings.answerStyle === 'live') return [];
  return [
    { name: 'wishing', text: order.wishing },
    { name: 'remark', text: order.remark },
    { name: 'act_name', text: order.act_name },
  ];
}

function found(order: Order, settings: Settings): ApiResponse {
  const live = settings.answerStyle === 'live';
  const head = live
    ? [
        { name: 'return_msg', text: 'OK' },
        { name: 'result_code', text: 'SUCCESS' },
        { name: 'err_code', text: 'SUCCESS' },
        { name: 'err_code_des', text: 'OK' },
      ]
    : [
        { name: 'return_msg', text: '获取成功' },
        { name: 'result_code', text: 'SUCCESS' },
        { name: 'appid', text: order.wxappid },
      ];
  const elements = [
    { name: 'return_code', text: 'SUCCESS' },
    ...head,
    { name: 'mch_billno', text: order.mch_billno },
    { name: 'mch_id', text: order.mchId },
    { name: 'detail_id', text: order.detail_id },
    { name: 'status', text: statusOf(order) },
    { name: 'send_type', text: 'API' },
    { name: 'hb_type', text: order.hb_type },
    { name: 'total_num', text: String(order.total_num) },
    { name: 'total_amount', text: String(order.amountFen) },
    ...given('reason', order.reason),
    { name: 'send_time', text: chinaTime(order.paidAtMs ?? order.createdAtMs) },
    ...given('refund_time', order.refundAtMs === null ? null : chinaTime(order.refundAtMs)),
    ...given('refund_amount', order.refundFen),
    ...texts(order, settings),
    ...hblist(order, settings),
  ];
  return { elements, summary: 'SUCCESS' };
}

/** gethbinfo for a valid request: the order as it is now, or NOT_FOUND if there is no visible one. */
export function query(ledger: Ledger, fields: ReadonlyMap<string, string>, atMs: number): ApiResponse {
  const { settings } = ledger;
  const order = ledger.order(fields.get('mch_id') ?? '', fields.get('mch_billno') ?? '');
  const ageMs = order ? atMs - order.createdAtMs : 0;
  const visible = order && ageMs >= settings.queryLagMs && ageMs <= QUERY_WINDOW_MS;
  return visible ? found(order, settings) : notFound(fields, settings);
}
