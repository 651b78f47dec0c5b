import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { SendParams } from '../shared/api/payment-params';
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

/** Params of a send. `total_amount` in yuan, at most two decimals; texts are counted in UTF-8 bytes. */
export interface SendRedPackParams {
  type: SendParams['type'];
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
  gateway_type?: SendParams['gateway_type'] | null | undefined;
  /** The same key is paid at most once. A new one is made for each call that has none. */
  idempotency_key?: string | undefined;
}

export interface GetSentRedPackListParams {
  /** 1 to 1000, default 20. */
  limit?: number | undefined;
  /** From the newest, default 0. */
  offset?: number | undefined;
}

/** Exactly one of the three. */
export interface GetRedPackStatusParams {
  id?: string | undefined;
  mch_billno?: string | undefined;
  idempotency_key?: string | undefined;
}

/** What every method resolves with; all else rejects with an HError. */
export interface RedPackResponse<T> {
  readonly status: 200;
  readonly data: T;
}

type FunctionName = 'sendRedPack' | 'getSentRedPackList' | 'getSentRedPack' | 'getRedPackStatus';

export interface RedPackOptions {
  /** Stands before the four function names; default `RED_PACK_FUNCTION_PREFIX`, else `red-pack-dev-`. */
  functionPrefix?: string;
  /** Names or ARNs of single functions, in place of prefix and name. */
  functionNames?: Partial<Record<FunctionName, string>>;
  /** A Lambda client of your own; default: one from the environment. */
  client?: LambdaClient;
  /** How long one Invoke may take, default 65,000 ms: a little over what a send or a look-up may take. */
  timeoutMs?: number;
  /** Waits so many milliseconds before a repeat; for tests that own time. */
  sleep?: (ms: number) => Promise<void>;
}

const OPTION_NAMES: readonly string[] = [
  'functionPrefix',
  'functionNames',
  'client',
  'timeoutMs',
  'sleep',
] satisfies (keyof RedPackOptions)[];

/** Repeats are ours, with the same key: the SDK's own would only hide them. */
function defaultClient(): LambdaClient {
  return new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } });
}

/**
 * The client: `BaaS.RedPack` of 知晓云, over Lambda Invoke. Needs `lambda:InvokeFunction` on the four functions.
 * Every method rejects with an HError for anything but status 200.
 */
export class RedPack {
  private readonly client: LambdaClient;
  private readonly prefix: string;
  private readonly names: Partial<Record<FunctionName, string>>;
  private readonly timeoutMs: number;
  private readonly sleep: (ms: number) => Promise<void>;

  /** @throws TypeError that names an option which does not exist */
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
   * Sends a red packet. Resolves also when WeChat refused or the outcome is open: then `data` has an `err_code`
   * and no `return_code`, and its `outcome` says what may be done.
   */
  sendRedPack(params: SendRedPackParams): Promise<RedPackResponse<PaidData | UnpaidData>> {
    const given = params?.idempotency_key;
    const key = given === undefined ? randomUUID() : given;
    return this.call('sendRedPack', { ...params, idempotency_key: key }, key);
  }

  /** The sent records, newest first. */
  getSentRedPackList(params: GetSentRedPackListParams = {}): Promise<RedPackResponse<ListData>> {
    return this.call('getSentRedPackList', { ...params });
  }

  /** One record by its id; rejects with code 404 when there is none. */
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
