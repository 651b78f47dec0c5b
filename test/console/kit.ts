import type { Stack } from '../../cli/stack';
import { createApp } from '../../console/app';
import { Campaigns } from '../../console/campaigns/state';
import { Flash } from '../../console/flash';
import { newSecrets } from '../../console/secrets';
import type { ConsoleState } from '../../console/state';
import { type AnyListedRecord, type DetailedRecord, HError } from '../../sdk/index';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

export const HOST = '127.0.0.1:4321';
export const SECRETS = newSecrets('the-token');
/** Beijing's 2026-11-28 12:00:00. */
export const NOON_S = Date.parse('2026-11-28T12:00:00+08:00') / 1000;

export const OPENID = 'oAbCdEfGhIjKlMnOpQrStUvWxYz1';

/** A paid packet of today. */
export function record(changes: Partial<DetailedRecord> = {}): DetailedRecord {
  const id = changes.id ?? 'a'.repeat(24);
  const mch_billno = changes.mch_billno ?? `${id}0000`;
  return {
    ...{ act_name: 'activity', amt_type: null, created_at: NOON_S, id, mch_billno, miniapp_id: 'miniapp' },
    ...{
      official_account_id: 'wxAccount',
      re_openid: OPENID,
      remark: 'remark',
      risk_info: null,
      scene_id: null,
    },
    raw_result: `<xml><return_code>SUCCESS</return_code><re_openid>${OPENID}</re_openid></xml>`,
    result: { mch_billno, send_listid: '1000', return_code: 'SUCCESS' },
    ...{
      send_name: 'sender',
      status: null,
      total_amount: 1.88,
      total_num: 1,
      type: 'normal',
      updated_at: NOON_S,
    },
    ...{ wishing: 'wishing', outcome: 'paid', proof: 'echo', idempotency_key: `key-of-${OPENID}` },
    ...{ gateway_type: 'weixin_tenpay', mch_id: '1900000109', paid_at: NOON_S, asked_at: null },
    ...{ received_fen: null, received_at: null, refunded_fen: null, refunded_at: null },
    history: [
      { at: NOON_S, event: 'claimed' },
      { at: NOON_S, event: 'paid', proof: 'echo' },
    ],
    ...changes,
  };
}

function isNamed(record: DetailedRecord, lookup: Readonly<Record<string, unknown>>): boolean {
  return (['id', 'mch_billno', 'idempotency_key'] as const).some((name) => record[name] === lookup[name]);
}

/** The functions over records in memory, newest first. Calls are noted. */
export class FakeFunctions {
  readonly calls: (readonly [name: string, params: unknown])[] = [];

  /** Those that ask WeChat or send. */
  get acts(): readonly (readonly [name: string, params: unknown])[] {
    return this.calls.filter(([name]) => name === 'sendRedPack' || name === 'getRedPackStatus');
  }

  constructor(private readonly records: readonly DetailedRecord[]) {}

  getSentRedPackList(params: { limit?: number; offset?: number; re_openid?: string }) {
    this.calls.push(['getSentRedPackList', params]);
    const { limit = 20, offset = 0, re_openid } = params;
    const all = this.records.filter((each) => re_openid === undefined || each.re_openid === re_openid);
    const objects = all.slice(offset, offset + limit).map((each) => ({ ...each, pk: each.id }));
    const meta = { limit, offset, next: null, previous: null, total_count: all.length };
    return Promise.resolve({ status: 200, data: { meta, objects } });
  }

  async *sentRedPacks(): AsyncGenerator<AnyListedRecord, void, undefined> {
    for (const each of this.records) yield { ...each, pk: each.id };
  }

  getSentRedPack(lookup: Readonly<Record<string, unknown>>) {
    this.calls.push(['getSentRedPack', lookup]);
    const data = this.records.find((each) => isNamed(each, lookup));
    return data === undefined
      ? Promise.reject(new HError(404, 'no such record'))
      : Promise.resolve({ status: 200, data });
  }

  getRedPackStatus(lookup: unknown) {
    this.calls.push(['getRedPackStatus', lookup]);
    const hblist = [
      { openid: 'oSomebodyElse000000000000001', amount: '188', rcv_time: '2026-11-28 12:00:00' },
    ];
    return Promise.resolve({ status: 200, data: { status: 'RECEIVED', openid: OPENID, hblist } });
  }

  sendRedPack(params: unknown) {
    this.calls.push(['sendRedPack', params]);
    return Promise.resolve({
      status: 200,
      data: { return_code: 'SUCCESS', mch_billno: '1', send_listid: '2' },
    });
  }
}

export interface Setup {
  readonly records?: readonly DetailedRecord[];
  /** Of the stack; by default the local one. */
  readonly stack?: Partial<Stack>;
  readonly allowsActions?: boolean;
  /** Folder of the campaigns. */
  readonly campaigns?: string;
}

/** A console without a socket, over a stack of which a test gives what it needs. */
export function startTestConsole({
  records = [],
  stack = {},
  allowsActions = true,
  campaigns = '/nonexistent',
}: Setup = {}) {
  const functions = new FakeFunctions(records);
  const base = { name: 'red-pack-dev', isLocal: true, functionPrefix: 'red-pack-dev-', redPack: functions };
  const state: ConsoleState = {
    // Only these parts of a stack are used by the pages that are asked.
    stack: { ...base, ...stack } as unknown as Stack,
    ...{ place: 'cn-north-1', allowsActions, flash: new Flash(), campaigns: new Campaigns(campaigns) },
    nowMs: () => Promise.resolve(NOON_S * 1000),
  };
  const app = createApp({ console: state, host: HOST, secrets: SECRETS });
  const own = { host: HOST, cookie: `red-pack-console-4321=${SECRETS.session}` };
  /** As the browser that was let in. */
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) =>
    app.request(`http://${HOST}${path}`, { headers: { ...own, ...headers } });
  const post = async (
    path: string,
    fields: Readonly<Record<string, string | Blob>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ csrf: SECRETS.csrf, ...fields })) body.append(name, value);
    const origin = `http://${HOST}`;
    return app.request(`${origin}${path}`, { method: 'POST', body, headers: { ...own, origin, ...headers } });
  };
  return { app, functions, state, get, post };
}

export type TestConsole = ReturnType<typeof startTestConsole>;
