import { fenToYuan } from '../api/money';
import type { ListedRecord, RecordData, RecordResult } from '../api/responses';
import type { SendParams } from '../api/send-params';
import { PACKETS } from '../packets';

/**
 * `open` → `paid` | `closed` | `parked`; a retry moves `parked` back to `open`. `paid` and `closed` are final.
 * `parked`: WeChat refused for now (balance, limit, certificate) and may keep the order, so that the same number can
 * be sent again.
 */
export type State = 'open' | 'paid' | 'closed' | 'parked';

/** Proof of a payment: WeChat's response to our send (`echo`), its response to a query, or an operator's decision. */
export type Proof = 'echo' | 'query' | 'person';

/** The fields that never change once a payment is claimed. Money in fen. */
export interface Claimed extends SendParams {
  readonly v: 1;
  readonly id: string;
  readonly mch_billno: string;
  readonly idempotency_key: string;
  readonly miniapp_id: string;
  readonly mch_id: string;
  readonly client_ip: string;
  /** Unix seconds. */
  readonly created_at: number;
  /** Sort key of the list: unix milliseconds of the claim in 13 digits, then the id so that no two are equal. */
  readonly time_key: string;
}

/** The fields that change after the claim. Absent means "not so far". Times ending in `_ms` are unix milliseconds. */
export interface Progress {
  readonly state: State;
  /** Token of the attempt that owns the record; every change is conditional on it. */
  readonly token: string;
  /** Until then only the attempt with this token may act on the record; 0 once it has released the lease. */
  readonly lease_until_ms: number;
  /** Unix seconds. */
  readonly updated_at: number;
  /** Partition and sort key of the index of due records; both are absent once the record is final. */
  readonly due?: string | undefined;
  readonly due_at?: number | undefined;
  /** When the number was last sent, as far as recorded. */
  readonly sent_at_ms?: number | undefined;
  /** No resend before this time, because WeChat said that it is processing. */
  readonly hold_until_ms?: number | undefined;
  /** Time of the latest request of the number that may have been written and never got a definite response. */
  readonly doubt_at_ms?: number | undefined;
  /** Index of the host that the number was last sent to, if not the main one. */
  readonly host?: number | undefined;
  /** A definite refusal that is not believed yet, and its time. */
  readonly refused_at_ms?: number | undefined;
  readonly refused_code?: string | undefined;
  readonly refused_text?: string | undefined;
  /**
   * "No such order" in the old format, which a busy system also returns: the number of consecutive responses, and the
   * time of the first.
   */
  readonly missing_count?: number | undefined;
  readonly missing_since_ms?: number | undefined;
  /** Time since which live responses to queries have said "no such order", without an order or a send in between. */
  readonly not_found_since_ms?: number | undefined;
  /** Time when a query first showed an order under this number, ours or not. */
  readonly order_seen_at_ms?: number | undefined;
  /**
   * Time when a query first showed recipients of a normal packet without our openid: only an echo can prove it ours.
   */
  readonly unproven_at_ms?: number | undefined;
  /** Time when WeChat returned FATAL_ERROR: the order under this number has another openid or amount. */
  readonly foreign_at_ms?: number | undefined;
  /** Absent unless paid. */
  readonly proof?: Proof | undefined;
  /** Time when a record whose `created_at` was in the future was first read: its age counts from here. */
  readonly first_met_ms?: number | undefined;
  /** Time when recovery stopped sending the number because of its age. */
  readonly sending_ended_at_ms?: number | undefined;
  /**
   * Time when the record was still open or parked and WeChat was about to forget it: an operator decides, with `npm
   * run resolve`.
   */
  readonly unresolved_at_ms?: number | undefined;
  /** The operator's reason for closing it. */
  readonly resolution_note?: string | undefined;
  readonly send_listid?: string | undefined;
  readonly err_code?: string | undefined;
  readonly err_code_des?: string | undefined;
  /** WeChat's last response to the send as text, cut to 8 KB. */
  readonly raw_result?: string | undefined;
  /** WeChat's status from the latest query. */
  readonly status?: string | undefined;
  /** Unix seconds, as are the times below: when WeChat paid, by its own time where a query proved it. */
  readonly paid_at?: number | undefined;
  /** The latest query whose result is stored. */
  readonly asked_at?: number | undefined;
  readonly received_fen?: number | undefined;
  readonly received_at?: number | undefined;
  readonly refunded_fen?: number | undefined;
  readonly refunded_at?: number | undefined;
}

/** One item of the table: idempotency record, write-ahead log and document in one. */
export type StoredRecord = Claimed & Progress;

/**
 * The queues of the index of due records: payments that are not final, and paid packets whose receipt is not known
 * yet. Each is a partition of its own, so that neither delays the other, and a version without follow-up never meets
 * a paid packet.
 */
export type DueQueue = 'unfinished' | 'paid';

/** The partition of a queue, the value of `due`. No `MINIAPP_ID` contains a `#`. */
export function dueKey(miniappId: string, queue: DueQueue): string {
  return queue === 'paid' ? `paid#${miniappId}` : miniappId;
}

/** The index key of a record; descending order is newest first. */
export function timeKey(createdAtMs: number, id: string): string {
  return `${String(createdAtMs).padStart(13, '0')}-${id}`;
}

/** Claim time of the record of an index key, in unix milliseconds. */
export function timeOfTimeKey(timeKey: string): number {
  return Number(timeKey.slice(0, 13));
}

/** Id of the record of an index key. */
export function idOfTimeKey(timeKey: string): string {
  return timeKey.slice(14);
}

function resultOf(record: StoredRecord): RecordResult | null {
  switch (record.state) {
    case 'open':
      return null;
    case 'paid':
      return { mch_billno: record.mch_billno, send_listid: record.send_listid ?? '', return_code: 'SUCCESS' };
    case 'closed':
    case 'parked':
      return { err_code: record.err_code ?? '', err_code_des: record.err_code_des ?? '' };
  }
}

/** A stored record as callers see it: exactly the contract's keys, in yuan and unix seconds. */
export function toRecordData(record: StoredRecord): RecordData {
  return {
    act_name: record.act_name,
    amt_type: PACKETS[record.type].amtType,
    created_at: record.created_at,
    id: record.id,
    mch_billno: record.mch_billno,
    miniapp_id: record.miniapp_id,
    official_account_id: record.official_account_id,
    raw_result: record.raw_result ?? null,
    re_openid: record.re_openid,
    remark: record.remark,
    result: resultOf(record),
    risk_info: record.risk_info,
    scene_id: record.scene_id,
    send_name: record.send_name,
    status: record.status ?? null,
    total_amount: fenToYuan(record.total_fen),
    total_num: record.total_num,
    type: record.type,
    updated_at: record.updated_at,
    wishing: record.wishing,
  };
}

export function toListedRecord(record: StoredRecord): ListedRecord {
  return { ...toRecordData(record), pk: record.id };
}
