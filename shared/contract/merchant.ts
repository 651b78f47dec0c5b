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
