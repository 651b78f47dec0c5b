import { parseBeijingText } from '../../api/beijing';
import type { Recipient } from '../../api/responses';
import type { Fields } from '../protocol/sign';

/** What became of a paid packet, as far as a query says. Absent: not known. Times in unix seconds. */
export interface Receipt {
  readonly received_fen?: number;
  /** When the last recipient opened it. */
  readonly received_at?: number;
  readonly refunded_fen?: number;
  readonly refunded_at?: number;
}

/**
 * What a query says about who has opened a packet and what WeChat has returned of it.
 * Source: the query page (pay.weixin.qq.com/doc/v2/merchant/4011974118): `hblist`, `refund_amount` and `refund_time`
 * are optional, amounts are in fen, and what nobody opens within 24 hours is returned.
 */
export function receiptOf(
  fields: Fields,
  recipients: readonly Recipient[] | null,
  totalFen: number,
): Receipt {
  const received = receivedFen(fields, recipients, totalFen);
  const refunded =
    fen(fields.refund_amount) ?? (fields.status === 'REFUND' ? totalFen - (received ?? 0) : null);
  const opened = (recipients ?? []).flatMap(({ rcv_time }) => parseBeijingText(rcv_time) ?? []);
  const refundedAtMs = parseBeijingText(fields.refund_time);
  return {
    ...(received !== null && { received_fen: received }),
    ...(opened.length > 0 && { received_at: Math.max(...opened) / 1000 }),
    ...(refunded !== null && { refunded_fen: refunded }),
    ...(refundedAtMs !== null && { refunded_at: refundedAtMs / 1000 }),
  };
}

function receivedFen(
  { status }: Fields,
  recipients: readonly Recipient[] | null,
  totalFen: number,
): number | null {
  if (recipients === null || recipients.length === 0) return status === 'RECEIVED' ? totalFen : null;
  const amounts = recipients.map(({ amount }) => fen(amount));
  return amounts.reduce((sum, amount) => (sum === null || amount === null ? null : sum + amount), 0);
}

function fen(text = ''): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}
