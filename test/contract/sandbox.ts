import { XMLParser } from 'fast-xml-parser';
import { SandboxAdmin as Admin } from '../../cli/sandbox/admin';

export type { Ledger } from '../../cli/sandbox/admin';

import type { LoggedRequest } from '../../scripts/sandbox/index';
import { until } from '../kit/until';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const parser = new XMLParser({ parseTagValue: false, trimValues: false });

/** The admin side of the WeChat Pay sandbox, as a test uses it. */
export class SandboxAdmin extends Admin {
  /** Resolves with the request that the fault has hit; the function it belongs to may still be waiting. */
  hitBy(faultId: number): Promise<LoggedRequest> {
    return until(async () => (await this.requests()).find(({ fault }) => fault === faultId));
  }

  /** Moves to the next noon in China, so that a test of days cannot run over midnight. */
  async toNoon(): Promise<void> {
    const { nowMs } = await this.clock();
    const nextNoonMs = Math.ceil(nowMs / DAY_MS) * DAY_MS + 4 * HOUR_MS;
    await this.call('POST', '/clock', { nowMs: nextNoonMs });
  }

  /** Appids that the merchant may pay for, beside those it has. */
  async addAppid(appid: string): Promise<void> {
    const appids = (await this.accounts()).find(({ mchId }) => mchId === this.mchId)?.appids ?? [];
    await this.call('PUT', '/accounts', { mchId: this.mchId, appids: [...appids, appid] });
  }

  /** What was paid under a number, in fen, one entry per payment. */
  async paidFen(mch_billno: string): Promise<number[]> {
    return (await this.ledger(mch_billno)).payments.map(({ amountFen }) => amountFen);
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
