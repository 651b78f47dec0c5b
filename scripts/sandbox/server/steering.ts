/** The actions of the admin API, independent of HTTP. */
import type * as v from 'valibot';
import { catchUp, type World } from '../calls/world';
import type { Ledger } from '../ledger/ledger';
import { finishRefund, moveMoney, startRefund } from '../ledger/lifecycle';
import { splitShares } from '../ledger/shares';
import type { Account, Order, Recipient } from '../ledger/types';
import { MAX_AHEAD_DAYS, MAX_AHEAD_MS, MAX_BALANCE_FEN } from '../limits';
import { DAY_MS, patchSettings, type Settings, type SettingsPatch } from '../settings';
import {
  AccountChangeSchema,
  AccountSchema,
  AdminInputError,
  type ClockSchema,
  type OpenSchema,
  parseInput,
  type RefundSchema,
  type TopUpSchema,
} from './admin-input';
import { normaliseFingerprint } from './client-certificate';

function fingerprints(given: readonly string[] | null): string[] | null {
  try {
    return given?.map(normaliseFingerprint) ?? null;
  } catch (cause) {
    throw new AdminInputError('certificates: each is a PEM certificate or a SHA-256 fingerprint', { cause });
  }
}

/** Adds an account, or changes the given fields of an existing one. */
export function putAccount(world: World, input: unknown): Omit<Account, 'apiKey'> {
  const { mchId } = parseInput(AccountChangeSchema, input);
  const known = world.ledger.accounts.get(mchId);
  const given = Object.entries(input as object).filter(([, value]) => value !== undefined);
  const account = parseInput(AccountSchema, { ...known, ...Object.fromEntries(given) });
  const value = { ...account, certificates: fingerprints(account.certificates) };
  world.ledger.commit({ put: 'account', value });
  return withoutKey(value);
}

/** An account without its key, as responses show it. */
export function withoutKey(account: Account): Omit<Account, 'apiKey'> {
  const { mchId, certificates, appids, balanceFen } = account;
  return { mchId, certificates, appids, balanceFen };
}

/** Adds money to a merchant's balance. */
export function topUp(
  world: World,
  { mchId, amountFen }: v.InferOutput<typeof TopUpSchema>,
): { balanceFen: number } {
  const account = world.ledger.accounts.get(mchId);
  if (account === undefined) throw new AdminInputError(`mchId: no account ${mchId}`);
  if (account.balanceFen + amountFen > MAX_BALANCE_FEN)
    throw new AdminInputError(
      `amountFen: the balance is ${account.balanceFen} fen, and at most ${MAX_BALANCE_FEN} with a top-up; add less, or set the balance with PUT /accounts`,
    );
  const atMs = world.clock.nowMs();
  const movement = { kind: 'top-up' as const, mchId, mch_billno: null, re_openid: null, amountFen, atMs };
  world.ledger.commit(...moveMoney(world.ledger, movement));
  return { balanceFen: world.ledger.accounts.get(mchId)?.balanceFen ?? 0 };
}

function liveOrder(
  world: World,
  key: { mchId: string; mch_billno: string },
  states: readonly string[],
): Order {
  catchUp(world);
  const order = world.ledger.order(key.mchId, key.mch_billno);
  if (!order) throw new AdminInputError(`mch_billno: no order ${key.mch_billno} of ${key.mchId}`);
  if (states.includes(order.state)) return order;
  throw new AdminInputError(`order ${key.mch_billno} is ${order.state}, it must be ${states.join(' or ')}`);
}

function recipientsOf(order: Order, openid: string | undefined, atMs: number): Recipient[] {
  const shares = splitShares(order.amountFen, order.total_num, order.mch_billno);
  const left = shares.slice(order.takers.length);
  if (openid !== undefined && order.takers.some((recipient) => recipient.openid === openid)) {
    throw new AdminInputError(`openid: ${openid} has taken a share already`);
  }
  const taking = openid === undefined ? left : left.slice(0, 1);
  return taking.map((amountFen, index) => {
    const nth = order.takers.length + index;
    const name = openid ?? (nth === 0 ? order.re_openid : `oSandboxTaker${String(nth).padStart(15, '0')}`);
    return { openid: name, amountFen, rcvAtMs: atMs };
  });
}

/** Opens a packet: all of a normal one; of a fission packet one share, or all remaining shares. */
export function openPacket(world: World, input: v.InferOutput<typeof OpenSchema>): Order {
  const order = liveOrder(world, input, ['SENDING', 'SENT']);
  if (order.hb_type === 'NORMAL' && input.openid !== undefined && input.openid !== order.re_openid) {
    throw new AdminInputError(`openid: only ${order.re_openid} can open a normal packet`);
  }
  const takers = [...order.takers, ...recipientsOf(order, input.openid, world.clock.nowMs())];
  const whole = takers.length === order.total_num;
  const value: Order = whole ? { ...order, takers, state: 'RECEIVED', dueAtMs: null } : { ...order, takers };
  world.ledger.commit({ put: 'order', value });
  return value;
}

/** Refunds the untaken amount at once, instead of 24 h after the payment. */
export function refundPacket(world: World, input: v.InferOutput<typeof RefundSchema>): Order {
  const order = liveOrder(world, input, ['SENDING', 'SENT', 'RFUND_ING']);
  const atMs = world.clock.nowMs();
  const refunding = order.state === 'RFUND_ING' ? order : startRefund(world.ledger, order, atMs);
  return input.complete ? finishRefund(world.ledger, refunding, atMs) : refunding;
}

/** Applies a patch to the settings. Orders already in a timed state keep their times. */
export function changeSettings(world: World, patch: SettingsPatch): Settings {
  const settings = patchSettings(world.ledger.settings, patch);
  world.ledger.commit({ put: 'settings', value: settings });
  return settings;
}

/** Why the clock cannot be so far ahead of real time, and how to start over. */
export function tooFarAhead({ folder }: Ledger, aheadMs: number): string {
  const days = Math.ceil(aheadMs / DAY_MS).toLocaleString('en');
  const startOver =
    folder === null
      ? 'start the sandbox again'
      : `end what runs in the folder ${folder}, delete it and start again`;
  return `its clock would be ${days} days ahead of real time; it can be ${MAX_AHEAD_DAYS} days ahead and cannot go back. To start over, ${startOver}.`;
}

/** Moves the clock forward or changes its speed, and carries out everything that became due. */
export function setClock(
  world: World,
  input: v.InferOutput<typeof ClockSchema>,
): { nowMs: number; speed: number } {
  const nowMs = world.clock.nowMs();
  const byMs = input.nowMs === undefined ? (input.advanceMs ?? 0) : input.nowMs - nowMs;
  if (byMs < 0) throw new AdminInputError(`nowMs: the clock is at ${nowMs} already and cannot go back`);
  const aheadMs = nowMs + byMs - world.realNowMs();
  if (byMs > 0 && aheadMs > MAX_AHEAD_MS) throw new AdminInputError(tooFarAhead(world.ledger, aheadMs));
  const value = world.clock.moved(byMs, input.speed);
  world.ledger.commit({ put: 'clock', value });
  world.clock.set(value);
  catchUp(world);
  return readClock(world);
}

/** The sandbox's time in unix milliseconds, and its speed relative to real time. */
export function readClock(world: World): { nowMs: number; speed: number } {
  return { nowMs: world.clock.nowMs(), speed: world.clock.reading().speed };
}
