import { faultFields, MerchantError, PlatformError, RedPackError } from '../api/errors';
import type { Merchant } from '../api/merchant';
import type { PaidData, UnpaidData } from '../api/responses';
import type { SendParams } from '../api/send-params';
import type { StoredRecord } from '../records/record';
import { type OrderNumber, orderNumber } from '../wechat-pay/order-number';
import { newRecord } from './decide/new-record';
import { sendData } from './decide/response';
import { type IdempotencyKey, refuseOtherParams } from './idempotency-key';
import { alarmAge } from './run/alarm';
import { onAwsTime } from './run/aws-time';
import { claimOrFind } from './run/claim';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { repeat } from './run/repeat';
import { callerBounds, runAttempt } from './run/run-attempt';
import { Spend } from './run/spend';

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
  config: PaymentConfig,
  request: PaymentRequest,
): Promise<PaidData | UnpaidData> {
  const { key, from } = request.key;
  if (from === 'request' || from === 'random') {
    deps.log.warn('sent without an idempotency_key: a redelivery would be a payment of its own', {
      key_from: from,
    });
  }
  try {
    const record = await payOnce(deps, config, request);
    alarmAge(deps, record);
    return sendData(record);
  } catch (error) {
    if (error instanceof RedPackError && error.status !== null) throw error;
    const what = error instanceof Error ? error.message : String(error);
    throw new PlatformError(`${what} Repeat only with key ${JSON.stringify(key)}.`, { cause: error });
  }
}

async function payOnce(
  given: PaymentDeps,
  config: PaymentConfig,
  request: PaymentRequest,
): Promise<StoredRecord> {
  const { params, key } = request;
  const number = orderNumber(config.idNamespace, config.miniappId, key.key);
  let merchant: Merchant;
  try {
    merchant = await given.merchants.load(params);
  } catch (error) {
    return fromRecordAlone(given, number, params, error);
  }
  // A process that has just started learns AWS's time only from this first response.
  const { deps, deadline } = onAwsTime(given, request.deadline);
  const { miniappId: miniapp_id, clientIp: client_ip } = config;
  const wanted = newRecord(params, {
    ...{ number, idempotency_key: key.key, miniapp_id, client_ip, mch_id: merchant.mchId },
    ...{ token: deps.newToken(), deadline, now: deps.clock.now() },
  });
  const spend = Spend.of(deps, params, merchant);
  const { record, isNew } = await claimOrFind(deps, wanted, spend, deadline);
  if (!isNew) {
    refuseOtherParams(record, params);
    return repeat(deps, config, record, merchant, deadline);
  }
  const inDoubt = config.queryBeforeSend;
  const options = { ...callerBounds(record, merchant, deadline), inDoubt, reenters: false };
  const { told } = await runAttempt(deps, record, options);
  if (told.state === 'closed') await spend?.release(record.id);
  return told;
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
  const isFinal = found.state === 'paid' || found.state === 'closed';
  if (!isFinal && !(why instanceof MerchantError)) throw why;
  if (why instanceof MerchantError)
    deps.log.error(why.message, { record_id: found.id, state: found.state, ...faultFields(why) });
  return found;
}
