import { beijingText } from '../../api/beijing';
import type { PaidData, Recipient, StatusData, UnpaidData } from '../../api/responses';
import { hasOneRecipient } from '../../packets';
import { outcomeOf } from '../../records/details';
import type { StoredRecord } from '../../records/record';

const NOT_KNOWN_YET = 'The outcome is not known yet: retry with the same idempotency_key, or wait.';

/** Response about a record that is not paid, or about a refused query. */
export function unpaidData(record: StoredRecord, code?: string, text?: string): UnpaidData {
  const outcome = outcomeOf(record.state);
  return {
    err_code: code ?? record.err_code ?? 'SYSTEMERROR',
    err_code_des: text ?? record.err_code_des ?? NOT_KNOWN_YET,
    // Of a paid record WeChat was queried and did not say; a retry with the same key is answered from the record.
    outcome: outcome === 'paid' ? 'open' : outcome,
    id: record.id,
    mch_billno: record.mch_billno,
    idempotency_key: record.idempotency_key,
  };
}

/** Response to a send, from the record alone. */
export function sendData(record: StoredRecord): PaidData | UnpaidData {
  if (record.state !== 'paid') return unpaidData(record);
  return { return_code: 'SUCCESS', mch_billno: record.mch_billno, send_listid: record.send_listid ?? '' };
}

/**
 * The status of a paid packet from the record alone, in the form of WeChat's response, for the time when WeChat has
 * forgotten the order; null if no query has told it. What is not stored is left out.
 */
export function storedStatus(record: StoredRecord): StatusData | null {
  const { state, status, paid_at, refunded_at, refunded_fen } = record;
  if (state !== 'paid' || status === undefined) return null;
  const isShared = !hasOneRecipient(record.type);
  const recipients = isShared ? [] : recipientOf(record);
  return {
    ...{
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      mch_billno: record.mch_billno,
      mch_id: record.mch_id,
    },
    ...{
      detail_id: record.send_listid ?? '',
      status,
      send_type: 'API',
      hb_type: isShared ? 'GROUP' : 'NORMAL',
    },
    ...{ total_num: String(record.total_num), total_amount: String(record.total_fen) },
    ...(paid_at !== undefined && { send_time: beijingText(paid_at) }),
    ...(refunded_at !== undefined && { refund_time: beijingText(refunded_at) }),
    ...(refunded_fen !== undefined && { refund_amount: String(refunded_fen) }),
    ...{ wishing: record.wishing, remark: record.remark, act_name: record.act_name },
    ...(recipients.length > 0 && { hblist: recipients }),
  };
}

function recipientOf({ re_openid, received_fen, received_at }: StoredRecord): Recipient[] {
  if (received_fen === undefined || received_at === undefined) return [];
  return [{ openid: re_openid, amount: String(received_fen), rcv_time: beijingText(received_at) }];
}
