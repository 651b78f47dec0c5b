import { faultFields, MerchantError } from '../api/errors';
import type { RetriedData, RetriedRecord } from '../api/responses';
import { outcomeOf } from '../records/details';
import type { StoredRecord } from '../records/record';
import {
  MIN_TIME_TO_RECOVER_MS,
  RECOVERY_QUERY_PACE_MS,
  RECOVERY_SEND_PACE_MS,
  RECOVERY_WORKERS,
} from './decide/limits';
import { repeatableUntil } from './decide/times';
import { alone } from './pass';
import type { PaymentConfig, PaymentDeps } from './run/deps';
import { Pacer } from './run/pacer';
import { repeat } from './run/repeat';

/**
 * Sends parked records again under their own numbers, as a repeat by their callers would, at the pace of recovery.
 * Whatever is not parked, or was claimed more than 72 hours ago, is left as it is.
 * @returns each record that was handled, and the ids that were not: another pass is running, or time was up.
 */
export async function retryParked(
  given: PaymentDeps,
  config: PaymentConfig,
  ids: readonly string[],
  givenDeadline: number,
): Promise<RetriedData> {
  const left = new Set(ids);
  const records = await alone(given, givenDeadline, async (deps, deadline) => {
    const pacer = new Pacer({ send: RECOVERY_SEND_PACE_MS, query: RECOVERY_QUERY_PACE_MS });
    const waiting = [...left];
    const done: RetriedRecord[] = [];
    const work = async (): Promise<void> => {
      while (deadline - deps.clock.now() >= MIN_TIME_TO_RECOVER_MS) {
        const id = waiting.shift();
        if (id === undefined) return;
        done.push(await retryOne(deps, config, id, deadline, pacer));
        left.delete(id);
      }
    };
    await Promise.all(Array.from({ length: RECOVERY_WORKERS }, work));
    return done;
  });
  return { records: records ?? [], left: [...left] };
}

async function retryOne(
  deps: PaymentDeps,
  config: PaymentConfig,
  id: string,
  deadline: number,
  pacer: Pacer,
): Promise<RetriedRecord> {
  const none = { id, mch_billno: null, outcome: null, err_code: null };
  try {
    const found = await deps.table.get(id);
    if (found === undefined || found.miniapp_id !== config.miniappId)
      return { ...none, error_msg: 'There is no such record.' };
    if (found.state !== 'parked') return told(found);
    if (deps.clock.now() >= repeatableUntil(found))
      return {
        ...told(found),
        error_msg: 'It was claimed more than 72 hours ago: pay with a new key once it is refused.',
      };
    // A secret that was changed meanwhile is loaded again by the attempt, when WeChat refuses the cached one.
    const merchant = await deps.merchants.load(found);
    return told(await repeat(deps, config, found, merchant, deadline, pacer));
  } catch (error) {
    deps.log.error('record not retried', { record_id: id, error: String(error), ...faultFields(error) });
    const text =
      error instanceof MerchantError ? error.message : 'It could not be retried; the log says why.';
    return { ...none, error_msg: text };
  }
}

function told(record: StoredRecord): RetriedRecord {
  const { id, mch_billno, state, err_code } = record;
  return {
    id,
    mch_billno,
    outcome: outcomeOf(state),
    err_code: state === 'paid' ? null : (err_code ?? null),
  };
}
