/** What the admin API shows of the ledger. */
import * as v from 'valibot';
import { catchUp, type World } from '../calls/world';
import type { Totals } from '../ledger/totals';
import type { Account, Movement, Order } from '../ledger/types';
import { parseInput } from './admin-input';
import { withoutKey } from './steering';

const DEFAULT_LIMIT = 100;
/** About 700 KB of orders. */
const MAX_LIMIT = 1_000;

function natural(least: number, most: number) {
  const message = `expected a whole number, ${least} to ${most}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,15}$/, message),
    v.transform(Number),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
}

const RangeSchema = v.object({
  limit: v.optional(natural(1, MAX_LIMIT), String(DEFAULT_LIMIT)),
  offset: v.optional(natural(0, Number.MAX_SAFE_INTEGER), '0'),
});

/** The part of a list, which is oldest first, that `limit` and `offset` ask for, newest first. */
function newest<T>(all: readonly T[], query: URLSearchParams): T[] {
  const { limit, offset } = parseInput(RangeSchema, Object.fromEntries(query));
  const end = Math.max(0, all.length - offset);
  return all.slice(Math.max(0, end - limit), end).reverse();
}

type Owned = { mchId: string; mch_billno?: string | null };

/** Whether something is of the merchant and one of the order numbers that a query names; without names, it is. */
function filterOf(query: URLSearchParams): (item: Owned) => boolean {
  const mchId = query.get('mchId');
  const numbers = new Set(query.getAll('mch_billno'));
  return (item) =>
    (mchId === null || item.mchId === mchId) && (numbers.size === 0 || numbers.has(item.mch_billno ?? ''));
}

/** The orders that a query names: by the index where it names numbers, so that they cost the same in any ledger. */
function ordersOf({ ledger }: World, query: URLSearchParams): Order[] {
  const numbers = [...new Set(query.getAll('mch_billno'))];
  if (numbers.length === 0) return [...ledger.orders.values()].filter(filterOf(query));
  const mchId = query.get('mchId');
  const merchants = mchId === null ? [...ledger.accounts.keys()] : [mchId];
  return merchants.flatMap((merchant) => numbers.flatMap((number) => ledger.order(merchant, number) ?? []));
}

function accountsOf({ ledger }: World, mchId: string | null): Omit<Account, 'apiKey'>[] {
  return [...ledger.accounts.values()]
    .filter((account) => mchId === null || account.mchId === mchId)
    .map(withoutKey);
}

/** Everything, optionally of one merchant or of some order numbers. A large ledger makes a large response. */
export function readLedger(world: World, query: URLSearchParams): object {
  catchUp(world);
  const { movements, pending } = world.ledger;
  const moved = movements.filter(filterOf(query));
  return {
    accounts: accountsOf(world, query.get('mchId')),
    orders: ordersOf(world, query),
    payments: moved.filter(({ kind }) => kind === 'payment'),
    refunds: moved.filter(({ kind }) => kind === 'refund'),
    topUps: moved.filter(({ kind }) => kind === 'top-up'),
    pending: [...pending.values()],
  };
}

/** The accounts, and figures over all orders and movements. */
export function readTotals(world: World): Totals & { accounts: object[]; orders: number } {
  catchUp(world);
  const { ledger } = world;
  return { accounts: accountsOf(world, null), orders: ledger.orders.size, ...ledger.totals() };
}

/** The newest orders, or those of some numbers; `total` counts all that match. */
export function readOrders(world: World, query: URLSearchParams): { orders: Order[]; total: number } {
  catchUp(world);
  const all = ordersOf(world, query);
  return { orders: newest(all, query), total: all.length };
}

/** The newest movements of the balances; `total` counts all that match. */
export function readMovements(
  world: World,
  query: URLSearchParams,
): { movements: Movement[]; total: number } {
  catchUp(world);
  const isAsked = filterOf(query);
  const isAll = !query.has('mchId') && !query.has('mch_billno');
  const all = isAll ? world.ledger.movements : world.ledger.movements.filter(isAsked);
  return { movements: newest(all, query), total: all.length };
}
