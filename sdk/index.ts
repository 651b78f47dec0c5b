import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ListData, PaidData, RecordData, StatusData, UnpaidData } from '../shared/api/responses';
import { invoke } from './invoke';

export type {
  ListData,
  ListedRecord,
  PaidData,
  Recipient,
  RecordData,
  StatusData,
  UnpaidData,
} from '../shared/api/responses';
export { HError, isHError } from './herror';

/** Params of a send. `total_amount` is in yuan with at most two decimals; text lengths are counted in UTF-8 bytes. */
export interface SendRedPackParams {
  type: 'normal' | 'fission';
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
  gateway_type?:
    | 'weixin_tenpay'
    | 'weixin_tenpay_js'
    | 'weixin_tenpay_native'
    | 'weixin_tenpay_app'
    | 'weixin_tenpay_wap'
    | null
    | undefined;
  /** A key is paid at most once. Each call without a key gets a new one. */
  idempotency_key?: string | undefined;
}

export interface GetSentRedPackListParams {
  /** 1 to 1000, default 20. */
  limit?: number | undefined;
  /** Number of records to skip from the newest; default 0. */
  offset?: number | undefined;
}

/** Set exactly one of the three. */
export interface GetRedPackStatusParams {
  id?: string | undefined;
  mch_billno?: string | undefined;
  idempotency_key?: string | undefined;
}

/** Result of every method; anything else rejects with an HError. */
export interface RedPackResponse<T> {
  readonly status: 200;
  readonly data: T;
}

type FunctionName = 'sendRedPack' | 'getSentRedPackList' | 'getSentRedPack' | 'getRedPackStatus';

export interface RedPackOptions {
  /** Prefix of the four function names; default `RED_PACK_FUNCTION_PREFIX`, else `red-pack-dev-`. */
  functionPrefix?: string;
  /** Names or ARNs of individual functions; they replace prefix and name. */
  functionNames?: Partial<Record<FunctionName, string>>;
  /** Your own Lambda client; by default one is created from the environment. */
  client?: LambdaClient;
  /** Timeout of one Invoke, default 65,000 ms: a little more than a send or a query may take. */
  timeoutMs?: number;
  /** Waits the given milliseconds before a retry; tests that control time replace it. */
  sleep?: (ms: number) => Promise<void>;
}

const OPTION_NAMES: readonly string[] = [
  'functionPrefix',
  'functionNames',
  'client',
  'timeoutMs',
  'sleep',
] satisfies (keyof RedPackOptions)[];

/** This package does the retries, with the same key; the SDK's own retries would only hide them. */
function defaultClient(): LambdaClient {
  return new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } });
}

/**
 * The client: the interface of 知晓云's `BaaS.RedPack`, over Lambda Invoke. Needs `lambda:InvokeFunction` on the four
 * functions. Every method rejects with an HError for any status other than 200.
 */
export class RedPack {
  private readonly client: LambdaClient;
  private readonly prefix: string;
  private readonly names: Partial<Record<FunctionName, string>>;
  private readonly timeoutMs: number;
  private readonly sleep: (ms: number) => Promise<void>;

  /** @throws TypeError naming an option that does not exist */
  constructor(options: RedPackOptions = {}) {
    const unknown = Object.keys(options).find((name) => !OPTION_NAMES.includes(name));
    if (unknown !== undefined)
      throw new TypeError(`RedPack has no option "${unknown}". Its options are: ${OPTION_NAMES.join(', ')}.`);
    const { functionPrefix, functionNames = {}, client, timeoutMs = 65_000, sleep = setTimeout } = options;
    this.prefix = functionPrefix ?? process.env.RED_PACK_FUNCTION_PREFIX ?? 'red-pack-dev-';
    this.names = functionNames;
    this.client = client ?? defaultClient();
    this.timeoutMs = timeoutMs;
    this.sleep = sleep;
  }

  /**
   * Sends a red packet. Also resolves when WeChat refused or the outcome is open: `data` then has an `err_code` and
   * no `return_code`, and its `outcome` says what the caller may do next.
   */
  sendRedPack(params: SendRedPackParams): Promise<RedPackResponse<PaidData | UnpaidData>> {
    const given = params?.idempotency_key;
    const key = given === undefined ? randomUUID() : given;
    return this.call('sendRedPack', { ...params, idempotency_key: key }, key);
  }

  /** Lists the sent records, newest first. */
  getSentRedPackList(params: GetSentRedPackListParams = {}): Promise<RedPackResponse<ListData>> {
    return this.call('getSentRedPackList', { ...params });
  }

  /** Gets one record by its id; rejects with code 404 if there is none. */
  getSentRedPack(id: string): Promise<RedPackResponse<RecordData>> {
    return this.call('getSentRedPack', { id });
  }

  /** Asks WeChat for the status of one record. */
  getRedPackStatus(params: GetRedPackStatusParams): Promise<RedPackResponse<StatusData | UnpaidData>> {
    return this.call('getRedPackStatus', { ...params });
  }

  private async call<T>(
    name: FunctionName,
    payload: Record<string, unknown>,
    key?: string,
  ): Promise<RedPackResponse<T>> {
    const functionName = this.names[name] ?? `${this.prefix}${name}`;
    const { client, timeoutMs, sleep } = this;
    const answer = await invoke({ client, functionName, payload, timeoutMs, sleep, idempotency_key: key });
    return answer as RedPackResponse<T>;
  }
}
