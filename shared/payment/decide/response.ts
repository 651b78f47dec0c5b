import type { Outcome, PaidData, UnpaidData } from '../../api/responses';
import type { State, StoredRecord } from '../../records/record';

const OUTCOMES: Readonly<Record<State, Outcome>> = {
  open: 'open',
  // WeChat was queried and did not say; a retry with the same key is answered from the record.
  paid: 'open',
  parked: 'retry',
  closed: 'refused',
};

const NOT_KNOWN_YET = 'The outcome is not known yet: retry with the same idempotency_key, or wait.';

/** Response about a record that is not paid, or about a refused query. */
export function unpaidData(record: StoredRecord, code?: string, text?: string): UnpaidData {
  return {
    err_code: code ?? record.err_code ?? 'SYSTEMERROR',
    err_code_des: text ?? record.err_code_des ?? NOT_KNOWN_YET,
    outcome: OUTCOMES[record.state],
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
