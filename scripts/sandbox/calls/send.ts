import { chinaTime } from '../clock';
import type { Ledger } from '../ledger/ledger';
import { park, pay } from '../ledger/lifecycle';
import type { Order } from '../ledger/types';
import { type ApiResponse, failure, sendSuccess, textOf } from './responses';

export type SendCall = 'sendredpack' | 'sendgroupredpack';

/** Keeps an order undecided: PROCESSING for `forMs`, then paid or failed. */
export interface Hold {
  forMs: number;
  ending: 'paid' | 'failed';
}

/** 10 fixed digits, the date in China, a counter of 13 digits: 31 digits, like live numbers. */
function nextDetailId(ledger: Ledger, atMs: number): string {
  const day = chinaTime(atMs).slice(0, 10).replaceAll('-', '');
  return `1000041701${day}${String(ledger.orders.size + 1).padStart(13, '0')}`;
}

function newOrder(ledger: Ledger, call: SendCall, fields: ReadonlyMap<string, string>, atMs: number): Order {
  const text = (name: string): string => fields.get(name) ?? '';
  return {
    mchId: text('mch_id'),
    mch_billno: text('mch_billno'),
    hb_type: call === 'sendredpack' ? 'NORMAL' : 'GROUP',
    wxappid: text('wxappid'),
    re_openid: text('re_openid'),
    send_name: text('send_name'),
    wishing: text('wishing'),
    act_name: text('act_name'),
    remark: text('remark'),
    amountFen: Number(text('total_amount')),
    total_num: Number(text('total_num')),
    detail_id: nextDetailId(ledger, atMs),
    state: 'PROCESSING',
    err_code: null,
    reason: null,
    createdAtMs: atMs,
    paidAtMs: null,
    dueAtMs: null,
    ending: null,
    takers: [],
    refundAtMs: null,
    refundFen: null,
  };
}

/** Why this order is not paid now, although the request is valid; such orders are parked. */
function refusalOf(ledger: Ledger, order: Order, atMs: number): string | undefined {
  const { settings, accounts } = ledger;
  const { mchId, re_openid, amountFen } = order;
  if (settings.riskOpenids.includes(re_openid)) return 'NO_AUTH';
  const user = ledger.dayTotal(atMs, mchId, re_openid);
  // The seed user of a fission packet shares it with others, so it does not count towards that user's limits.
  if (order.hb_type === 'NORMAL') {
    if (settings.userDailyCount !== null && user.count >= settings.userDailyCount) return 'SENDNUM_LIMIT';
    if (settings.userDailyFen !== null && user.amountFen + amountFen > settings.userDailyFen) {
      return 'RCVDAMOUNT_LIMIT';
    }
  }
  const merchantFen = ledger.dayTotal(atMs, mchId).amountFen + amountFen;
  if (settings.merchantDailyFen !== null && merchantFen > settings.merchantDailyFen)
    return 'SENDAMOUNT_LIMIT';
  return amountFen > (accounts.get(mchId)?.balanceFen ?? 0) ? 'NOTENOUGH' : undefined;
}

/** Pays an unpaid order, or parks it with the reason for the refusal. */
export function attempt(ledger: Ledger, order: Order, atMs: number): Order {
  const err_code = refusalOf(ledger, order, atMs);
  return err_code === undefined
    ? pay(ledger, order, atMs)
    : park(ledger, order, { err_code, reason: textOf(err_code) });
}

function mismatch(
  ledger: Ledger,
  order: Order,
  call: SendCall,
  fields: ReadonlyMap<string, string>,
): string | undefined {
  const hb_type = call === 'sendredpack' ? 'NORMAL' : 'GROUP';
  if (order.re_openid !== fields.get('re_openid') || order.hb_type !== hb_type) return 'FATAL_ERROR';
  return String(order.amountFen) === fields.get('total_amount') ? undefined : ledger.settings.amountMismatch;
}

function attemptResponse(ledger: Ledger, order: Order, fields: ReadonlyMap<string, string>): ApiResponse {
  return order.state === 'PARKED'
    ? failure(fields, { err_code: order.err_code ?? 'SYSTEMERROR' })
    : sendSuccess(fields, order.detail_id, ledger.settings);
}

function resend(
  ledger: Ledger,
  order: Order,
  fields: ReadonlyMap<string, string>,
  atMs: number,
): ApiResponse {
  switch (order.state) {
    case 'PROCESSING':
      return failure(fields, { err_code: 'PROCESSING' });
    case 'PARKED':
      return attemptResponse(ledger, attempt(ledger, order, atMs), fields);
    case 'FAILED':
      return failure(fields, { err_code: 'SEND_FAILED', err_code_des: '该订单已经过期,请更换商户单号' });
    case 'SENDING':
    case 'SENT':
    case 'RECEIVED':
    case 'RFUND_ING':
    case 'REFUND': {
      const { replay } = ledger.settings;
      return replay === 'SUCCESS'
        ? sendSuccess(fields, order.detail_id, ledger.settings)
        : failure(fields, { err_code: replay });
    }
  }
}

/**
 * Lets a valid send request take effect: pays or parks a new number, responds to a known one according to its state. No
 * path pays a number twice. `hold` leaves a new order undecided for some time.
 */
export function send(
  ledger: Ledger,
  call: SendCall,
  fields: ReadonlyMap<string, string>,
  atMs: number,
  hold?: Hold,
): ApiResponse {
  const known = ledger.order(fields.get('mch_id') ?? '', fields.get('mch_billno') ?? '');
  if (known) {
    const err_code = mismatch(ledger, known, call, fields);
    return err_code === undefined ? resend(ledger, known, fields, atMs) : failure(fields, { err_code });
  }
  const order = newOrder(ledger, call, fields, atMs);
  if (hold) {
    ledger.commit({ put: 'order', value: { ...order, dueAtMs: atMs + hold.forMs, ending: hold.ending } });
    return failure(fields, { err_code: 'PROCESSING' });
  }
  return attemptResponse(ledger, attempt(ledger, order, atMs), fields);
}
