import { faultFields } from '../api/errors';
import { accountName, type Merchant, safeAccountName } from '../api/merchant';
import type { RecoveryData } from '../api/responses';
import type { State, StoredRecord } from '../records/record';
import { latestDue } from './decide/due';
import {
  LEASE_MARGIN_MS,
  LONG_OPEN_MS,
  MAX_AHEAD_MS,
  MAX_RECOVERY_ONE_MS,
  MIN_TIME_TO_RECOVER_MS,
  RECOVERY_QUERY_PACE_MS,
  RECOVERY_RESEND_WAIT_MS,
  RECOVERY_SEND_AGE_MS,
  RECOVERY_SEND_PACE_MS,
  RECOVERY_WORKERS,
} from './decide/limits';
import { ageOf, bornAt } from './decide/times';
import { alarmAge } from './run/alarm';
import { onAwsTime } from './run/aws-time';
import type { PaymentDeps } from './run/deps';
import { isLeased, isOtherMerchant, takeLease } from './run/lease';
import { Pacer } from './run/pacer';
import { queryOrder } from './run/query-order';
import { reschedule, runAttempt } from './run/run-attempt';

const COUNTED: Readonly<Record<State, keyof Omit<RecoveryData, 'examined'>>> = {
  paid: 'paid',
  closed: 'refused',
  parked: 'parked',
  open: 'open',
};

/**
 * Runs one recovery pass: queries WeChat for every due record and resumes its payment, several records at a time at
 * one pace, within the invocation's time. Passes do not overlap: a pass that finds another one running ends at once,
 * with zeros.
 * @param all every record in the index, due or not
 */
