import type { PaidData, UnpaidData } from '../contract/answers';
import { MerchantError, PlatformError, RedPackError, SpendingGuardError } from '../contract/errors';
import { safeName } from '../contract/log';
import { accountName, type Merchant } from '../contract/merchant';
import type { SendParams } from '../contract/send-intent';
import { beijingDay } from '../records/budget';
import type { StoredRecord } from '../records/record';
import { type OrderNumber, orderNumber } from '../wechat-pay/order-number';
import { alarmAge } from './alarm';
import { sendData } from './answer';
import { claim, newRecord } from './claim';
import { callersBounds, drive } from './drive';
import { type IntentKey, refuseOtherParams } from './intent';
import type { Ports, Setting } from './ports';
import { repeat } from './repeat';
import { MAX_CLOCK_ERROR_MS } from './rules';

/** One intent to pay, validated. `deadline` in unix milliseconds. */
export interface SendIntent {
  readonly params: SendParams;
  readonly key: IntentKey;
  readonly deadline: number;
}

/**
 * Pays an intent at most once, however often it is repeated: secret → budget → claim → send → outcome. Nothing
 * leaves for WeChat before the claim, one conditional write of the whole record, is known to be durable.
 * @throws MerchantError (400), ParamError (400, key reused), SpendingGuardError (429), PlatformError (thrown on,
 * with the key to repeat with).
 */
export async function sendRedPack(
  ports: Ports,
  setting: Setting,
  intent: SendIntent,
): Promise<PaidData | UnpaidData> {
  const { key, from } = intent.key;
  if (from === 'request' || from === 'random') {
    ports.log.warn('sent without an idempotency_key: a redelivery would be a payment of its own', {
      key_from: from,
    });
  }
  try {
    const record = await payOnce(ports, setting, intent);
    alarmAge(ports, record);
    return sendData(record);
  } catch (error) {
    if (error instanceof RedPackError && error.status !== null) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new PlatformError(`${what} Repeat only with key ${JSON.stringify(key)}.`, { cause: error });
  }
}

async function payOnce(ports: Ports, setting: Setting, intent: SendIntent): Promise<StoredRecord> {
  const { params } = intent;
  const number = orderNumber(setting.idNamespace, setting.miniappId, intent.key.key);
  let merchant: Merchant;
  try {
    merchant = await ports.merchants.load(params);
  } catch (error) {
    return fromRecordAlone(ports, number, params, error);
  }
  // Only now has AWS told its time to a process that has just begun.
  const behindMs = clockBehindMs(ports);
  const right = behindMs > 0 ? running(ports, behindMs) : ports;
  return payWith(right, setting, merchant, number, { ...intent, deadline: intent.deadline + behindMs });
}

async function payWith(
  ports: Ports,
  setting: Setting,
  merchant: Merchant,
  number: OrderNumber,
  intent: SendIntent,
): Promise<StoredRecord> {
  const { params, deadline } = intent;
  const spend = spendOf(params, merchant, ports.clock.now());
  if (spend !== null) {
    const found = await ports.table.get(number.id);
    if (found !== undefined) return again(ports, setting, found, intent, merchant);
    if (!(await ports.budget.reserve(spend.account, spend.day, spend.fen, spend.limitFen))) {
      // A twin, or a claim that was given up, may have come in between: then it is not ours to refuse.
      const arrived = await ports.table.get(number.id);
      if (arrived === undefined) throw overBudget(params);
      return again(ports, setting, arrived, intent, merchant);
    }
  }
  const driver = { token: ports.newToken(), deadline, now: ports.clock.now() };
  const record = newRecord(params, intent.key.key, number, merchant.mchId, setting, driver);
  const found = await claim(ports, record, deadline);
  if (found !== null) {
    await release(ports, record, spend);
    return again(ports, setting, found, intent, merchant);
  }
  const inDoubt = setting.queryBeforeSend;
  const how = { ...callersBounds(record, merchant, deadline), inDoubt, reenters: false };
  const { told } = await drive(ports, record, how);
  if (told.state === 'closed') await release(ports, record, spend);
  return told;
}

/**
 * How far this host's clock runs behind AWS's; 0 when it does not. A claim of such a clock would stand in the middle
 * of a list whose positions are counted, under a lease that is over. One that runs ahead is only reported: whoever
 * meets its record puts the times right.
 */
function clockBehindMs({ clock, log }: Ports): number {
  const behindMs = clock.awsNow() - clock.now();
  if (Math.abs(behindMs) > MAX_CLOCK_ERROR_MS) log.error('host clock is wrong', { behind_ms: behindMs });
  return Math.max(0, behindMs);
}

/** The same with a clock put forward. */
function running(ports: Ports, behindMs: number): Ports {
  const { clock } = ports;
  return { ...ports, clock: { ...clock, now: () => clock.now() + behindMs } };
}

function again(
  ports: Ports,
  setting: Setting,
  found: StoredRecord,
  intent: SendIntent,
  merchant: Merchant,
): Promise<StoredRecord> {
  refuseOtherParams(found, intent.params);
  return repeat(ports, setting, found, merchant, intent.deadline);
}

/**
 * Without a secret a new intent cannot be paid, but a repeat is still told what is on record: a refusal of the
 * secret must not look like a refusal of a payment that was made.
 */
async function fromRecordAlone(
  ports: Ports,
  number: OrderNumber,
  params: SendParams,
  why: unknown,
): Promise<StoredRecord> {
  const found = await ports.table.get(number.id);
  if (found === undefined) throw why;
  refuseOtherParams(found, params);
  if (found.state !== 'paid' && found.state !== 'closed' && !(why instanceof MerchantError)) throw why;
  if (why instanceof MerchantError) ports.log.error(why.message, { record_id: found.id, state: found.state });
  return found;
}

/** What an intent takes of its account's budget. */
interface Spend {
  readonly account: string;
  /** The day that it is taken from, and would be given back to. */
  readonly day: string;
  readonly fen: number;
  readonly limitFen: number;
}

function spendOf(params: SendParams, { dailyBudgetFen }: Merchant, nowMs: number): Spend | null {
  if (dailyBudgetFen === null) return null;
  const day = beijingDay(nowMs);
  return { account: accountName(params), day, fen: params.total_fen, limitFen: dailyBudgetFen };
}

function overBudget({ official_account_id }: SendParams): SpendingGuardError {
  return new SpendingGuardError(
    `total_amount would pass daily_budget_yuan of ${safeName(official_account_id)} for today (Beijing time): this call sent nothing; repeat with the same idempotency_key tomorrow.`,
  );
}

/** Best effort: what is not given back only stops the account a little earlier. */
async function release(ports: Ports, record: StoredRecord, spend: Spend | null): Promise<void> {
  if (spend === null) return;
  try {
    await ports.budget.release(spend.account, spend.day, spend.fen);
  } catch (error) {
    ports.log.warn('budget not given back', { record_id: record.id, error: String(error) });
  }
}
