import type { SendParams } from './payment-params';

/**
 * The caller's next action. `open`: retry with the same key, or wait. `retry`: fix the cause, then retry with the
 * same key. `refused`: a new payment needs a new key.
 */
export type Outcome = 'open' | 'retry' | 'refused';

/** Response of every function; `status` follows HTTP. */
export interface Envelope<T> {
  readonly status: 200;
  readonly data: T;
}

export interface ErrorEnvelope {
  readonly status: 400 | 404 | 415 | 429;
  readonly data: { readonly error_msg: string };
}

/**
 * Data of a paid send. The fields of `UnpaidData` are named as absent, here and there, so that a caller can read any
 * field before it knows which of the two it has, and a comparison of `return_code` or `outcome` tells them apart.
 */
export interface PaidData {
  readonly return_code: 'SUCCESS';
  readonly mch_billno: string;
  readonly send_listid: string;
  readonly err_code?: undefined;
  readonly err_code_des?: undefined;
  readonly outcome?: undefined;
  readonly id?: undefined;
  readonly idempotency_key?: undefined;
}

/** Data when WeChat refused or the outcome is open; it has no `return_code`. The codes are WeChat's own. */
export interface UnpaidData {
  readonly err_code: string;
  readonly err_code_des: string;
  readonly outcome: Outcome;
  readonly id: string;
  readonly mch_billno: string;
  readonly idempotency_key: string;
  readonly return_code?: undefined;
  readonly send_listid?: undefined;
}

/** One recipient of a packet, as WeChat lists them; `amount` in fen. */
export interface Recipient {
  readonly openid: string;
  readonly amount: string;
  readonly rcv_time: string;
}

/** WeChat's response to a query, flat: every value is a string, amounts are in fen. */
export interface StatusData {
  readonly [field: string]: string | readonly Recipient[];
}

/** Counts of one recovery pass: the number of records in each state after it. */
export interface RecoveryData {
  readonly examined: number;
  readonly paid: number;
  readonly refused: number;
  readonly parked: number;
  readonly open: number;
}

/**
 * Result of an operator's decision on a record. `by` is WeChat Pay if WeChat was asked first and itself reported the
 * same outcome.
 */
export interface ResolvedData {
  readonly id: string;
  readonly mch_billno: string;
  readonly outcome: 'paid' | 'refused';
  readonly by: 'person' | 'WeChat Pay';
}

/** Result of a record: of a paid one, or of one that was refused. */
export type RecordResult =
  | {
      readonly mch_billno: string;
      readonly send_listid: string;
      readonly return_code: 'SUCCESS';
      readonly err_code?: undefined;
      readonly err_code_des?: undefined;
    }
  | {
      readonly err_code: string;
      readonly err_code_des: string;
      readonly mch_billno?: undefined;
      readonly send_listid?: undefined;
      readonly return_code?: undefined;
    };

/** A record as callers see it. Times in unix seconds, `total_amount` in yuan, absent options null. */
export interface RecordData
  extends Pick<
    SendParams,
    | 'act_name'
    | 'official_account_id'
    | 're_openid'
    | 'remark'
    | 'risk_info'
    | 'scene_id'
    | 'send_name'
    | 'total_num'
    | 'type'
    | 'wishing'
  > {
  readonly amt_type: 'ALL_RAND' | null;
  readonly created_at: number;
  readonly id: string;
  readonly mch_billno: string;
  readonly miniapp_id: string;
  readonly raw_result: string | null;
  readonly result: RecordResult | null;
  readonly status: string | null;
  readonly total_amount: number;
  readonly updated_at: number;
}

/** One event in the life of a record. `at` in unix seconds; further fields depend on the event. */
export interface RecordEvent {
  readonly at: number;
  readonly event: string;
  readonly [field: string]: unknown;
}

/** What `details: true` adds to a record. Times in unix seconds, amounts in fen; null until known. */
export interface RecordDetails {
  readonly outcome: 'paid' | Outcome;
  /** What proved the payment; null unless paid. */
  readonly proof: 'echo' | 'query' | 'person' | null;
  readonly idempotency_key: string;
  readonly gateway_type: SendParams['gateway_type'];
  readonly mch_id: string;
  readonly paid_at: number | null;
  readonly asked_at: number | null;
  readonly received_fen: number | null;
  readonly received_at: number | null;
  readonly refunded_fen: number | null;
  readonly refunded_at: number | null;
  readonly history: readonly RecordEvent[];
}

export type ListedRecord = RecordData & { readonly pk: string };

export interface ListData {
  readonly meta: {
    readonly limit: number;
    readonly next: string | null;
    readonly offset: number;
    readonly previous: string | null;
    readonly total_count: number;
  };
  readonly objects: readonly ListedRecord[];
}
