import { chinaTime } from '../clock';
import type { Ledger } from '../ledger/ledger';
import { park, pay } from '../ledger/lifecycle';
import type { Order } from '../ledger/types';
import { type Answer, failure, sendSuccess, textOf } from './answers';

export type SendCall = 'sendredpack' | 'sendgroupredpack';

/** An order that shall stay undecided: PROCESSING for so long, then paid or failed. */
export interface Hold {
  forMs: number;
  ending: 'paid' | 'failed';
}

/** 10 digits of WeChat's, the Chinese date, 13 digits that count: 31 in all, as live numbers have. */
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

/** Why this order is not paid now though nothing is wrong with the request; such orders are parked. */
function refusalOf(ledger: Ledger, order: Order, atMs: number): string | undefined {
  const { settings, accounts } = ledger;
  const { mchId, re_openid, amountFen } = order;
  if (settings.riskOpenids.includes(re_openid)) return 'NO_AUTH';
  const user = ledger.dayTotal(atMs, mchId, re_openid);
  // The seed user of a fission packet shares it with others, so it does not count as one user's receipt.
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

/** Pays an unpaid order, or parks it with the reason why not. */
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

function answerAttempt(ledger: Ledger, order: Order, fields: ReadonlyMap<string, string>): Answer {
  return order.state === 'PARKED'
    ? failure(fields, { err_code: order.err_code ?? 'SYSTEMERROR' })
    : sendSuccess(fields, order.detail_id, ledger.settings);
}

function repeat(ledger: Ledger, order: Order, fields: ReadonlyMap<string, string>, atMs: number): Answer {
  switch (order.state) {
    case 'PROCESSING':
      return failure(fields, { err_code: 'PROCESSING' });
    case 'PARKED':
      return answerAttempt(ledger, attempt(ledger, order, atMs), fields);
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
 * A checked send request takes effect: a new number is paid or parked, a known one answered by its state. No
 * path pays a number twice. `hold` leaves a new order undecided for a while.
 */
export function send(
  ledger: Ledger,
  call: SendCall,
  fields: ReadonlyMap<string, string>,
  atMs: number,
  hold?: Hold,
): Answer {
  const known = ledger.order(fields.get('mch_id') ?? '', fields.get('mch_billno') ?? '');
  if (known) {
    const err_code = mismatch(ledger, known, call, fields);
    return err_code === undefined ? repeat(ledger, known, fields, atMs) : failure(fields, { err_code });
  }
  const order = newOrder(ledger, call, fields, atMs);
  if (hold) {
    ledger.commit({ put: 'order', value: { ...order, dueAtMs: atMs + hold.forMs, ending: hold.ending } });
    return failure(fields, { err_code: 'PROCESSING' });
  }
  return answerAttempt(ledger, attempt(ledger, order, atMs), fields);
}
