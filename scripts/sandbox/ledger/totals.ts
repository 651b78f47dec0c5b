import type { Movement } from './types';

/** Figures over all movements, so that nobody has to load every one of them. */
export interface Totals {
  readonly payments: number;
  readonly refunds: number;
  readonly topUps: number;
  /** What was paid in all, in fen; refunds are not subtracted. */
  readonly paidFen: number;
  /** Order numbers with more than one payment: there should be none. */
  readonly paidTwice: readonly string[];
}

const COUNTED = { payment: 'payments', refund: 'refunds', 'top-up': 'topUps' } as const;

/** Counts movements as they are made. */
export class RunningTotals {
  private readonly counts = { payments: 0, refunds: 0, topUps: 0 };
  private paidFen = 0;
  /** By merchant and number, since two merchants can use one number. */
  private readonly paid = new Set<string>();
  private readonly paidTwice = new Set<string>();

  add({ kind, mchId, mch_billno, amountFen }: Movement): void {
    this.counts[COUNTED[kind]] += 1;
    if (kind !== 'payment' || mch_billno === null) return;
    this.paidFen += amountFen;
    const key = `${mchId}/${mch_billno}`;
    if (this.paid.has(key)) this.paidTwice.add(mch_billno);
    this.paid.add(key);
  }

  read(): Totals {
    return { ...this.counts, paidFen: this.paidFen, paidTwice: [...this.paidTwice] };
  }
}
