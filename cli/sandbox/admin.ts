import type {
  Account,
  FaultInput,
  LoggedRequest,
  Movement,
  Order,
  QueuedFault,
  Settings,
  SettingsPatch,
  Totals as Sums,
} from '../../scripts/sandbox/index';
import { CommandError } from '../errors';

export type {
  FaultInput,
  LoggedRequest,
  Movement,
  Order,
  QueuedFault,
  Settings,
} from '../../scripts/sandbox/index';

/** The sandbox's reason why it does not do what it was asked to. */
export class SandboxRefusal extends CommandError {}

/** An account without its key. */
export type ShownAccount = Omit<Account, 'apiKey'>;

export interface Ledger {
  readonly accounts: readonly ShownAccount[];
  readonly orders: readonly Order[];
  readonly payments: readonly Movement[];
  readonly refunds: readonly Movement[];
  readonly topUps: readonly Movement[];
}

/** Figures over the whole ledger, however large it is. */
export interface Totals extends Sums {
  readonly accounts: readonly ShownAccount[];
  /** How many there are. */
  readonly orders: number;
}

/** A page of movements, newest first, and how many there are in all. */
export interface Movements {
  readonly movements: readonly Movement[];
  readonly total: number;
}

/** Sandbox milliseconds per real one is `speed`. */
export interface Clock {
  readonly nowMs: number;
  readonly speed: number;
}

/** Of what the sandbox answers to invalid input. */
function errorOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text;
  }
}

/** The admin API of a WeChat Pay sandbox (scripts/sandbox/README.md). Every method throws CommandError with its reason. */
export class SandboxAdmin {
  /** @param mchId the merchant of the methods that name none */
  constructor(
    private readonly url: string,
    protected readonly mchId: string,
  ) {}

  /** For the sandbox's first merchant. */
  static async connect(url: string): Promise<SandboxAdmin> {
    const [account] = await new SandboxAdmin(url, '').accounts();
    if (account === undefined) throw new CommandError(`The sandbox at ${url} has no account: PUT /accounts.`);
    return new SandboxAdmin(url, account.mchId);
  }

  /** The same for another merchant. */
  of(mchId: string): SandboxAdmin {
    return new SandboxAdmin(this.url, mchId);
  }

  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(this.url + path, init).catch((cause: unknown) => {
      throw new CommandError(`The sandbox at ${this.url} does not respond.`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw new SandboxRefusal(`The sandbox refused ${method} ${path}: ${errorOf(text)}`);
    return JSON.parse(text) as T;
  }

  /** @returns the ids of the faults, in their order */
  async fault(...faults: readonly FaultInput[]): Promise<number[]> {
    const { faults: added } = await this.call<{ faults: QueuedFault[] }>('POST', '/faults', faults);
    return added.map(({ id }) => id);
  }

  async faults(): Promise<QueuedFault[]> {
    return (await this.call<{ faults: QueuedFault[] }>('GET', '/faults')).faults;
  }

  clearFaults(): Promise<unknown> {
    return this.call('DELETE', '/faults');
  }

  clock(): Promise<Clock> {
    return this.call('GET', '/clock');
  }

  /** @returns the time after it */
  advance(advanceMs: number): Promise<Clock> {
    return this.call('POST', '/clock', { advanceMs });
  }

  readSettings(): Promise<Settings> {
    return this.call('GET', '/settings');
  }

  /** Settings that are not named stay. The sandbox checks names and values. */
  settings(patch: SettingsPatch | Readonly<Record<string, unknown>>): Promise<Settings> {
    return this.call('PATCH', '/settings', patch);
  }

  /** To those of a new sandbox. */
  restoreSettings(): Promise<Settings> {
    return this.call('DELETE', '/settings');
  }

  async accounts(): Promise<ShownAccount[]> {
    return (await this.call<{ accounts: ShownAccount[] }>('GET', '/accounts')).accounts;
  }

  balance(balanceFen: number): Promise<ShownAccount> {
    return this.call('PUT', '/accounts', { mchId: this.mchId, balanceFen });
  }

  topUp(amountFen: number): Promise<{ readonly balanceFen: number }> {
    return this.call('POST', '/accounts/top-up', { mchId: this.mchId, amountFen });
  }

  /** Opens all of a normal packet; of a fission packet one share for the openid, or all that are left. */
  open(mch_billno: string, openid?: string): Promise<Order> {
    const recipient = openid === undefined ? {} : { openid };
    return this.call('POST', '/packets/open', { mchId: this.mchId, mch_billno, ...recipient });
  }

  /** @param complete whether it has arrived back, or is on the way (`RFUND_ING`) */
  refund(mch_billno: string, complete: boolean): Promise<Order> {
    return this.call('POST', '/packets/refund', { mchId: this.mchId, mch_billno, complete });
  }

  ledger(mch_billno?: string): Promise<Ledger> {
    return this.call('GET', mch_billno === undefined ? '/ledger' : `/ledger?mch_billno=${mch_billno}`);
  }

  totals(): Promise<Totals> {
    return this.call('GET', '/totals');
  }

  /** Those of these order numbers that the sandbox has; at most 1,000. */
  async orders(numbers: readonly string[]): Promise<readonly Order[]> {
    if (numbers.length === 0) return [];
    const query = new URLSearchParams({ limit: '1000' });
    for (const number of numbers) query.append('mch_billno', number);
    return (await this.call<{ orders: Order[] }>('GET', `/orders?${query.toString()}`)).orders;
  }

  movements(limit: number, offset: number): Promise<Movements> {
    return this.call('GET', `/movements?limit=${limit}&offset=${offset}`);
  }

  async order(mch_billno: string): Promise<Order> {
    const [order] = (await this.ledger(mch_billno)).orders;
    if (order === undefined) throw new CommandError(`The sandbox has no order ${mch_billno}.`);
    return order;
  }

  async requests(mch_billno?: string): Promise<LoggedRequest[]> {
    const path = mch_billno === undefined ? '/requests' : `/requests?mch_billno=${mch_billno}`;
    return (await this.call<{ requests: LoggedRequest[] }>('GET', path)).requests;
  }
}
