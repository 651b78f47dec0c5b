import type * as Api from '../shared/api/responses';

/** Result of every method; anything else rejects with an HError. */
export interface RedPackResponse<T> {
  readonly status: 200;
  readonly data: T;
}

/** Data of a send: paid if `return_code` is `'SUCCESS'`, else `outcome` says what the caller may do next. */
export type SendData = Api.PaidData | Api.UnpaidData;

/** A record with the fields of `details: true`. */
export type DetailedRecord = Api.RecordData & Api.RecordDetails;

/** A record that may have been read with `details: true`, which its type cannot know. */
export type AnyRecord = Api.RecordData & Partial<Api.RecordDetails>;

export type AnyListedRecord = Api.ListedRecord & Partial<Api.RecordDetails>;

export interface AnyListData extends Api.ListData {
  readonly objects: readonly AnyListedRecord[];
}

/** WeChat's answer about a packet, flat. Amounts in fen, times as WeChat writes them: `2026-01-31 18:00:00`, UTC+8. */
interface StatusFields {
  readonly status: string;
  readonly detail_id: string;
  readonly mch_id: string;
  readonly send_type: string;
  readonly hb_type: string;
  readonly total_num: string;
  readonly total_amount: string;
  readonly send_time: string;
  readonly return_code: string;
  readonly result_code: string;
  readonly return_msg?: string;
  /** The reason of a failed send. */
  readonly reason?: string;
  readonly refund_time?: string;
  readonly refund_amount?: string;
  readonly wishing?: string;
  readonly remark?: string;
  readonly act_name?: string;
  /** Who has opened it. */
  readonly hblist?: readonly Api.Recipient[];
}

export interface StatusData extends StatusFields {
  readonly mch_billno: string;
  /** `SUCCESS` where WeChat gives it. */
  readonly err_code?: string;
  readonly err_code_des?: string;
  readonly outcome?: undefined;
  readonly id?: undefined;
  readonly idempotency_key?: undefined;
}

/** Data when WeChat gave no status; it has `outcome` and none of the fields of `StatusData`. */
export type NoStatusData = Api.UnpaidData & { readonly [Field in keyof StatusFields]?: undefined };

/** Data of a query: without `outcome`, it is WeChat's answer. */
export type StatusResult = StatusData | NoStatusData;
