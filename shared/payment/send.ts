import { MerchantError, PlatformError, RedPackError, SpendingGuardError } from '../api/errors';
import { safeName } from '../api/log';
import { accountName, type Merchant } from '../api/merchant';
import type { SendParams } from '../api/payment-params';
import type { PaidData, UnpaidData } from '../api/responses';
import { beijingDay } from '../records/budget';
import type { StoredRecord } from '../records/record';
import { type OrderNumber, orderNumber } from '../wechat-pay/order-number';
import { sendData } from './decide/response';
import { type IdempotencyKey, refuseOtherParams } from './idempotency-key';
import { alarmAge } from './run/alarm';
import { onAwsTime } from './run/aws-time';
import { claim, newRecord } from './run/claim';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { repeat } from './run/resume';
import { callerBounds, runAttempt } from './run/run-attempt';

/** One validated payment. `deadline` in unix milliseconds. */
export interface PaymentRequest {
  readonly params: SendParams;
  readonly key: IdempotencyKey;
  readonly deadline: number;
}

/**
 * Makes a payment at most once, however often it is retried: secret → budget → claim → send → outcome. Nothing is
 * sent to WeChat before the claim, one conditional write of the whole record, is known to be durable.
 * @throws MerchantError (400), ParamError (400, key reused), SpendingGuardError (429), PlatformError (thrown on, with
 * the key to retry with).
 */
export async function sendRedPack(
  deps: PaymentDeps,
  setting: PaymentConfig,
  intent: PaymentRequest,
): Promise<PaidData | UnpaidData> {
  const { key, from } = intent.key;
  if (from === 'request' || from === 'random') {
    deps.log.warn('sent without an idempotency_key: a redelivery would be a payment of its own', {
      key_from: from,
    });
  }
  try {
    const record = await payOnce(deps, setting, intent);
    alarmAge(deps, record);
    return sendData(record);
  } catch (error) {
    if (error instanceof RedPackError && error.status !== null) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new PlatformError(`${what} Repeat only with key ${JSON.stringify(key)}.`, { cause: error });
  }
}

async function payOnce(
  deps: PaymentDeps,
  setting: PaymentConfig,
  intent: PaymentRequest,
): Promise<StoredRecord> {
  const { params } = intent;
  const number = orderNumber(setting.idNamespace, setting.miniappId, intent.key.key);
  let merchant: Merchant;
  try {
    merchant = await deps.merchants.load(params);
  } catch (error) {
    return fromRecordAlone(deps, number, params, error);
  }
  // A process that has just started learns AWS's time only from this first response.
  const right = onAwsTime(deps, intent.deadline);
  return payWith(right.deps, setting, merchant, number, { ...intent, deadline: right.deadline });
}

async function payWith(
  deps: PaymentDeps,
  setting: PaymentConfig,
  merchant: Merchant,
  number: OrderNumber,
  intent: PaymentRequest,
): Promise<StoredRecord> {
  const { params, deadline } = intent;
  const spend = spendOf(params, merchant, deps.clock.now());
  if (spend !== null) {
    const found = await deps.table.get(number.id);
    if (found !== undefined) return again(deps, setting, found, intent, merchant);
    if (!(await deps.budget.reserve(spend.account, spend.day, spend.fen, spend.limitFen))) {
      // A concurrent duplicate, or a claim that was given up, may have arrived in between: then this call must not
      // refuse it.
      const arrived = await deps.table.get(number.id);
      if (arrived === undefined) throw overBudget(params);
      return again(deps, setting, arrived, intent, merchant);
    }
  }
  const driver = { token: deps.newToken(), deadline, now: deps.clock.now() };
  const record = newRecord(params, intent.key.key, number, merchant.mchId, setting, driver);
  const found = await claim(deps, record, deadline);
  if (found !== null) {
    await release(deps, record, spend);
    return again(deps, setting, found, intent, merchant);
  }
  const inDoubt = setting.queryBeforeSend;
  const how = { ...callerBounds(record, merchant, deadline), inDoubt, reenters: false };
  const { told } = await runAttempt(deps, record, how);
  if (told.state === 'closed') await release(deps, record, spend);
  return told;
}

function again(
  deps: PaymentDeps,
  setting: PaymentConfig,
  found: StoredRecord,
  intent: PaymentRequest,
  merchant: Merchant,
): Promise<StoredRecord> {
  refuseOtherParams(found, intent.params);
  return repeat(deps, setting, found, merchant, intent.deadline);
}

/**
 * Without a secret a new payment is impossible, but a retry still gets the stored result: a refusal because of the
 * secret must not look like a refusal of a payment that was made.
 */
async function fromRecordAlone(
  deps: PaymentDeps,
  number: OrderNumber,
  params: SendParams,
  why: unknown,
): Promise<StoredRecord> {
  const found = await deps.table.get(number.id);
  if (found === undefined) throw why;
  refuseOtherParams(found, params);
  if (found.state !== 'paid' && found.state !== 'closed' && !(why instanceof MerchantError)) throw why;
  if (why instanceof MerchantError) deps.log.error(why.message, { record_id: found.id, state: found.state });
  return found;
}

/** Amount that a payment reserves from its account's budget. */
interface Spend {
  readonly account: string;
  /** The day whose budget it is reserved from, and would be released to. */
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

/** Best effort: an amount that is not released only stops the account a little earlier. */
async function release(deps: PaymentDeps, record: StoredRecord, spend: Spend | null): Promise<void> {
  if (spend === null) return;
  try {
    await deps.budget.release(spend.account, spend.day, spend.fen);
  } catch (error) {
    deps.log.warn('budget not given back', { record_id: record.id, error: String(error) });
  }
}
