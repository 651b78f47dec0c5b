import type { Merchant } from '../../../shared/api/merchant';
import type {
  PaidData,
  RecoveryData,
  ResolvedData,
  StatusData,
  UnpaidData,
} from '../../../shared/api/responses';
import { recover } from '../../../shared/payment/recover';
import { resolve } from '../../../shared/payment/resolve';
import type { PaymentDeps } from '../../../shared/payment/run/deps';
import { sendRedPack } from '../../../shared/payment/send';
import { redPackStatus } from '../../../shared/payment/status';
import type { StoredRecord } from '../../../shared/records/record';
import { orderNumber } from '../../../shared/wechat-pay/order-number';
import type { Reply } from '../../../shared/wechat-pay/protocol/transport';
import { AccountSecret } from './account-secret';
import { numberIn, type Spoils, signError, spoilReply } from './corrupt';
import { collect, Effects, type Invocation, whileAlive } from './effects';
import { type Disturbance, type FaultKind, LATE_WECHAT_MS, type Site, TABLE_TIMEOUT_MS } from './faults';
import { CONFIG, KEY, MERCHANT_ID, PARAMS, paidXml } from './intent';
import { MemoryBudget } from './memory-budget';
import { MemoryPassLease } from './memory-pass-lease';
import { MemoryTable } from './memory-table';
import { MemoryWeChat } from './memory-wechat';
import { Owners } from './owners';
import { type Leaving, Watch } from './watch';
import { World } from './world';

/** How an invocation came to its end. */
export type Ended<T = unknown> =
  | { readonly how: 'answered'; readonly data: T }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'died' };

const FUNCTION_MS = 30_000;
const RECOVERY_MS = 60_000;
/** How soon after WeChat made an order it may not show it yet. */
const UNSEEN_MS = 20_000;
/** How old a number may be that a caller's repeat sends, or recovery. */
const REPEAT_AGE_MS = 72 * 3_600_000;
const RECOVERY_AGE_MS = 24 * 3_600_000;
/** Beyond what clocks in one region differ: AWS's answers tell a process that its clock is wrong. */
const NOTICED_SKEW_MS = 60_000;

/** A world with one merchant, in which invocations run, and things go wrong at numbered effects. */
export class Simulation {
  readonly world = new World();
  readonly table = new MemoryTable();
  readonly passLease = new MemoryPassLease();
  readonly budget = new MemoryBudget();
  readonly weChat = new MemoryWeChat(() => this.world.now);
  readonly effects = new Effects(this.world, (kind, inv) => this.disturb(kind, inv));
  readonly number = orderNumber(CONFIG.idNamespace, CONFIG.miniappId, KEY);
  /** When each number was sent. */
  readonly sentAt = new Map<string, number[]>();
  private readonly watch = new Watch();
  /** What was seen that must never be. */
  readonly violations: string[] = this.watch.violations;
  private readonly owners = new Owners(this.world, this.table, this.violations);
  private readonly secret: AccountSecret;
  /** How many hosts of WeChat's are configured; all of them know of each other at once. */
  hosts = 1;
  queryBeforeSend = false;
  followUp = false;
  /** The events that were logged at ERROR. */
  readonly errors: string[] = [];
  /** Queries of recovery, by number. */
  queries = 0;
  duplicates: Promise<Ended<PaidData | UnpaidData>>[] = [];

  /** @param dailyBudgetFen what the account may claim in a day; null without a budget */
  constructor(readonly dailyBudgetFen: number | null = null) {
    this.secret = new AccountSecret(dailyBudgetFen);
  }

  /** @param isUnaware the clock went wrong after AWS's last answer to this process */
  send(key = KEY, skewMs = 0, isUnaware = false): Promise<Ended<PaidData | UnpaidData>> {
    const { queryBeforeSend } = this;
    const run = (deps: PaymentDeps, deadline: number) =>
      sendRedPack(
        deps,
        { ...CONFIG, queryBeforeSend },
        { params: PARAMS, key: { key, from: 'idempotency_key' }, deadline },
      );
    return this.invoke(FUNCTION_MS, REPEAT_AGE_MS, skewMs, run, isUnaware);
  }

  recover(skewMs = 0): Promise<Ended<RecoveryData>> {
    const run = (deps: PaymentDeps, deadline: number) => recover(deps, false, deadline);
    return this.invoke(RECOVERY_MS, RECOVERY_AGE_MS, skewMs, run);
  }

