import type { Merchant } from '../../api/merchant';
import type { Progress, StoredRecord } from '../../records/record';
import { dueAfter } from '../decide/due';
import { LEASE_MARGIN_MS, MAX_AHEAD_MS } from '../decide/limits';
import { correctedTimes } from '../decide/times';
import type { PaymentDeps } from './deps';

/** Is somebody driving this record now, as far as clocks agree? A lease longer than an invocation is a wrong clock's. */
export function isLeased({ state, lease_until_ms }: StoredRecord, nowMs: number): boolean {
  return state === 'open' && lease_until_ms > nowMs && lease_until_ms <= nowMs + MAX_AHEAD_MS;
}

/**
 * The number lives at the merchant that was pinned. Another one would send it as a new order of its own, and
 * asking it tells nothing: a person must restore the secret.
 */
export function isOtherMerchant(deps: PaymentDeps, record: StoredRecord, merchant: Merchant): boolean {
  if (record.mch_id === merchant.mchId) return false;
  deps.log.error('the secret now names another merchant than the record was claimed with', {
    record_id: record.id,
  });
  return true;
}

/**
 * What is known of a driver that died under its lease: it may have sent until the end of it, and what WeChat did not
 * show before then says nothing. The lease goes, that knowledge stays.
 */
export function inDoubtAfterCrash({ state, lease_until_ms }: StoredRecord): Partial<Progress> {
  return state === 'open' && lease_until_ms > 0
    ? { doubt_at_ms: lease_until_ms, not_found_since_ms: undefined }
    : {};
}

/** A record that nobody drives, as whoever meets it must see it, and what of that is not stored yet. */
export function asMet(
  stored: StoredRecord,
  nowMs: number,
): { readonly record: StoredRecord; readonly news: Partial<Progress> } {
  const times = correctedTimes(stored, nowMs);
  const news = { ...times, ...inDoubtAfterCrash({ ...stored, ...times }) };
  return { record: { ...stored, ...news }, news };
}

/**
 * Takes an open record whose driver has let go or died, or a parked one, for this driver.
 * @returns the record as now owned, or null when somebody else was first.
 */
export async function takeLease(
  deps: PaymentDeps,
  record: StoredRecord,
  deadline: number,
): Promise<StoredRecord | null> {
  const leaseUntil = deadline + LEASE_MARGIN_MS;
  const changes: Partial<Progress> = {
    ...asMet(record, deps.clock.now()).news,
    state: 'open',
    token: deps.newToken(),
    lease_until_ms: leaseUntil,
    due: record.miniapp_id,
    due_at: leaseUntil,
  };
  const taken: StoredRecord = { ...record, ...changes };
  return (await writeOnce(deps, record, taken, changes)) ? taken : null;
}

/** Which fields a driver may have changed; `writeOnce` sets the rest. A record of all keys, so that none is forgotten. */
const CHANGING: Record<Exclude<keyof Progress, 'token' | 'lease_until_ms' | 'updated_at'>, null> = {
  state: null,
  due: null,
  due_at: null,
  sent_at_ms: null,
  hold_until_ms: null,
  doubt_at_ms: null,
  host: null,
  refused_at_ms: null,
  refused_code: null,
  refused_text: null,
  missing_count: null,
  missing_since_ms: null,
  not_found_since_ms: null,
  order_seen_at_ms: null,
  unproven_at_ms: null,
  foreign_at_ms: null,
  proof: null,
  first_met_ms: null,
  sending_ended_at_ms: null,
  unresolved_at_ms: null,
  resolution_note: null,
  send_listid: null,
  err_code: null,
  err_code_des: null,
  raw_result: null,
  status: null,
};
const CHANGING_NAMES = Object.keys(CHANGING) as (keyof typeof CHANGING)[];

/**
 * Stores what was learned, lets go of the lease, and says when the record is due again: one conditional write.
 * @returns false when the record is no longer ours: another driver took it over, and its word counts.
 */
export async function commitAndRelease(
  deps: PaymentDeps,
  before: StoredRecord,
  after: StoredRecord,
): Promise<boolean> {
  const nowMs = deps.clock.now();
  const concluded: StoredRecord = { ...after, ...dueAfter(after, nowMs) };
  reportSendingEnded(deps, after, concluded);
  const changed = CHANGING_NAMES.filter((name) => concluded[name] !== before[name]).map((name) => [
    name,
    concluded[name],
  ]);
  const changes: Partial<Progress> = {
    ...Object.fromEntries(changed),
    lease_until_ms: 0,
    updated_at: Math.floor(nowMs / 1000),
  };
  return writeOnce(deps, before, { ...concluded, ...changes }, changes);
}

/** From now on only a caller's repeat sends the number: said once, as a packet that is stuck must not wait for day 29. */
export function reportSendingEnded(deps: PaymentDeps, before: StoredRecord, after: StoredRecord): void {
  if (after.sending_ended_at_ms === undefined || before.sending_ended_at_ms !== undefined) return;
  const { id: record_id, mch_billno, created_at } = after;
  deps.log.error('recovery stopped sending', { record_id, mch_billno, created_at });
}

/** A conditional write that knows its own first try: the SDK repeats a write whose answer was lost. */
export async function writeOnce(
  deps: PaymentDeps,
  before: StoredRecord,
  after: StoredRecord,
  changes: Partial<Progress>,
): Promise<boolean> {
  if (await deps.table.update(before.id, { state: before.state, token: before.token }, changes)) return true;
  const found = await deps.table.get(before.id);
  return (
    found?.token === after.token &&
    found.state === after.state &&
    found.lease_until_ms === after.lease_until_ms
  );
}
