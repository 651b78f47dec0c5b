import type { SendParams } from './payment-params';

/** What pays: the account at WeChat Pay and the keys that speak for it. Never logged, never answered. */
export interface Merchant {
  readonly mchId: string;
  /** The API v2 key. */
  readonly apiKey: string;
  /** PEM, the chain of the client certificate. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** What the account may claim in one Beijing day, in fen; null without a budget. */
  readonly dailyBudgetFen: number | null;
}

/** Which certificate pays: an official account and the gateway it is used through. */
export type Account = Pick<SendParams, 'official_account_id' | 'gateway_type'>;

/** An account's name in budgets and logs. */
export function accountName({ official_account_id, gateway_type }: Account): string {
  return `${official_account_id}/${gateway_type}`;
}
