import type { ClockReading } from '../clock';
import type { Settings } from '../settings';

/** A merchant as the sandbox knows it. Fingerprints are normalised; `null`: any certificate of the CA will do. */
export interface Account {
  mchId: string;
  apiKey: string;
  certificates: readonly string[] | null;
  appids: readonly string[];
  balanceFen: number;
}

/**
 * gethbinfo's words, and two more that it shows as SENDING: PROCESSING is accepted and undecided, PARKED is
 * refused but kept, to be tried again under the same number.
 */
export type OrderState =
  | 'PROCESSING'
  | 'PARKED'
  | 'SENDING'
  | 'SENT'
  | 'RECEIVED'
  | 'RFUND_ING'
  | 'REFUND'
  | 'FAILED';

export interface Taker {
  openid: string;
  amountFen: number;
  rcvAtMs: number;
}

export interface Order {
  mchId: string;
  mch_billno: string;
  hb_type: 'NORMAL' | 'GROUP';
  wxappid: string;
  re_openid: string;
  send_name: string;
  wishing: string;
  act_name: string;
  remark: string;
  amountFen: number;
  total_num: number;
  /** WeChat's own number of the packet, 31 digits; the send answer calls it send_listid. */
  detail_id: string;
  state: OrderState;
  /** Why it was parked; it stays when the order closes. */
  err_code: string | null;
  reason: string | null;
  createdAtMs: number;
  paidAtMs: number | null;
  /** When the state ends by itself, `null` if it does not. */
  dueAtMs: number | null;
  /** How a PROCESSING order ends. */
  ending: 'paid' | 'failed' | null;
  takers: readonly Taker[];
  refundAtMs: number | null;
  refundFen: number | null;
}

/** One change of a balance. Every payment is an entry of its own, so that a double payment shows. */
export interface Movement {
  seq: number;
  kind: 'payment' | 'refund' | 'top-up';
  mchId: string;
  mch_billno: string | null;
  re_openid: string | null;
  amountFen: number;
  atMs: number;
}

/** A send that was accepted by nobody's knowledge and takes effect when it is due. */
export interface PendingSend {
  seq: number;
  call: 'sendredpack' | 'sendgroupredpack';
  fields: Readonly<Record<string, string>>;
  dueAtMs: number;
}

/** What one line of the ledger file may put in place; the latest of a kind and key holds. */
export type Entry =
  | { put: 'account'; value: Account }
  | { put: 'order'; value: Order }
  | { put: 'movement'; value: Movement }
  | { put: 'pending'; value: PendingSend }
  | { put: 'pending-done'; value: number }
  | { put: 'settings'; value: Settings }
  | { put: 'clock'; value: ClockReading };
