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
 * Data of a paid send. Each of the two types lists the other's fields as absent, so that a caller can read any field
 * before it knows which type it has, and comparing `return_code` or `outcome` narrows the type.
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

/** A page of records that are not final. */
export interface UnfinishedData {
  readonly objects: readonly (RecordData & RecordDetails)[];
  /** Of the next page; null at the end. */
  readonly cursor: string | null;
}

/** A parked record after it was sent again, or the reason why it was not. Null where there is no such record. */
export interface RetriedRecord {
  readonly id: string;
  readonly mch_billno: string | null;
  readonly outcome: RecordOutcome | null;
  readonly err_code: string | null;
  readonly error_msg?: string;
}

export interface RetriedData {
  readonly records: readonly RetriedRecord[];
  /** Ids that were not handled: ask for them again. */
  readonly left: readonly string[];
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
export interface RecordData {
  readonly act_name: string;
  readonly amt_type: 'ALL_RAND' | null;
  readonly created_at: number;
  readonly id: string;
  readonly mch_billno: string;
  readonly miniapp_id: string;
  readonly official_account_id: string;
  readonly raw_result: string | null;
  readonly re_openid: string;
  readonly remark: string;
  readonly result: RecordResult | null;
  readonly risk_info: string | null;
  readonly scene_id: string | null;
  readonly send_name: string;
  readonly status: string | null;
  readonly total_amount: number;
  readonly total_num: number;
  readonly type: 'normal' | 'fission';
  readonly updated_at: number;
  readonly wishing: string;
}

/** Which of the account's merchant certificates pays. */
export type GatewayType =
  | 'weixin_tenpay'
  | 'weixin_tenpay_js'
  | 'weixin_tenpay_native'
  | 'weixin_tenpay_app'
  | 'weixin_tenpay_wap';

/** The outcome that a send with the packet's key would have now. */
export type RecordOutcome = Outcome | 'paid';

/** One event in the stored life of a packet. `at` in unix seconds. */
export interface HistoryEvent {
  readonly at: number;
  readonly event: string;
  readonly err_code?: string;
  readonly proof?: string;
  readonly fen?: number;
  /** WeChat's status of the order. */
  readonly status?: string;
  readonly note?: string;
}

/** What `details: true` adds to a record. Amounts in fen, times in unix seconds, null until known. */
export interface RecordDetails {
  readonly outcome: RecordOutcome;
  /** WeChat's confirmation of the send (`echo`), its response to a query, or an operator's decision. */
  readonly proof: 'echo' | 'query' | 'person' | null;
  readonly idempotency_key: string;
  readonly gateway_type: GatewayType;
  readonly mch_id: string;
  readonly paid_at: number | null;
  /** Time of the latest query whose result is stored. */
  readonly asked_at: number | null;
  readonly received_fen: number | null;
  readonly received_at: number | null;
  readonly refunded_fen: number | null;
  readonly refunded_at: number | null;
  /** Oldest first. */
  readonly history: readonly HistoryEvent[];
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
