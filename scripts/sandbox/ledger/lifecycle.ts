/** The state changes of an order: payment, delivery, refund; each is one ledger transaction. */
import type { Settings } from '../settings';
import type { Ledger } from './ledger';
import type { Account, Entry, Movement, Order, OrderState } from './types';

function accountOf(ledger: Ledger, mchId: string): Account {
  const account = ledger.accounts.get(mchId);
  if (!account) throw new Error(`no account ${mchId} in the sandbox`);
  return account;
}

/** The entries that change a merchant's balance; `amountFen` is always positive. */
export function moveMoney(ledger: Ledger, movement: Omit<Movement, 'seq'>): Entry[] {
  const account = accountOf(ledger, movement.mchId);
  const changeFen = movement.kind === 'payment' ? -movement.amountFen : movement.amountFen;
  return [
    { put: 'account', value: { ...account, balanceFen: account.balanceFen + changeFen } },
    { put: 'movement', value: { ...movement, seq: ledger.nextSeq() } },
  ];
}

function movementOf(
  order: Order,
  kind: Movement['kind'],
  amountFen: number,
  atMs: number,
): Omit<Movement, 'seq'> {
  const { mchId, mch_billno, re_openid } = order;
  return { kind, mchId, mch_billno, re_openid, amountFen, atMs };
}

/** Pays an unpaid order. The only function that creates a payment. */
export function pay(ledger: Ledger, order: Order, atMs: number): Order {
  if (order.paidAtMs !== null) throw new Error(`order ${order.mch_billno} is paid already`);
  const dueAtMs = atMs + ledger.settings.sendingMs;
  const paid: Order = {
    ...order,
    state: 'SENDING',
    err_code: null,
    reason: null,
    ending: null,
    paidAtMs: atMs,
    dueAtMs,
  };
  const money = moveMoney(ledger, movementOf(order, 'payment', order.amountFen, atMs));
  ledger.commit({ put: 'order', value: paid }, ...money);
  return paid;
}

/** Keeps a refused order: gethbinfo shows it as SENDING with a reason, and a resend tries to pay it again. */
export function park(ledger: Ledger, order: Order, refusal: { err_code: string; reason: string }): Order {
  const dueAtMs = order.createdAtMs + ledger.settings.parkedLifeMs;
  const parked: Order = { ...order, ...refusal, state: 'PARKED', ending: null, dueAtMs };
  ledger.commit({ put: 'order', value: parked });
  return parked;
}

/** The amount of a packet that nobody has taken, in fen. */
export function untakenFen(order: Order): number {
  return order.takers.reduce((restFen, recipient) => restFen - recipient.amountFen, order.amountFen);
}

/** Starts the refund of the untaken amount. */
export function startRefund(ledger: Ledger, order: Order, atMs: number): Order {
  const dueAtMs = atMs + ledger.settings.refundingMs;
  const value: Order = { ...order, state: 'RFUND_ING', dueAtMs };
  ledger.commit({ put: 'order', value });
  return value;
}

/** Refunds the untaken amount to the merchant's balance. */
export function finishRefund(ledger: Ledger, order: Order, atMs: number): Order {
  const refundFen = untakenFen(order);
  const value: Order = { ...order, state: 'REFUND', dueAtMs: null, refundAtMs: atMs, refundFen };
  ledger.commit({ put: 'order', value }, ...moveMoney(ledger, movementOf(order, 'refund', refundFen, atMs)));
  return value;
}

type Ending = (ledger: Ledger, order: Order, atMs: number) => void;

function become(state: OrderState, dueAfterPaidMs?: (settings: Settings) => number): Ending {
  return (ledger, order) => {
    const afterMs = dueAfterPaidMs?.(ledger.settings);
    const dueAtMs = afterMs === undefined || order.paidAtMs === null ? null : order.paidAtMs + afterMs;
    ledger.commit({ put: 'order', value: { ...order, state, ending: null, dueAtMs } });
  };
}

const fail = become('FAILED');

/** Ends the state of an order when its time is over; `decide` pays or parks an order that was PROCESSING. */
export function endState(ledger: Ledger, order: Order, atMs: number, decide: Ending): void {
  switch (order.state) {
    case 'PROCESSING':
      if (order.ending === 'paid') decide(ledger, order, atMs);
      else fail(ledger, order, atMs);
      break;
    case 'PARKED':
      fail(ledger, order, atMs);
      break;
    case 'SENDING':
      become('SENT', (settings) => settings.untakenMs)(ledger, order, atMs);
      break;
    case 'SENT':
      startRefund(ledger, order, atMs);
      break;
    case 'RFUND_ING':
      finishRefund(ledger, order, atMs);
      break;
    case 'RECEIVED':
    case 'REFUND':
    case 'FAILED':
      throw new Error(`order ${order.mch_billno} is ${order.state}, a state that does not end by itself`);
  }
}