  status(key = KEY, skewMs = 0): Promise<Ended<StatusData | UnpaidData>> {
    return this.invoke(RECOVERY_MS, 0, skewMs, (deps, deadline) =>
      redPackStatus(
        deps,
        { ...CONFIG, queryBeforeSend: false },
        { by: 'idempotency_key', idempotency_key: key },
        deadline,
      ),
    );
  }

  /** A person looks the order up in WeChat's merchant platform, and says what is true; null while nobody can know. */
  resolve(skewMs = 0): Promise<Ended<ResolvedData>> | null {
    const { id, mch_billno } = this.number;
    const order = this.weChat.order(this.table.records.get(id)?.mch_id, mch_billno);
    if (order?.state === 'processing') return null;
    const isOurs = order?.state === 'paid' && !this.weChat.isForeign(order);
    const outcome = isOurs ? ('paid' as const) : ('refused' as const);
    return this.invoke(RECOVERY_MS, 0, skewMs, (deps, deadline) =>
      resolve(deps, { ...CONFIG, queryBeforeSend: false }, { id, outcome, note: 'seen' }, deadline),
    );
  }

  /** The table is set back to what it was; if nothing is given, before anything was sent. */
  restore(records: ReadonlyMap<string, StoredRecord> = new Map()): void {
    this.table.restore(records);
    // Nothing is left that says a request of the number was lost: without this setting nobody promises to ask.
    if (!this.queryBeforeSend) this.watch.forgetLost();
  }

  /** Somebody with our namespace pays their own recipient under our number. */
  stranger(): void {
    this.weChat.strangerPays(MERCHANT_ID, this.number.mch_billno, String(PARAMS.total_fen));
  }

  /** Runs the world until the invocation has ended. */
  async ended<T>(invocation: Promise<T>): Promise<T> {
    let result: { value: T } | undefined;
    void invocation.then((value) => {
      result = { value };
    });
    await this.world.run(() => result !== undefined);
    if (result === undefined) throw new Error('the world stood still before the invocation ended');
    return result.value;
  }

  private invoke<T>(
    timeMs: number,
    sendAgeMs: number,
    skewMs: number,
    run: (deps: PaymentDeps, deadline: number) => Promise<T>,
    isUnaware = false,
  ): Promise<Ended<T>> {
    return new Promise((resolve) => {
      const invocation: Invocation = {
        dead: false,
        skewMs,
        isUnaware,
        sendAgeMs,
        die: () => {
          invocation.dead = true;
          resolve({ how: 'died' });
        },
      };
      this.world.after(timeMs, invocation.die);
      run(this.deps(invocation), this.world.now + skewMs + timeMs).then(
        (data) => resolve({ how: 'answered', data }),
        (error: unknown) => resolve({ how: 'threw', error }),
      );
    });
  }

  private deps(inv: Invocation): PaymentDeps {
    const { table, budget, passLease, world } = this;
    const at = <T>(site: Site, effect: () => Promise<T>) =>
      this.effects.run(inv, { site, timeoutMs: TABLE_TIMEOUT_MS, effect });
    // What is still on its way when the table is restored to an earlier state goes to the table of before.
    const write = (effect: () => Promise<boolean>) => {
      const { epoch } = table;
      return at('table-write', async () => epoch === table.epoch && (await effect()));
    };
    return {
      table: {
        insert: (record) => write(() => table.insert(record)),
        get: (id) => at('table-read', () => table.get(id)),
        update: (id, guard, changes) => write(() => this.owners.change(inv, id, guard, changes)),
        due: (...wanted) => this.due(inv, wanted),
        duePage: () => table.duePage(),
      },
      passLease: {
        heldUntil: () => at('table-read', () => passLease.heldUntil()),
        take: (...lease) => at('table-write', () => passLease.take(...lease)),
        release: (token) => at('table-write', () => passLease.release(token)),
      },
      budget: {
        reserve: (...spend) => at('table-write', () => budget.reserve(...spend)),
        // Without the SDK's repeats, which could give back twice.
        release: (...spent) => at('budget-release', () => budget.release(...spent)),
      },
      merchants: { load: (_, fresh) => this.loadSecret(inv, fresh === true) },
      weChatPay: {
        hostCount: this.hosts,
        post: ({ path, body }, merchant, host, timeoutMs) =>
          this.post(path, this.leaving(inv, path, body, merchant, host, timeoutMs)),
      },
      clock: {
        now: () => world.now + inv.skewMs,
        awsNow: () => world.now + (Math.abs(inv.skewMs) > NOTICED_SKEW_MS && !inv.isUnaware ? 0 : inv.skewMs),
        sleep: (ms) => whileAlive(inv, world.sleep(ms)),
      },
      newToken: () => this.owners.newToken(inv),
      followUp: this.followUp,
      log: { info: () => undefined, warn: () => undefined, error: (event) => void this.errors.push(event) },
    };
  }

