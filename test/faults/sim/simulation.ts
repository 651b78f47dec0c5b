import type { PaidData, SettleData, StatusData, UnpaidData } from '../../../shared/contract/answers';
import type { Merchant } from '../../../shared/contract/merchant';
import type { SendParams } from '../../../shared/contract/send-intent';
import type { Ports } from '../../../shared/payout/ports';
import { sendRedPack } from '../../../shared/payout/send';
import { settle } from '../../../shared/payout/settle';
import { redPackStatus } from '../../../shared/payout/status';
import type { Reply } from '../../../shared/wechat-pay/transport';
import { Effects, type Invocation, whileAlive } from './effects';
import { type Disturbance, type Door, type FaultKind, LATE_WECHAT_MS, TABLE_TIMEOUT_MS } from './faults';
import { MemoryBudget } from './memory-budget';
import { MemoryTable } from './memory-table';
import { MemoryWeChat } from './memory-wechat';
import { Owners } from './owners';
import { numberIn, type Spoils, signError, spoilReply } from './spoil';
import { type Leaving, Watch } from './watch';
import { World } from './world';

export const SETTING = { idNamespace: 'red-pack-sim', miniappId: '1', clientIp: '127.0.0.1' };

/** Each simulation is about one intent. */
export const KEY = 'intent';

export const PARAMS: SendParams = {
  type: 'normal',
  re_openid: 'oSimulated00000000000000001A',
  send_name: 's',
  official_account_id: 'wxsim',
  total_fen: 188,
  total_num: 1,
  act_name: 'a',
  remark: 'r',
  wishing: 'w',
  scene_id: null,
  risk_info: null,
  gateway_type: 'weixin_tenpay',
};

/** How an invocation came to its end. */
export type Ended<T = unknown> =
  | { readonly how: 'answered'; readonly data: T }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'died' };

const MERCHANT = '1900000109';
const FUNCTION_MS = 30_000;
const SETTLE_MS = 60_000;
/** How soon after a send WeChat may not show its order yet. */
const UNSEEN_MS = 20_000;
/** How old a number may be that a caller's repeat sends, or settling. */
const REPEAT_AGE_MS = 72 * 3_600_000;
const SETTLE_AGE_MS = 24 * 3_600_000;

/** A world with one merchant, in which invocations run, and things go wrong at numbered effects. */
export class Simulation {
  readonly world = new World();
  readonly table = new MemoryTable();
  readonly budget = new MemoryBudget();
  readonly weChat = new MemoryWeChat();
  readonly effects = new Effects(this.world, (kind, inv) => this.disturb(kind, inv));
  /** When each number was sent. */
  readonly sentAt = new Map<string, number[]>();
  /** When each number last came to WeChat, however late. */
  private readonly arrivedAt = new Map<string, number>();
  private readonly watch = new Watch();
  /** What was seen that must never be. */
  readonly violations: string[] = this.watch.violations;
  private readonly owners = new Owners(this.world, this.table, this.violations);
  /** How many hosts of WeChat's are configured; all of them know of each other at once. */
  hosts = 1;
  /** Queries of settling, by number. */
  looks = 0;
  twins: Promise<Ended<PaidData | UnpaidData>>[] = [];
  private merchant: Merchant;
  private keyAtWeChat = 'k0';

  /** @param dailyBudgetFen what the account may claim in a day; null without a budget */
  constructor(readonly dailyBudgetFen: number | null = null) {
    this.merchant = { mchId: MERCHANT, apiKey: 'k0', certificate: '', privateKey: '', dailyBudgetFen };
  }

  send(key = KEY, skewMs = 0): Promise<Ended<PaidData | UnpaidData>> {
    return this.invoke(FUNCTION_MS, REPEAT_AGE_MS, skewMs, (ports, deadline) =>
      sendRedPack(ports, SETTING, { params: PARAMS, key: { key, from: 'idempotency_key' }, deadline }),
    );
  }

  settle(skewMs = 0): Promise<Ended<SettleData>> {
    return this.invoke(SETTLE_MS, SETTLE_AGE_MS, skewMs, (ports, deadline) => settle(ports, false, deadline));
  }

  look(key = KEY): Promise<Ended<StatusData | UnpaidData>> {
    return this.invoke(SETTLE_MS, 0, 0, (ports, deadline) =>
      redPackStatus(ports, SETTING, { by: 'idempotency_key', idempotency_key: key }, deadline),
    );
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
    run: (ports: Ports, deadline: number) => Promise<T>,
  ): Promise<Ended<T>> {
    return new Promise((resolve) => {
      const invocation: Invocation = {
        dead: false,
        skewMs,
        sendAgeMs,
        die: () => {
          invocation.dead = true;
          resolve({ how: 'died' });
        },
      };
      this.world.after(timeMs, invocation.die);
      run(this.ports(invocation), this.world.now + skewMs + timeMs).then(
        (data) => resolve({ how: 'answered', data }),
        (error: unknown) => resolve({ how: 'threw', error }),
      );
    });
  }

