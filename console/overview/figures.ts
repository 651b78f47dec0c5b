/** How many packets, and how much in fen; null where the source does not know the amount. */
export interface Figure {
  readonly count: number;
  readonly fen: number | null;
  /** There are more, which were not read. */
  readonly isAtLeast?: boolean;
}

/** One point of a plot. Values in fen. */
export interface Point {
  readonly label: string;
  readonly values: readonly number[];
}

export interface CodeRow {
  readonly code: string;
  readonly count: number;
  readonly fen: number | null;
}

/** Milliseconds of calls to WeChat Pay. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** What the overview shows. Null: this source does not know it. */
export interface Figures {
  readonly source: 'records' | 'cloudwatch';
  /** Unix milliseconds, of the stack's clock. */
  readonly atMs: number;
  readonly paid: Figure;
  readonly received: Figure | null;
  readonly returned: Figure | null;
  readonly refused: Figure;
  /** Of the records: all that are open now. Of CloudWatch: today's sends that ended like this. */
  readonly open: Figure;
  readonly retry: Figure;
  /** Packets that need a person; of CloudWatch, today's events. */
  readonly person: number;
  readonly latency: Latency | null;
  /** Days until the first certificate ends; null if there is none. */
  readonly certificateDays: number | null;
  /** Accounts that cannot pay as they are; null if unknown. */
  readonly cannotPay: number | null;
  readonly codes: readonly CodeRow[];
  /** By day (records: paid, received, returned) or by hour (CloudWatch: paid). */
  readonly points: readonly Point[];
  /** Records that were read, if older ones of these days were not; null if all were. */
  readonly cutAt: number | null;
  /** More records are being read: the next refresh shows them. */
  readonly isCounting: boolean;
}