  private async *due(inv: Invocation, wanted: Parameters<MemoryTable['due']>): AsyncIterable<string> {
    // As it stood: recovery must not rely on the index to be current.
    const stale = [...this.table.records.keys()];
    yield* await this.effects.run(inv, {
      site: 'due',
      timeoutMs: TABLE_TIMEOUT_MS,
      effect: () => collect(this.table.due(...wanted)),
      spoil: () => stale,
    });
  }

  private async loadSecret(inv: Invocation, fresh: boolean): Promise<Merchant> {
    const { secret } = this;
    if (secret.cached !== null && !fresh) return secret.cached;
    const effect = async () => secret.current;
    secret.cached = await this.effects.run(inv, { site: 'secret', timeoutMs: TABLE_TIMEOUT_MS, effect });
    return secret.cached;
  }

  /** What happens in the world beside the effect at which it is planned. */
  private disturb(kind: Disturbance, inv: Invocation): void {
    // A clock that is wrong is one host's.
    if (kind === 'duplicate')
      this.duplicates.push(this.send(KEY, Math.abs(inv.skewMs) > NOTICED_SKEW_MS ? 0 : inv.skewMs));
    else this.secret.disturb(kind);
  }

  /** The secret is put right again, as a person would: the merchant that was claimed with, and its key. */
  mendSecret(): void {
    const [claimed] = this.table.records.values();
    this.secret.putRight(claimed?.mch_id);
  }

  private leaving(
    inv: Invocation,
    path: string,
    body: string,
    { apiKey, mchId }: Merchant,
    host: number,
    timeoutMs: number,
  ): Leaving {
    const number = numberIn(body);
    const record = [...this.table.records.values()].find(({ mch_billno }) => mch_billno === number);
    const { created_at, first_met_ms = Number.POSITIVE_INFINITY } = record ?? { created_at: 0 };
    const ageMs = record === undefined ? 0 : this.world.now - Math.min(created_at * 1000, first_met_ms);
    const heldMs = (record?.hold_until_ms ?? 0) - this.world.now;
    const isSend = !path.endsWith('gethbinfo');
    return { inv, isSend, number, body, apiKey, mchId, host, timeoutMs, ageMs, heldMs };
  }

  private async post(path: string, request: Leaving): Promise<Reply> {
    const { inv, isSend, number, body, apiKey, timeoutMs } = request;
    const postedAt = this.world.now;
    const before = this.watch.stateOf(number);
    this.watch.leaves(request);
    const arrive = async (): Promise<Reply> => {
      if (isSend) this.noteSend(number, this.world.now - postedAt >= LATE_WECHAT_MS);
      else this.queries += 1;
      const wrongKey = apiKey !== this.secret.keyAtWeChat;
      const answer = wrongKey ? signError(body) : this.weChat.handle(path, body);
      return { kind: 'answered', httpStatus: 200, body: answer };
    };
    const site = isSend ? 'wechat-send' : 'wechat-query';
    const spoil = (kind: FaultKind, reply: Reply | null) => spoilReply(kind, reply, this.spoils(number));
    const reply = await this.effects
      .run(inv, { site, timeoutMs, effect: arrive, spoil })
      .catch((cause: Error): Reply => ({ kind: cause.message === 'unsent' ? 'unsent' : 'lost', cause }));
    this.watch.cameBack(request, reply, before);
    return reply;
  }

  private spoils(number: string): Spoils {
    const madeAtMs = [...this.weChat.orders.values()].find((order) => order.mch_billno === number)?.madeAtMs;
    const isFresh = this.world.now - (madeAtMs ?? 0) < UNSEEN_MS;
    return { number, crossed: paidXml(`Z${number.slice(1)}`), isFresh };
  }

  /** @param mayStillArrive it left long ago, and says nothing of how sends are spaced */
  private noteSend(number: string, mayStillArrive: boolean): void {
    const times = this.sentAt.get(number) ?? [];
    if (!mayStillArrive) this.sentAt.set(number, [...times, this.world.now]);
    // Of what was sent before the table was restored, the record is gone.
    const isRestored = this.table.epoch > 0;
    if (!isRestored && ![...this.table.records.values()].some(({ mch_billno }) => mch_billno === number)) {
      this.violations.push(`${number} was sent without a durable record`);
    }
  }
}
