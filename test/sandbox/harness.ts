/** A merchant, an admin and a sandbox for tests. The merchant signs with code that the sandbox does not share. */
import { Agent, request } from 'node:https';
import { XMLParser } from 'fast-xml-parser';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../scripts/sandbox/index';
import { sign } from '../../shared/wechat-pay/protocol/sign';
import type { Pair } from '../kit/certificates';
import { authority, clientPair, serverPair } from '../kit/tls-server';

export const MCH_ID = '10000098';
export const API_KEY = '192006250b4c09247ec02edce69f6a2d';
export const APPID = 'wx8888888888888888';
export const OPENID = 'oTESTopenid0000000000000000A';
export const BALANCE_FEN = 100_000_000;

export { authority, clientPair };

export type Fields = Record<string, string>;

export interface Response {
  status: number;
  text: string;
  /** The flat elements of the answer; empty if it is not XML. */
  fields: Fields;
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

export function xmlOf(fields: Fields): string {
  const inner = Object.entries(fields).map(([name, text]) => `<${name}><![CDATA[${text}]]></${name}>`);
  return `<xml>${inner.join('')}</xml>`;
}

export function signed(fields: Fields, apiKey = API_KEY): Fields {
  return { ...fields, sign: sign(fields, apiKey) };
}

export function read(text: string): Fields {
  const document = text.startsWith('<xml>') ? (parser.parse(text) as { xml?: Fields | string }) : {};
  return typeof document.xml === 'object' ? document.xml : {};
}

let lastBillno = 0;

/** An order number not used before in this test process. */
export function billno(): string {
  lastBillno += 1;
  return `${MCH_ID}20250101${String(lastBillno).padStart(10, '0')}`;
}

export function normalFields(change: Fields = {}): Fields {
  return {
    nonce_str: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS',
    mch_billno: change.mch_billno ?? billno(),
    mch_id: MCH_ID,
    wxappid: APPID,
    send_name: '测试商户',
    re_openid: OPENID,
    total_amount: '100',
    total_num: '1',
    wishing: '恭喜发财 & <大吉大利>',
    client_ip: '192.0.2.10',
    act_name: '新年活动',
    remark: '备注',
    ...change,
  };
}

export function groupFields(change: Fields = {}): Fields {
  const { client_ip: _client_ip, ...fields } = normalFields();
  return { ...fields, total_amount: '600', total_num: '3', amt_type: 'ALL_RAND', ...change };
}

export function queryFields(mch_billno: string, change: Fields = {}): Fields {
  return {
    nonce_str: '50780e0cca98c8c8e814883e5caa672e',
    mch_billno,
    mch_id: MCH_ID,
    appid: APPID,
    bill_type: 'MCHT',
    ...change,
  };
}

/** A caller with one client certificate, or with none. */
export class Caller {
  readonly agent: Agent;

  constructor(
    readonly host: string,
    pair: Partial<Pair> = clientPair,
  ) {
    this.agent = new Agent({ ...pair, ca: authority.cert, keepAlive: true });
  }

  post(path: string, body: string, timeoutMs = 5000, method = 'POST'): Promise<Response> {
    return new Promise((resolve, reject) => {
      const url = `https://${this.host}${path.startsWith('/') ? path : `/mmpaymkttransfers/${path}`}`;
      const outgoing = request(url, { method, agent: this.agent, timeout: timeoutMs }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, text, fields: read(text) });
        });
      });
      outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')));
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  /** Signs and posts; resolves the answer's flat fields. */
  async call(call: string, fields: Fields, timeoutMs?: number): Promise<Fields> {
    const { fields: answer } = await this.post(call, xmlOf(signed(fields)), timeoutMs);
    return answer;
  }

  send(change: Fields = {}): Promise<Fields> {
    return this.call('sendredpack', normalFields(change));
  }

  sendGroup(change: Fields = {}): Promise<Fields> {
    return this.call('sendgroupredpack', groupFields(change));
  }

  query(mch_billno: string, change: Fields = {}): Promise<Fields> {
    return this.call('gethbinfo', queryFields(mch_billno, change));
  }
}

interface LedgerView {
  accounts: { mchId: string; balanceFen: number; certificates: string[] | null }[];
  orders: { mch_billno: string; state: string; err_code: string | null; takers: { amountFen: number }[] }[];
  payments: { mch_billno: string; re_openid: string; amountFen: number; atMs: number }[];
  refunds: { mch_billno: string; amountFen: number }[];
  topUps: { amountFen: number }[];
  pending: object[];
}

export class Admin {
  constructor(readonly url: string) {}

  async ask(
    method: string,
    path: string,
    input?: unknown,
  ): Promise<{ status: number; data: Fields & object }> {
    const body = typeof input === 'string' ? input : JSON.stringify(input);
    const response = await fetch(`${this.url}${path}`, { method, ...(input === undefined ? {} : { body }) });
    return { status: response.status, data: (await response.json()) as Fields & object };
  }

  async do<T = unknown>(method: string, path: string, input?: unknown): Promise<T> {
    const { status, data } = await this.ask(method, path, input);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(data)}`);
    return data as T;
  }

  settings(patch: object): Promise<unknown> {
    return this.do('PATCH', '/settings', patch);
  }

  fault(fault: object, order: object = {}): Promise<unknown> {
    return this.do('POST', '/faults', { ...order, fault });
  }

  advance(advanceMs: number): Promise<unknown> {
    return this.do('POST', '/clock', { advanceMs });
  }

  ledger(query = ''): Promise<LedgerView> {
    return this.do('GET', `/ledger${query}`);
  }

  /** Whether any request has come in since the last clearing. */
  async hasRequest(): Promise<boolean> {
    return (await this.do<{ requests: object[] }>('GET', '/requests')).requests.length > 0;
  }

  async balanceFen(): Promise<number> {
    const { accounts } = await this.ledger();
    return accounts.find(({ mchId }) => mchId === MCH_ID)?.balanceFen ?? Number.NaN;
  }
}

export interface Stage {
  sandbox: Sandbox;
  merchant: Caller;
  admin: Admin;
  end(): Promise<void>;
}

export function optionsWith(change: Partial<SandboxOptions> = {}): SandboxOptions {
  return {
    tls: { ...serverPair, clientCa: authority.cert },
    accounts: [{ mchId: MCH_ID, apiKey: API_KEY, appids: [APPID], balanceFen: BALANCE_FEN }],
    ...change,
  };
}

export async function setStage(change: Partial<SandboxOptions> = {}): Promise<Stage> {
  const sandbox = await startSandbox(optionsWith(change));
  const merchant = new Caller(sandbox.host);
  const end = async (): Promise<void> => {
    merchant.agent.destroy();
    await sandbox.close();
  };
  return { sandbox, merchant, admin: new Admin(sandbox.adminUrl), end };
}

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