  private ports(inv: Invocation): Ports {
    const { table, budget, world } = this;
    const at = <T>(door: Door, effect: () => Promise<T>) =>
      this.effects.run(inv, { door, timeoutMs: TABLE_TIMEOUT_MS, effect });
    return {
      table: {
        insert: (record) => at('table-write', () => table.insert(record)),
        get: (id) => at('table-read', () => table.get(id)),
        update: (id, guard, changes) => at('table-write', () => this.owners.change(inv, id, guard, changes)),
        due: (until) => this.due(inv, until),
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
        sleep: (ms) => whileAlive(inv, world.sleep(ms)),
      },
      newToken: () => this.owners.newToken(inv),
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    };
  }

  private async *due(inv: Invocation, untilMs: number): AsyncIterable<string> {
    // As it stood: settling must not rely on the index to be current.
    const stale = [...this.table.records.keys()];
    yield* await this.effects.run(inv, {
      door: 'due',
      timeoutMs: TABLE_TIMEOUT_MS,
      effect: () => collect(this.table.due(untilMs)),
      spoil: () => stale,
    });
  }

  private cached: Merchant | null = null;

  private async loadSecret(inv: Invocation, fresh: boolean): Promise<Merchant> {
    if (this.cached !== null && !fresh) return this.cached;
    const effect = async () => this.merchant;
    this.cached = await this.effects.run(inv, { door: 'secret', timeoutMs: TABLE_TIMEOUT_MS, effect });
    return this.cached;
  }

  /** What happens in the world beside the effect at which it is planned. */
  private disturb(kind: Disturbance, inv: Invocation): void {
    switch (kind) {
      case 'twin':
        this.twins.push(this.send(KEY, inv.skewMs));
        return;
      case 'other-merchant':
        this.merchant = { ...this.merchant, mchId: '1900000999' };
        this.cached = this.merchant;
        return;
      case 'rotate-key':
      case 'key-ahead':
        this.merchant = { ...this.merchant, apiKey: `${this.merchant.apiKey}+` };
        this.keyAtWeChat = this.merchant.apiKey;
        // This process has it already, or still holds what it cached.
        if (kind === 'rotate-key') this.cached = this.merchant;
    }
  }

  /** The secret is put right again, as a person would: the merchant that was claimed with, and its key. */
  mendSecret(): void {
    const [claimed] = this.table.records.values();
    this.merchant = { ...this.merchant, mchId: claimed?.mch_id ?? MERCHANT, apiKey: this.keyAtWeChat };
    this.cached = this.merchant;
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
    const ageMs = record === undefined ? 0 : this.world.now - record.created_at * 1000;
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
      else this.looks += 1;
      const wrongKey = apiKey !== this.keyAtWeChat;
      const answer = wrongKey ? signError(body) : this.weChat.handle(path, body);
      return { kind: 'answered', httpStatus: 200, body: answer };
    };
    const door = isSend ? 'wechat-send' : 'wechat-query';
    const spoil = (kind: FaultKind, reply: Reply | null) => spoilReply(kind, reply, this.spoils(number));
    const reply = await this.effects
      .run(inv, { door, timeoutMs, effect: arrive, spoil })
      .catch((cause: Error): Reply => ({ kind: cause.message === 'unsent' ? 'unsent' : 'lost', cause }));
    this.watch.cameBack(request, reply, before);
    return reply;
  }

  private spoils(number: string): Spoils {
    const isFresh = this.world.now - (this.arrivedAt.get(number) ?? 0) < UNSEEN_MS;
    return { number, crossed: paidXml(`Z${number.slice(1)}`), isFresh };
  }

  /** @param isLate it left long ago, and says nothing of how sends are spaced */
  private noteSend(number: string, isLate: boolean): void {
    this.arrivedAt.set(number, this.world.now);
    const times = this.sentAt.get(number) ?? [];
    if (!isLate) this.sentAt.set(number, [...times, this.world.now]);
    if (![...this.table.records.values()].some(({ mch_billno }) => mch_billno === number)) {
      this.violations.push(`${number} was sent without a durable record`);
    }
  }
}

async function collect(ids: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const id of ids) all.push(id);
  return all;
}

/** A success of this number, to a send or to a query. */
function paidXml(number: string): string {
  const fields = {
    ...{ return_code: 'SUCCESS', result_code: 'SUCCESS', mch_billno: number, mch_id: MERCHANT },
    ...{ re_openid: PARAMS.re_openid, total_amount: `${PARAMS.total_fen}`, send_listid: '1' },
    ...{ detail_id: '1', status: 'SENT' },
  };
  return `<xml>${Object.entries(fields)
    .map(([name, value]) => `<${name}>${value}</${name}>`)
    .join('')}</xml>`;
}
