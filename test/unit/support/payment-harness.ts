/** PaymentDeps of a whole payment: an attempt's, with records, secrets and a budget in memory, and a log by levels. */
import type { Account, Merchant } from '../../../shared/api/merchant';
import { accountName } from '../../../shared/api/merchant';
import type { PaymentDeps } from '../../../shared/payment/run/deps';
import type { Budget } from '../../../shared/records/budget';
import type { StoredRecord } from '../../../shared/records/record';
import { MemoryPassLease } from '../../simulation/sim/memory-pass-lease';
import { MemoryTable } from '../../simulation/sim/memory-table';
import { type Answer, type AttemptHarness, attemptHarness, type Call, type Posted } from './attempt-harness';
import { record } from './samples';

export interface Line {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export class PaymentHarness {
  readonly table = new MemoryTable(record().miniapp_id);
  readonly passLease = new MemoryPassLease();
  readonly budget = new MemoryBudget();
  readonly posted: readonly Posted[];
  readonly lines: Line[] = [];
  /** The accounts whose secret was loaded, in turn. */
  readonly loaded: string[] = [];
  /** What loading a secret does; throws where there is none. */
  load: (account: Account, fresh: boolean) => Merchant;
  readonly deps: PaymentDeps;
  private tokens = 0;

  constructor(answer: Answer | AttemptHarness, merchant: Merchant, ...stored: readonly StoredRecord[]) {
    const attempt = typeof answer === 'function' ? attemptHarness(answer) : answer;
    this.posted = attempt.posted;
    this.load = () => merchant;
    for (const one of stored) this.table.records.set(one.id, one);
    const log =
      (level: Line['level']) =>
      (message: string, fields = {}) =>
        void this.lines.push({ level, message, fields });
    this.deps = {
      ...attempt.deps,
      table: this.table,
      passLease: this.passLease,
      budget: this.budget,
      merchants: {
        load: async (account, fresh = false) => {
          this.loaded.push(accountName(account));
          return this.load(account, fresh);
        },
      },
      newToken: () => {
        this.tokens += 1;
        return `token-${this.tokens}`;
      },
      log: { info: log('info'), warn: log('warn'), error: log('error') },
    };
  }

  /** Lets the clock run to so many milliseconds after the sample record's claim. */
  async at(ageMs: number): Promise<this> {
    const { clock } = this.deps;
    await clock.sleep(record().created_at * 1000 + ageMs - clock.now());
    return this;
  }

  /** Sets this host's clock wrong, ahead or behind. The process learns AWS's time with the first response of AWS. */
  async misset(aheadMs: number): Promise<this> {
    const { clock, merchants } = this.deps;
    let isTold = false;
    const telling = (client: object, method: string) => {
      const works = Reflect.get(client, method).bind(client) as (...args: unknown[]) => Promise<unknown>;
      const tells = async (...args: unknown[]) => {
        isTold = true;
        return works(...args);
      };
      Object.assign(client, { [method]: tells });
    };
    await clock.sleep(aheadMs);
    clock.awsNow = () => clock.now() - (isTold ? aheadMs : 0);
    for (const method of ['insert', 'get', 'update']) telling(this.table, method);
    for (const method of ['heldUntil', 'take']) telling(this.passLease, method);
    telling(merchants, 'load');
    return this;
  }

  get now(): number {
    return this.deps.clock.now();
  }

  get calls(): Call[] {
    return this.posted.map(({ call }) => call);
  }

  /** Lines of a level as [message, id of the record]. */
  said(level: Line['level']): unknown[] {
    return this.lines
      .filter((line) => line.level === level)
      .map(({ message, fields }) => [message, fields.record_id]);
  }

  /** The lines of errors, without their level. */
  errors(): unknown[] {
    return this.lines
      .filter(({ level }) => level === 'error')
      .map(({ message, fields }) => [message, fields]);
  }

  /** The record as stored. */
  stored(id = record().id): StoredRecord {
    const found = this.table.records.get(id);
    if (found === undefined) throw new Error(`no record ${id}`);
    return found;
  }

  /** Makes one call of the table fail; `after` says that its effect was had. */
  breakTable(method: 'insert' | 'get' | 'update', after = false): void {
    const { table } = this;
    const works = table[method].bind(table) as (...args: unknown[]) => Promise<unknown>;
    const fails = async (...args: unknown[]) => {
      if (after) await works(...args);
      throw new Error(`${method} failed`);
    };
    Object.assign(table, { [method]: fails });
  }

  /** The SDK repeats a write whose answer was lost, and is told that the condition does not hold. */
  repeatWrites(method: 'insert' | 'update'): void {
    const { table } = this;
    const works = table[method].bind(table) as (...args: unknown[]) => Promise<boolean>;
    const twice = async (...args: unknown[]) => {
      await works(...args);
      return false;
    };
    Object.assign(table, { [method]: twice });
  }

  /** Something else happens to the record just before this attempt's next write. */
  beforeUpdate(happens: () => void): void {
    const { table } = this;
    const works = table.update.bind(table);
    table.update = async (...args) => {
      table.update = works;
      happens();
      return works(...args);
    };
  }

  /** Changes the stored record behind everyone's back. */
  change(changes: Partial<StoredRecord>, id = record().id): void {
    this.table.records.set(id, { ...this.stored(id), ...changes });
  }
}

/** What each account took on each day, in fen. */
class MemoryBudget implements Budget {
  readonly taken = new Map<string, number>();

  async reserve(account: string, day: string, fen: number, limitFen: number): Promise<number | null> {
    const before = this.taken.get(`${account} ${day}`) ?? 0;
    if (before + fen > limitFen) return null;
    this.taken.set(`${account} ${day}`, before + fen);
    return before + fen;
  }

  async release(account: string, day: string, fen: number): Promise<void> {
    this.taken.set(`${account} ${day}`, (this.taken.get(`${account} ${day}`) ?? 0) - fen);
  }
}
