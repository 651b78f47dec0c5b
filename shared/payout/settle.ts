import type { SettleData } from '../contract/answers';
import { accountName, type Merchant } from '../contract/merchant';
import type { State, StoredRecord } from '../records/record';
import { alarmAge } from './alarm';
import { drive, putOff } from './drive';
import { look } from './look';
import { isDriven, isOtherMerchant, takeLease } from './ownership';
import type { Ports } from './ports';
import {
  MAX_SETTLING_ONE_MS,
  MIN_TIME_TO_SETTLE_MS,
  SETTLE_PACE_MS,
  SETTLE_RESEND_WAIT_MS,
  SETTLE_SEND_AGE_MS,
} from './rules';

const COUNTED: Readonly<Record<State, keyof Omit<SettleData, 'examined'>>> = {
  paid: 'paid',
  closed: 'refused',
  parked: 'parked',
  open: 'open',
};

/**
 * Looks up every record that is due at WeChat and drives it to its end, within the invocation's time.
 * The index lags: each record is read anew, and owned, before anything is done with it. A record that fails, or
 * an account whose secret cannot be had, is put off like one that WeChat is silent on, and does not stop this pass.
 * @param all every record in the index, due or not
 */
export async function settle(ports: Ports, all: boolean, deadline: number): Promise<SettleData> {
  const counts = { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 };
  const pass = new Pass(ports, all, deadline);
  const seen = new Set<string>();
  for await (const id of ports.table.due(all ? Number.MAX_SAFE_INTEGER : ports.clock.now())) {
    if (deadline - ports.clock.now() < MIN_TIME_TO_SETTLE_MS) break;
    // A record that was settled comes up again in the same reading when its next due time lies further on.
    if (seen.has(id)) continue;
    seen.add(id);
    const settled = await pass.settleOne(id);
    if (settled === null) continue;
    counts.examined += 1;
    counts[COUNTED[settled.state]] += 1;
  }
  ports.log.info('settled', counts);
  return counts;
}

class Pass {
  private readonly merchants = new Map<string, Promise<Merchant | null>>();
  /** Sends of this pass keep their distance from each other; looking costs none of WeChat's 30 a second. */
  private notBefore = 0;

  constructor(
    private readonly ports: Ports,
    private readonly all: boolean,
    private readonly deadline: number,
  ) {}

  /** The record as it stands after; null when it was not this pass's to look at. */
  async settleOne(id: string): Promise<StoredRecord | null> {
    try {
      const record = await this.ports.table.get(id);
      if (record === undefined || !this.isDue(record)) return null;
      const merchant = await this.merchantOf(record);
      if (merchant === null || isOtherMerchant(this.ports, record, merchant))
        return await putOff(this.ports, record);
      // What one record may take, and how long its lease is held should this pass die, is not the pass's to spend.
      const deadline = Math.min(this.deadline, this.ports.clock.now() + MAX_SETTLING_ONE_MS);
      if (record.state === 'parked') return await this.lookAt(record, merchant, deadline);
      return await this.driveOne(record, merchant, deadline);
    } catch (error) {
      this.ports.log.error('record not settled', { record_id: id, error: String(error) });
      return null;
    }
  }

  private isDue({ due_at, ...record }: StoredRecord): boolean {
    if (due_at === undefined) return false;
    return this.all ? !isDriven(record, this.ports.clock.now()) : due_at <= this.ports.clock.now();
  }

  private async lookAt(record: StoredRecord, merchant: Merchant, deadline: number): Promise<StoredRecord> {
    const { record: seen } = await look(this.ports, record, merchant, deadline, true);
    alarmAge(this.ports, seen);
    return seen;
  }

  private async driveOne(
    record: StoredRecord,
    merchant: Merchant,
    deadline: number,
  ): Promise<StoredRecord | null> {
    const taken = await takeLease(this.ports, record, deadline);
    if (taken === null) return null;
    const sendUntil = record.created_at * 1000 + SETTLE_SEND_AGE_MS;
    const how = { merchant, inDoubt: true, reenters: false, deadline, sendUntil };
    const { notBefore } = this;
    const driven = await drive(this.ports, taken, { ...how, resendWaitMs: SETTLE_RESEND_WAIT_MS, notBefore });
    if (driven.lastSentAt !== null) this.notBefore = driven.lastSentAt + SETTLE_PACE_MS;
    return driven.record;
  }

  /** Once per account and pass: one that fails is logged and skipped. */
  private merchantOf(record: StoredRecord): Promise<Merchant | null> {
    const account = accountName(record);
    let merchant = this.merchants.get(account);
    if (merchant === undefined) {
      merchant = this.ports.merchants.load(record).catch((error: unknown) => {
        this.ports.log.error('account skipped', { account, error: String(error) });
        return null;
      });
      this.merchants.set(account, merchant);
    }
    return merchant;
  }
}
