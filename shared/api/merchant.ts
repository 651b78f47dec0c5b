import { safeName } from './log';
import type { SendParams } from './send-params';

/** The account at WeChat Pay that pays, and its keys. Never logged, never returned. */
export interface Merchant {
  readonly mchId: string;
  /** The API v2 key. */
  readonly apiKey: string;
  /** PEM; the chain of the client certificate. */
  readonly certificate: string;
  /** PEM. */
  readonly privateKey: string;
  /** Limit in fen for the claims of the account in one Beijing day; null without a budget. */
  readonly dailyBudgetFen: number | null;
}

/** Selects the certificate that pays: an official account and the gateway it is used through. */
export type Account = Pick<SendParams, 'official_account_id' | 'gateway_type'>;

/** Name of an account in budgets and logs. */
export function accountName({ official_account_id, gateway_type }: Account): string {
  return `${official_account_id}/${gateway_type}`;
}

/** The name of an account for a log. Its appid is caller input. */
export function safeAccountName({ official_account_id, gateway_type }: Account): string {
  // Masked separately, because the name of a gateway can be as long as an openid.
  return `${safeName(official_account_id)}/${gateway_type}`;
}