export async function recover(
  given: PaymentDeps,
  all: boolean,
  givenDeadline: number,
): Promise<RecoveryData> {
  // Reads the lease first, although taking it would reveal as much: a host whose clock is behind must not take a
  // lease that is still held.
  const heldUntilMs = await given.passLease.heldUntil();
  const { deps, deadline } = onAwsTime(given, givenDeadline);
  const token = deps.newToken();
  const nowMs = deps.clock.now();
  const latestMs = nowMs + MAX_AHEAD_MS;
  const isHeld = heldUntilMs > nowMs && heldUntilMs <= latestMs;
  if (isHeld || !(await deps.passLease.take(token, nowMs, deadline + LEASE_MARGIN_MS, latestMs))) {
    deps.log.info('recovery skipped', { reason: 'another pass is running' });
    return { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
  }
  const pass = new Pass(deps, all, deadline);
  try {
    await pass.run();
  } finally {
    await release(deps, token);
  }
  deps.log.info('recovery completed', { ...pass.counts, ...pass.ages });
  return pass.counts;
}

/** Best effort: a lease that is not released ends with the invocation. */
async function release(deps: PaymentDeps, token: string): Promise<void> {
  try {
    await deps.passLease.release(token);
  } catch (error) {
    deps.log.warn('recovery lease not released', { error: String(error) });
  }
}

class Pass {
  readonly counts = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
  /** Of the records that are still open. The index of due records cannot show ages. */
  readonly ages = { open_over_1h: 0, oldest_open_s: 0 };
  private readonly merchants = new Map<string, Promise<Merchant | null>>();
  private readonly seen = new Set<string>();
  private readonly pacer = new Pacer({ send: RECOVERY_SEND_PACE_MS, query: RECOVERY_QUERY_PACE_MS });

  constructor(
    private readonly deps: PaymentDeps,
    private readonly all: boolean,
    private readonly deadline: number,
  ) {}

  /** @throws PlatformError when the index cannot be read; records already started are finished first. */
  async run(): Promise<void> {
    const { clock, table } = this.deps;
    const nowMs = clock.now();
    const until = this.all ? Number.MAX_SAFE_INTEGER : nowMs;
    const ids = table.due(until, this.all ? until : latestDue(nowMs))[Symbol.asyncIterator]();
    const ended = await Promise.allSettled(Array.from({ length: RECOVERY_WORKERS }, () => this.work(ids)));
    const failed = ended.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** The workers share one read of the index. */
  private async work(ids: AsyncIterator<string>): Promise<void> {
    const { clock } = this.deps;
    while (this.deadline - clock.now() >= MIN_TIME_TO_RECOVER_MS) {
      const next = await ids.next();
      if (next.done === true) return;
      // A rescheduled record appears again in the same read if its next due time is further on.
      if (this.seen.has(next.value) || this.deadline - clock.now() < MIN_TIME_TO_RECOVER_MS) continue;
      this.seen.add(next.value);
      const record = await this.recoverOne(next.value);
      if (record === null) continue;
      alarmAge(this.deps, record);
      this.counts.examined += 1;
      this.counts[COUNTED[record.state]] += 1;
      if (record.state === 'open') this.noteAge(record);
    }
  }

  private noteAge(record: StoredRecord): void {
    const ageMs = ageOf(record, this.deps.clock.awsNow());
    if (ageMs > LONG_OPEN_MS) this.ages.open_over_1h += 1;
    this.ages.oldest_open_s = Math.max(this.ages.oldest_open_s, Math.floor(ageMs / 1000));
  }

  /**
   * Recovers one record and returns it as stored afterwards; null if this pass did not handle it. The index lags, so
   * each record is read again, and owned, before anything is done with it. A record that fails does not stop the
   * pass.
   */
  private async recoverOne(id: string): Promise<StoredRecord | null> {
    try {
      const record = await this.deps.table.get(id);
      if (record === undefined || !this.isDue(record)) return null;
      const merchant = await this.merchantOf(record);
      if (merchant === null || isOtherMerchant(this.deps, record, merchant))
        return await reschedule(this.deps, record);
      // Limits one record, so that it cannot use up the pass's time, nor stay leased for long if the pass crashes.
      const deadline = Math.min(this.deadline, this.deps.clock.now() + MAX_RECOVERY_ONE_MS);
      if (record.state === 'parked') return await this.query(record, merchant, deadline);
      return await this.attemptOne(record, merchant, deadline);
    } catch (error) {
      this.deps.log.error('record not recovered', { record_id: id, error: String(error) });
      return null;
    }
  }

  private isDue(record: StoredRecord): boolean {
    const nowMs = this.deps.clock.now();
    const { due_at } = record;
    if (due_at === undefined || isLeased(record, nowMs)) return false;
    return this.all || due_at <= nowMs || due_at > latestDue(nowMs);
  }

  private async query(record: StoredRecord, merchant: Merchant, deadline: number): Promise<StoredRecord> {
    await this.turn();
    return (await queryOrder(this.deps, record, merchant, deadline, true)).record;
  }

  private async attemptOne(
    record: StoredRecord,
    merchant: Merchant,
    deadline: number,
  ): Promise<StoredRecord | null> {
    const taken = await takeLease(this.deps, record, deadline);
    if (taken === null) return null;
    const sendUntil = bornAt(taken) + RECOVERY_SEND_AGE_MS;
    const how = { merchant, inDoubt: true, reenters: false, deadline, sendUntil, pacer: this.pacer };
    return (await runAttempt(this.deps, taken, { ...how, resendWaitMs: RECOVERY_RESEND_WAIT_MS })).onRecord;
  }

  /** Waits for this pass's turn to query. */
  private async turn(): Promise<void> {
    const { clock } = this.deps;
    while (clock.now() < this.pacer.nextAt('query'))
      await clock.sleep(this.pacer.nextAt('query') - clock.now());
    this.pacer.take('query', clock.now());
  }

  /** Loads the merchant once per account and pass; an account that fails is logged and skipped. */
  private merchantOf(record: StoredRecord): Promise<Merchant | null> {
    const account = accountName(record);
    let merchant = this.merchants.get(account);
    if (merchant === undefined) {
      merchant = this.deps.merchants.load(record).catch((error: unknown) => {
        this.deps.log.error('account skipped', {
          ...{ account: safeAccountName(record), error: String(error), ...faultFields(error) },
        });
        return null;
      });
      this.merchants.set(account, merchant);
    }
    return merchant;
  }
}
