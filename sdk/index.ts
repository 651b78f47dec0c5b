import { randomUUID } from 'node:crypto';
import { Calls } from './calls';
import { iterate } from './iterate';
import { checkOptions, defaultClient, type FunctionName, type RedPackOptions, settingsOf } from './options';
import {
  type GetRedPackStatusParams,
  type GetSentRedPackListParams,
  type GetSentRedPackParams,
  lookupParams,
  type SendRedPackParams,
  type SentRedPacksParams,
} from './params';
import type {
  AnyListData,
  AnyListedRecord,
  AnyRecord,
  DetailedRecord,
  RedPackResponse,
  SendData,
  StatusResult,
} from './responses';

export type {
  HistoryEvent,
  ListData,
  ListedRecord,
  PaidData,
  Recipient,
  RecordData,
  RecordDetails,
  UnpaidData,
} from '../shared/api/responses';
export { HError, isHError } from './herror';
export type { FunctionName, Progress, RedPackOptions } from './options';
export type * from './params';
export type * from './responses';

/**
 * The client: the interface of 知晓云's `BaaS.RedPack`, over Lambda Invoke. Needs `lambda:InvokeFunction` on the four
 * functions. Every method rejects with an HError for any status other than 200.
 */
export class RedPack {
  /** One per function: a burst of sends must not keep reads waiting. */
  private readonly calls: (name: FunctionName) => Calls;

  /** @throws TypeError naming an option that does not exist, or whose value is wrong */
  constructor(options: RedPackOptions = {}) {
    checkOptions(options);
    const prefix = options.functionPrefix ?? process.env.RED_PACK_FUNCTION_PREFIX ?? 'red-pack-dev-';
    const client = options.client ?? defaultClient();
    const settings = settingsOf(options);
    const made = new Map<FunctionName, Calls>();
    this.calls = (name) => {
      const functionName = options.functionNames?.[name] ?? `${prefix}${name}`;
      const calls = made.get(name) ?? new Calls(name, functionName, client, settings);
      made.set(name, calls);
      return calls;
    };
  }

  /**
   * Sends a red packet. Also resolves when WeChat refused or the outcome is open: `data` then has an `err_code` and
   * no `return_code`, and its `outcome` says what the caller may do next.
   */
  sendRedPack(params: SendRedPackParams): Promise<RedPackResponse<SendData>> {
    const given = params?.idempotency_key;
    const key = given === undefined ? randomUUID() : given;
    return this.call('sendRedPack', { ...params, idempotency_key: key }, key);
  }

  /** Lists the sent records, newest first. */
  getSentRedPackList(params: GetSentRedPackListParams = {}): Promise<RedPackResponse<AnyListData>> {
    return this.call('getSentRedPackList', { ...params });
  }

  /**
   * Iterates over all sent records, newest first, page by page: `for await (const record of redPack.sentRedPacks())`.
   * Each record that the list had at the beginning is yielded exactly once, whatever is sent meanwhile; newer ones
   * are not.
   */
  sentRedPacks(params: SentRedPacksParams = {}): AsyncGenerator<AnyListedRecord, void, undefined> {
    return iterate(params, async (page) => (await this.getSentRedPackList(page)).data);
  }

  /** Gets one record, by its id, order number or idempotency key; rejects with code 404 if there is none. */
  getSentRedPack(which: GetSentRedPackParams & { details: true }): Promise<RedPackResponse<DetailedRecord>>;
  getSentRedPack(which: string | GetSentRedPackParams): Promise<RedPackResponse<AnyRecord>>;
  async getSentRedPack(which: string | GetSentRedPackParams): Promise<RedPackResponse<AnyRecord>> {
    return this.call('getSentRedPack', lookupParams(which));
  }

  /** Asks WeChat for the status of one record, by its id, order number or idempotency key. */
  async getRedPackStatus(which: string | GetRedPackStatusParams): Promise<RedPackResponse<StatusResult>> {
    return this.call('getRedPackStatus', lookupParams(which));
  }

  private async call<T>(
    name: FunctionName,
    params: Record<string, unknown>,
    key?: string,
  ): Promise<RedPackResponse<T>> {
    return { status: 200, data: (await this.calls(name).make(params, key)) as T };
  }
}
