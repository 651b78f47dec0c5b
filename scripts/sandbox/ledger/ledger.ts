import { chinaDay } from '../clock';
import { DEFAULT_SETTINGS, type Settings } from '../settings';
import { DueQueue } from './due-queue';
import { Journal } from './journal';
import { RunningTotals, type Totals } from './totals';
import type { Account, Entry, Movement, Order, PendingSend } from './types';

/** A due item: an order whose state ends, or a send that takes effect late. */
export type DueItem = { order: string } | { pending: number };

export interface DayTotal {
  count: number;
  amountFen: number;
}

const NOTHING: DayTotal = { count: 0, amountFen: 0 };

/**
 * The persistent state of the sandbox, in memory and on file. `commit` is the only way to change it and is atomic; a
 * restart replays the file through the same code, and so gets the same state.
 */
export class Ledger {
  readonly accounts = new Map<string, Account>();
  readonly orders = new Map<string, Order>();
  readonly movements: Movement[] = [];
  readonly pending = new Map<number, PendingSend>();
  settings: Settings = DEFAULT_SETTINGS;
  clock: Extract<Entry, { put: 'clock' }>['value'] | undefined;
  private readonly journal: Journal;
  private readonly days = new Map<string, DayTotal>();
  private due = new DueQueue<DueItem>();
  private sums = new RunningTotals();
  private lastSeq = 0;

  constructor(file?: string) {
    this.journal = new Journal(file);
    for (const transaction of this.journal.read()) for (const entry of transaction) this.apply(entry);
    this.journal.restart(this.snapshot());
  }

  commit(...entries: Entry[]): void {
    this.journal.append(entries);
    for (const entry of entries) this.apply(entry);
  }

  /** Deletes everything, also on file. */
  clear(): void {
    this.journal.restart([]);
    for (const store of [this.accounts, this.orders, this.pending, this.days]) store.clear();
    this.movements.length = 0;
    this.due = new DueQueue();
    this.sums = new RunningTotals();
    this.lastSeq = 0;
    this.settings = DEFAULT_SETTINGS;
    this.clock = undefined;
  }

  order(mchId: string, mch_billno: string): Order | undefined {
    return this.orders.get(orderKey(mchId, mch_billno));
  }

  /** The folder of the file; null without a file. */
  get folder(): string | null {
    return this.journal.folder;
  }

  totals(): Totals {
    return this.sums.read();
  }

  nextSeq(): number {
    return this.lastSeq + 1;
  }

  /** A merchant's payments on the calendar day of `atMs` in China; to one recipient if `re_openid` is given. */
  dayTotal(atMs: number, mchId: string, re_openid = ''): DayTotal {
    return this.days.get(dayKey(atMs, mchId, re_openid)) ?? NOTHING;
  }

  /** Takes the earliest item that is due at `nowMs` and has not changed since it was queued. */
  takeDue(nowMs: number): { atMs: number; what: DueItem } | undefined {
    for (let next = this.due.takeDue(nowMs); next; next = this.due.takeDue(nowMs)) {
      const { what, atMs } = next;
      const dueAtMs =
        'order' in what ? this.orders.get(what.order)?.dueAtMs : this.pending.get(what.pending)?.dueAtMs;
      if (dueAtMs === atMs) return next;
    }
    return undefined;
  }

  /** For an item that was taken and could not be carried out. */
  putBack({ atMs, what }: { atMs: number; what: DueItem }): void {
    this.due.add(atMs, what);
  }

  close(): void {
    this.journal.close();
  }

  private snapshot(): Entry[] {
    const entries: Entry[] = [{ put: 'settings', value: this.settings }];
    if (this.clock) entries.push({ put: 'clock', value: this.clock });
    for (const value of this.accounts.values()) entries.push({ put: 'account', value });
    for (const value of this.orders.values()) entries.push({ put: 'order', value });
    for (const value of this.movements) entries.push({ put: 'movement', value });
    for (const value of this.pending.values()) entries.push({ put: 'pending', value });
    return entries;
  }

  private apply(entry: Entry): void {
    switch (entry.put) {
      case 'account':
        this.accounts.set(entry.value.mchId, entry.value);
        break;
      case 'order':
        this.applyOrder(entry.value);
        break;
      case 'movement':
        this.applyMovement(entry.value);
        break;
      case 'pending':
        this.lastSeq = Math.max(this.lastSeq, entry.value.seq);
        this.pending.set(entry.value.seq, entry.value);
        this.due.add(entry.value.dueAtMs, { pending: entry.value.seq });
        break;
      case 'pending-done':
        this.pending.delete(entry.value);
        break;
      case 'settings':
        this.settings = entry.value;
        break;
      case 'clock':
        this.clock = entry.value;
        break;
    }
  }

  private applyOrder(order: Order): void {
    const key = orderKey(order.mchId, order.mch_billno);
    this.orders.set(key, order);
    if (order.dueAtMs !== null) this.due.add(order.dueAtMs, { order: key });
  }

  private applyMovement(movement: Movement): void {
    this.lastSeq = Math.max(this.lastSeq, movement.seq);
    this.movements.push(movement);
    this.sums.add(movement);
    if (movement.kind !== 'payment') return;
    for (const re_openid of ['', movement.re_openid ?? '']) {
      const key = dayKey(movement.atMs, movement.mchId, re_openid);
      const { count, amountFen } = this.days.get(key) ?? NOTHING;
      this.days.set(key, { count: count + 1, amountFen: amountFen + movement.amountFen });
    }
  }
}

function orderKey(mchId: string, mch_billno: string): string {
  return `${mchId}/${mch_billno}`;
}

function dayKey(atMs: number, mchId: string, re_openid: string): string {
  return `${chinaDay(atMs)}/${mchId}/${re_openid}`;
}
