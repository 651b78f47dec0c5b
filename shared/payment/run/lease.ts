import type { Merchant } from '../../api/merchant';
import type { Progress, StoredRecord } from '../../records/record';
import { dueAfter } from '../decide/due';
import { LEASE_MARGIN_MS, MAX_AHEAD_MS } from '../decide/limits';
import { correctedTimes } from '../decide/times';
import type { PaymentDeps } from './deps';

/**
 * Whether an attempt is running on this record now, as far as clocks agree. A lease longer than an invocation comes
 * from a wrong clock.
 */
export function isLeased({ state, lease_until_ms }: StoredRecord, nowMs: number): boolean {
  return state === 'open' && lease_until_ms > nowMs && lease_until_ms <= nowMs + MAX_AHEAD_MS;
}

/**
 * Whether the secret now belongs to another merchant. The number exists at the claimed merchant: another one would
 * send it as a new order of its own, and a query there reveals nothing. An operator must restore the secret.
 */
export function isOtherMerchant(deps: PaymentDeps, record: StoredRecord, merchant: Merchant): boolean {
  if (record.mch_id === merchant.mchId) return false;
  deps.log.error('secret names another merchant than the record', {
    record_id: record.id,
  });
  return true;
}

/**
 * Changes of a record whose attempt crashed during its lease: it may have sent until the end of the lease, and "no
 * such order" before then says nothing. The lease is dropped, this knowledge is kept.
 */
export function inDoubtAfterCrash({ state, lease_until_ms }: StoredRecord): Partial<Progress> {
  return state === 'open' && lease_until_ms > 0
    ? { doubt_at_ms: lease_until_ms, not_found_since_ms: undefined }
    : {};
}

/**
 * Returns a record without a running attempt, corrected for a crash and for wrong clocks, and the corrections that
 * are not stored yet.
 */
export function asMet(
  stored: StoredRecord,
  nowMs: number,
): { readonly record: StoredRecord; readonly news: Partial<Progress> } {
  const times = correctedTimes(stored, nowMs);
  const news = { ...times, ...inDoubtAfterCrash({ ...stored, ...times }) };
  return { record: { ...stored, ...news }, news };
}

/**
 * Takes the lease of an open record whose attempt has released it or crashed, or of a parked record, for this
 * attempt.
 * @returns the record as now owned, or null if another attempt was first.
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

/**
 * Fields that an attempt may have changed; `writeOnce` sets the rest. A record type with all keys, so that none is
 * forgotten.
 */
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
  paid_at: null,
  asked_at: null,
  received_fen: null,
  received_at: null,
  refunded_fen: null,
  refunded_at: null,
};
const CHANGING_NAMES = Object.keys(CHANGING) as (keyof typeof CHANGING)[];

/**
 * Stores the result, releases the lease, and sets when the record is due again: one conditional write.
 * @returns false if the record is no longer ours: another attempt took it over, and its result counts.
 */
export async function commitAndRelease(
  deps: PaymentDeps,
  before: StoredRecord,
  after: StoredRecord,
): Promise<boolean> {
  const nowMs = deps.clock.now();
  const concluded: StoredRecord = { ...after, ...dueAfter(after, nowMs, deps.followUp) };
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

/**
 * Reports, once, that from now on only a caller's retry sends the number: an operator must not learn of a stuck
 * packet only on day 29.
 */
export function reportSendingEnded(deps: PaymentDeps, before: StoredRecord, after: StoredRecord): void {
  if (after.sending_ended_at_ms === undefined || before.sending_ended_at_ms !== undefined) return;
  const { id: record_id, mch_billno, created_at } = after;
  deps.log.error('recovery stopped sending', { record_id, mch_billno, created_at });
}

/** A conditional write that recognizes its own first try, because the SDK retries a write whose response was lost. */
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
