import { XMLParser } from 'fast-xml-parser';
import type { FaultInput, LoggedRequest, Movement, Order, Settings } from '../../scripts/sandbox/index';
import { until } from '../kit/until';

export interface Ledger {
  readonly accounts: readonly { readonly mchId: string; readonly balanceFen: number }[];
  readonly orders: readonly Order[];
  readonly payments: readonly Movement[];
}

interface QueuedFault {
  readonly id: number;
  readonly hits: number;
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

/** The admin side of the WeChat Pay sandbox, as a test uses it. */
export class SandboxAdmin {
  constructor(
    private readonly url: string,
    private readonly mchId: string,
  ) {}

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(this.url + path, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** @returns the ids of the faults, in their order */
  async fault(...faults: FaultInput[]): Promise<number[]> {
    const { faults: added } = await this.call<{ faults: QueuedFault[] }>('POST', '/faults', faults);
    return added.map(({ id }) => id);
  }

  clearFaults(): Promise<unknown> {
    return this.call('DELETE', '/faults');
  }

  /** Resolves with the request that the fault has hit; the function it belongs to may still be waiting. */
  hitBy(faultId: number): Promise<LoggedRequest> {
    return until(async () => (await this.requests()).find(({ fault }) => fault === faultId));
  }

  settings(patch: Partial<Settings>): Promise<unknown> {
    return this.call('PATCH', '/settings', patch);
  }

  balance(balanceFen: number): Promise<unknown> {
    return this.call('PUT', '/accounts', { mchId: this.mchId, balanceFen });
  }

  topUp(amountFen: number): Promise<unknown> {
    return this.call('POST', '/accounts/top-up', { mchId: this.mchId, amountFen });
  }

  open(mch_billno: string, openid?: string): Promise<unknown> {
    const recipient = openid === undefined ? {} : { openid };
    return this.call('POST', '/packets/open', { mchId: this.mchId, mch_billno, ...recipient });
  }

  refund(mch_billno: string, complete: boolean): Promise<unknown> {
    return this.call('POST', '/packets/refund', { mchId: this.mchId, mch_billno, complete });
  }

  /** Appids that the merchant may pay for, beside those it has. */
  async addAppid(appid: string): Promise<void> {
    const { accounts } = await this.call<{ accounts: { mchId: string; appids: string[] }[] }>(
      'GET',
      '/accounts',
    );
    const appids = accounts.find(({ mchId }) => mchId === this.mchId)?.appids ?? [];
    await this.call('PUT', '/accounts', { mchId: this.mchId, appids: [...appids, appid] });
  }

  ledger(mch_billno?: string): Promise<Ledger> {
    return this.call('GET', mch_billno === undefined ? '/ledger' : `/ledger?mch_billno=${mch_billno}`);
  }

  /** What was paid under a number, in fen, one entry per payment. */
  async paidFen(mch_billno: string): Promise<number[]> {
    return (await this.ledger(mch_billno)).payments.map(({ amountFen }) => amountFen);
  }

  async order(mch_billno: string): Promise<Order> {
    const [order] = (await this.ledger(mch_billno)).orders;
    if (order === undefined) throw new Error(`the sandbox has no order ${mch_billno}`);
    return order;
  }

  async requests(mch_billno?: string): Promise<LoggedRequest[]> {
    const path = mch_billno === undefined ? '/requests' : `/requests?mch_billno=${mch_billno}`;
    return (await this.call<{ requests: LoggedRequest[] }>('GET', path)).requests;
  }

  /** The sends among them, with their fields as an XML reader sees them. */
  async sends(mch_billno: string): Promise<{ call: string; fields: Record<string, string> }[]> {
    const sends = (await this.requests(mch_billno)).filter(({ call }) => call !== 'gethbinfo');
    return sends.map(({ call, body }) => ({ call: call ?? '', fields: parser.parse(body).xml }));
  }

  /** How many queries came in for a number. */
  async queries(mch_billno: string): Promise<number> {
    return (await this.requests(mch_billno)).filter(({ call }) => call === 'gethbinfo').length;
  }
}
