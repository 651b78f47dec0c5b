import type { ClockReading } from '../clock';
import type { Settings } from '../settings';

/** A merchant. Fingerprints are normalised; `null` accepts any certificate of the CA. */
export interface Account {
  mchId: string;
  apiKey: string;
  certificates: readonly string[] | null;
  appids: readonly string[];
  balanceFen: number;
}

/**
 * The states of gethbinfo, and two more that it shows as SENDING: PROCESSING is accepted and undecided, PARKED is refused
 * for now but kept, so that a resend of the same number can still pay it.
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

export interface Recipient {
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
  /** WeChat's own number of the packet, 31 digits; called send_listid in the response to a send. */
  detail_id: string;
  state: OrderState;
  /** Why it was parked; kept when the order fails. */
  err_code: string | null;
  reason: string | null;
  createdAtMs: number;
  paidAtMs: number | null;
  /** When the state ends by itself; `null` if it does not. */
  dueAtMs: number | null;
  /** How a PROCESSING order ends. */
  ending: 'paid' | 'failed' | null;
  takers: readonly Recipient[];
  refundAtMs: number | null;
  refundFen: number | null;
}

/** One change of a balance. Every payment is a separate entry, so that a double payment is visible. */
export interface Movement {
  seq: number;
  kind: 'payment' | 'refund' | 'top-up';
  mchId: string;
  mch_billno: string | null;
  re_openid: string | null;
  amountFen: number;
  atMs: number;
}

/** A send that was never answered and takes effect when it is due. */
export interface PendingSend {
  seq: number;
  call: 'sendredpack' | 'sendgroupredpack';
  fields: Readonly<Record<string, string>>;
  dueAtMs: number;
}

/** One entry of a line of the ledger file; the latest entry of a kind and key is valid. */
export type Entry =
  | { put: 'account'; value: Account }
  | { put: 'order'; value: Order }
  | { put: 'movement'; value: Movement }
  | { put: 'pending'; value: PendingSend }
  | { put: 'pending-done'; value: number }
  | { put: 'settings'; value: Settings }
  | { put: 'clock'; value: ClockReading };
