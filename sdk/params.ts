import type { GatewayType, RecordData } from '../shared/api/responses';
import { HError } from './herror';

/** Any string compiles, because a variable's field is a `string`; editors still offer the known words. */
type Word<Known extends string> = Known | (string & Record<never, never>);

/** Params of a send. `total_amount` is in yuan with at most two decimals; text lengths are counted in UTF-8 bytes. */
export interface SendRedPackParams {
  type: Word<RecordData['type']>;
  re_openid: string;
  send_name: string;
  official_account_id: string;
  total_amount: number;
  total_num: number;
  act_name: string;
  remark: string;
  wishing: string;
  scene_id?: string | null | undefined;
  risk_info?: string | null | undefined;
  gateway_type?: Word<GatewayType> | null | undefined;
  /** A key is paid at most once. Each call without a key gets a new one. */
  idempotency_key?: string | undefined;
}

export interface GetSentRedPackListParams {
  /** 1 to 1000, default 20. */
  limit?: number | undefined;
  /** Number of records to skip from the newest; default 0. */
  offset?: number | undefined;
  /** Only the records of this recipient. */
  re_openid?: string | undefined;
  /** True: each record also has the fields of `RecordDetails`. */
  details?: boolean | undefined;
}

export interface SentRedPacksParams {
  /** Records per page, 1 to 1000, default 100. */
  limit?: number | undefined;
  /** Only the records of this recipient. */
  re_openid?: string | undefined;
  /** True: each record also has the fields of `RecordDetails`. */
  details?: boolean | undefined;
}

/** One record: set exactly one of the three. */
export interface RecordLookup {
  id?: string | undefined;
  mch_billno?: string | undefined;
  idempotency_key?: string | undefined;
}

export interface GetSentRedPackParams extends RecordLookup {
  /** True: the record also has the fields of `RecordDetails`. */
  details?: boolean | undefined;
}

export type GetRedPackStatusParams = RecordLookup;

/** Only an order number has as many characters; an id has 24. */
const MCH_BILLNO_LENGTH = 28;

/**
 * The params that name a record. A string is an order number if it is as long as one, else an id; the function
 * answers 404 if it is neither.
 * @throws HError 400 for anything but a string or an object
 */
export function lookupParams(which: unknown): Record<string, unknown> {
  if (typeof which === 'string')
    return which.length === MCH_BILLNO_LENGTH ? { mch_billno: which } : { id: which };
  if (typeof which === 'object' && which !== null && !Array.isArray(which)) return { ...which };
  const given = which === null ? 'null' : Array.isArray(which) ? 'an array' : `${typeof which}`;
  throw new HError(
    400,
    `expected an id or an order number as a string, or { id }, { mch_billno } or { idempotency_key }, not ${given}.`,
  );
}
