import { faultFields } from '../api/errors';
import { accountName, type Merchant, safeAccountName } from '../api/merchant';
import type { RecoveryData } from '../api/responses';
import type { DueQueue, State, StoredRecord } from '../records/record';
import { latestDue } from './decide/due';
import {
  LONG_OPEN_MS,
  MAX_RECOVERY_ONE_MS,
  MIN_TIME_TO_RECOVER_MS,
  RECOVERY_QUERY_PACE_MS,
  RECOVERY_RESEND_WAIT_MS,
  RECOVERY_SEND_AGE_MS,
  RECOVERY_SEND_PACE_MS,
  RECOVERY_WORKERS,
} from './decide/limits';
import { ageOf, bornAt } from './decide/times';
import { alone } from './pass';
import { alarmAge } from './run/alarm';
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
 * one pace, within the invocation's time; then asks what became of paid packets. A pass that finds another one running
 * ends at once, with zeros.
 * @param all every unfinished record in the index, due or not
 */
export async function recover(given: PaymentDeps, all: boolean, deadline: number): Promise<RecoveryData> {
  const counts = await alone(given, deadline, async (deps, until) => {
    const pass = new Pass(deps, all, until);
    await pass.run();
    deps.log.info('recovery completed', { ...pass.counts, ...pass.ages, followed: pass.followed });
    return pass.counts;
  });
  if (counts === null) given.log.info('recovery skipped', { reason: 'another pass is running' });
  return counts ?? { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
}

interface Recovered {
  readonly before: StoredRecord;
  readonly after: StoredRecord;
}

class Pass {
  readonly counts = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
  /** Paid packets that were asked about. */
  followed = 0;
  /** WeChat said so of a paid packet: the others can wait for the next pass. */
  private isTooFast = false;
  /** Of the records that are still open. The index of due records cannot show ages. */
  readonly ages = { open_over_1h: 0, oldest_open_s: 0 };
  private readonly merchants = new Map<string, Promise<Merchant | null>>();
  private readonly seen = new Set<string>();
  /** Accounts whose paid packets another merchant paid. */
  private readonly notFollowed = new Set<string>();
  private readonly pacer = new Pacer({ send: RECOVERY_SEND_PACE_MS, query: RECOVERY_QUERY_PACE_MS });

  constructor(
    private readonly deps: PaymentDeps,
    private readonly all: boolean,
    private readonly deadline: number,
  ) {}

  /** @throws PlatformError when the index cannot be read; records already started are finished first. */
  async run(): Promise<void> {
    await this.process('unfinished');
    // What is paid can wait: asking for it must not delay a payment.
    if (this.deps.followUp) await this.process('paid');
  }

  private async process(queue: DueQueue): Promise<void> {
    const { clock, table } = this.deps;
    const nowMs = clock.now();
    const isWhole = this.all && queue === 'unfinished';
    const until = isWhole ? Number.MAX_SAFE_INTEGER : nowMs;
    const ids = table.due(queue, until, isWhole ? until : latestDue(nowMs, queue))[Symbol.asyncIterator]();
    const ended = await Promise.allSettled(Array.from({ length: RECOVERY_WORKERS }, () => this.work(ids)));
    const failed = ended.find((worker) => worker.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** The workers share one read of the index. */
  private async work(ids: AsyncIterator<string>): Promise<void> {
    const { clock } = this.deps;
    while (this.deadline - clock.now() >= MIN_TIME_TO_RECOVER_MS && !this.isTooFast) {
      const next = await ids.next();
      if (next.done === true) return;
      // A rescheduled record appears again in the same read if its next due time is further on.
      if (this.seen.has(next.value) || this.deadline - clock.now() < MIN_TIME_TO_RECOVER_MS) continue;
      this.seen.add(next.value);
      const record = await this.recoverOne(next.value);
      if (record !== null) this.count(record);
    }
  }

  private count({ before, after }: Recovered): void {
    if (before.state === 'paid') {
      this.followed += 1;
      return;
    }
    alarmAge(this.deps, after);
    this.counts.examined += 1;
    this.counts[COUNTED[after.state]] += 1;
    if (after.state === 'open') this.noteAge(after);
  }

  private noteAge(record: StoredRecord): void {
    const ageMs = ageOf(record, this.deps.clock.awsNow());
    if (ageMs > LONG_OPEN_MS) this.ages.open_over_1h += 1;
    this.ages.oldest_open_s = Math.max(this.ages.oldest_open_s, Math.floor(ageMs / 1000));
  }

  /**
   * Recovers one record and returns it as stored before and afterwards; null if this pass did not handle it. The index
   * lags, so each record is read again, and owned, before anything is done with it. A record that fails does not stop
   * the pass.
   */
  private async recoverOne(id: string): Promise<Recovered | null> {
    try {
      const before = await this.deps.table.get(id);
      if (before === undefined || !this.isDue(before)) return null;
      const after = await this.advance(before);
      return after === null ? null : { before, after };
    } catch (error) {
      this.deps.log.error('record not recovered', { record_id: id, error: String(error) });
      return null;
    }
  }

  private async advance(record: StoredRecord): Promise<StoredRecord | null> {
    const merchant = await this.merchantOf(record);
    if (merchant === null || this.isOutOfReach(record, merchant)) return reschedule(this.deps, record);
    // Limits one record, so that it cannot use up the pass's time, nor stay leased for long if the pass crashes.
    const deadline = Math.min(this.deadline, this.deps.clock.now() + MAX_RECOVERY_ONE_MS);
    // Neither is sent again by a pass: a parked number waits for its caller, and a paid one is only asked about.
    if (record.state !== 'open') return this.query(record, merchant, deadline);
    return this.attemptOne(record, merchant, deadline);
  }

  /**
   * Whether the account's secret is another merchant's, which cannot tell of this order. A payment that waits for it is
   * an error. Paid packets only stay without news until the secret is back, and there may be thousands: one warning.
   */
  private isOutOfReach(record: StoredRecord, merchant: Merchant): boolean {
    if (record.state !== 'paid') return isOtherMerchant(this.deps, record, merchant);
    if (record.mch_id === merchant.mchId) return false;
    const account = safeAccountName(record);
    if (!this.notFollowed.has(account))
      this.deps.log.warn('follow-up skipped', { account, reason: 'its secret names another merchant' });
    this.notFollowed.add(account);
    return true;
  }

  private isDue(record: StoredRecord): boolean {
    const nowMs = this.deps.clock.now();
    const { state, due_at } = record;
    if (due_at === undefined || isLeased(record, nowMs)) return false;
    const isPaid = state === 'paid';
    const latestMs = latestDue(nowMs, isPaid ? 'paid' : 'unfinished');
    return (this.all && !isPaid) || due_at <= nowMs || due_at > latestMs;
  }

  private async query(record: StoredRecord, merchant: Merchant, deadline: number): Promise<StoredRecord> {
    await this.turn();
    const { record: after, query } = await queryOrder(this.deps, record, merchant, deadline, true);
    if (record.state === 'paid' && 'code' in query && query.code === 'FREQ_LIMIT') this.isTooFast = true;
    return after;
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
        const fields = { account: safeAccountName(record), error: String(error) };
        // An account that is only asked about has nothing to pay: it may have been taken out of use.
        if (record.state === 'paid') this.deps.log.warn('account skipped', fields);
        else this.deps.log.error('account skipped', { ...fields, ...faultFields(error) });
        return null;
      });
      this.merchants.set(account, merchant);
    }
    return merchant;
  }
}
