import { contains, type Day, dayText, type Range } from './day';
import type { Account, Entry } from './entry';

/**
 * `received` and `pending` are parts of `paid` and count on its day; `returned` counts on the day of the return.
 * `pending`: paid, and neither received nor returned as far as is known. `retry`: parked.
 */
export const MEASURES = ['paid', 'received', 'returned', 'pending', 'open', 'retry', 'refused'] as const;
export type Measure = (typeof MEASURES)[number];

export interface Sum {
  count: number;
  fen: number;
}

export type Sums = Readonly<Record<Measure, Sum>>;

/** The sums of the records with the same day, account and code. */
export interface Cell {
  readonly day: Day;
  readonly account: Account;
  readonly code: string;
  readonly sums: Sums;
}

export function noSums(): Sums {
  const none = (): Sum => ({ count: 0, fen: 0 });
  return {
    paid: none(),
    received: none(),
    returned: none(),
    pending: none(),
    open: none(),
    retry: none(),
    refused: none(),
  };
}

function add(sums: Sums, measure: Measure, fen: number): void {
  sums[measure].count += 1;
  sums[measure].fen += fen;
}

function addAll(into: Sums, sums: Sums): void {
  for (const measure of MEASURES) {
    into[measure].count += sums[measure].count;
    into[measure].fen += sums[measure].fen;
  }
}

/** Sums of any number of records, in memory that grows only with the days, accounts and codes. */
export class Totals {
  /** Records that count in the range. */
  records = 0;
  /** Those of them that count as paid on the day of their claim, because there is no time of the payment. */
  paidAtUnknown = 0;
  private readonly cells = new Map<string, Cell>();

  constructor(private readonly range: Range) {}

  add(entry: Entry): void {
    this.records += 1;
    if (contains(this.range, entry.day)) this.addOutcome(entry);
    if (entry.returnedDay !== null && contains(this.range, entry.returnedDay))
      add(this.sumsOf(entry.returnedDay, entry), 'returned', entry.returnedFen);
  }

  private addOutcome(entry: Entry): void {
    const { outcome, amountFen, receivedFen, returnedFen } = entry;
    const sums = this.sumsOf(entry.day, entry);
    add(sums, outcome, amountFen);
    if (outcome !== 'paid') return;
    if (entry.isPaidAtUnknown) this.paidAtUnknown += 1;
    const pendingFen = amountFen - receivedFen - returnedFen;
    if (receivedFen > 0) add(sums, 'received', receivedFen);
    if (pendingFen > 0) add(sums, 'pending', pendingFen);
  }

  private sumsOf(day: Day, { account, code }: Entry): Sums {
    const key = JSON.stringify([day, ...Object.values(account), code]);
    const cell = this.cells.get(key) ?? { day, account, code, sums: noSums() };
    this.cells.set(key, cell);
    return cell.sums;
  }

  /** By day, account and code. */
  sorted(): Cell[] {
    return [...this.cells.values()].sort(
      (a, b) =>
        a.day - b.day || compare(accountKey(a.account), accountKey(b.account)) || compare(a.code, b.code),
    );
  }
}

function accountKey({ official_account_id, gateway_type, mch_id }: Account): string {
  return `${official_account_id} ${gateway_type} ${mch_id}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export interface Group {
  /** One of the group's cells. */
  readonly cell: Cell;
  readonly sums: Sums;
}

function groupBy(cells: readonly Cell[], keyOf: (cell: Cell) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const group = groups.get(key) ?? { cell, sums: noSums() };
    groups.set(key, group);
    addAll(group.sums, cell.sums);
  }
  return [...groups].sort(([a], [b]) => compare(a, b)).map(([, group]) => group);
}

/** In the order of the days. */
export function byDay(cells: readonly Cell[]): Group[] {
  return groupBy(cells, ({ day }) => dayText(day));
}

/** In the order of their names. */
export function byAccount(cells: readonly Cell[]): Group[] {
  return groupBy(cells, ({ account }) => accountKey(account));
}

/** Of all its gateways and merchants together. */
export function byOfficialAccount(cells: readonly Cell[]): Group[] {
  return groupBy(cells, ({ account }) => account.official_account_id);
}

/** In alphabetical order, what has no code first. */
export function byCode(cells: readonly Cell[]): Group[] {
  return groupBy(cells, ({ code }) => code);
}

export function grandTotal(cells: readonly Cell[]): Sums {
  const total = noSums();
  for (const { sums } of cells) addAll(total, sums);
  return total;
}
