import { codeWord, maskOpenid } from '../../api/log';
import { type Merchant, safeAccountName } from '../../api/merchant';
import type { StoredRecord } from '../../records/record';
import { ACCOUNT_FAULT_CODES, CERTIFICATE_REFUSED } from '../../wechat-pay/responses/account-faults';
import { dueAfter } from '../decide/due';
import { SEND_SPACING_MS } from '../decide/limits';
import { repeatableUntil } from '../decide/times';
import { alarmContradiction, alarmPaidAfterClosed } from './alarm';
import { type AttemptOptions, type Exchange, PaymentAttempt } from './attempt';
import type { PaymentDeps } from './deps';
import { asMet, commitAndRelease, reportSendingEnded } from './lease';

/** State of a record after an attempt. */
export interface Outcome {
  /** The caller's view: WeChat's own confirmation of a payment counts, whatever is stored. */
  readonly told: StoredRecord;
  readonly onRecord: StoredRecord;
}

/** Limits of an attempt that works for a caller, whether it created the record or found it. */
export function callerBounds(record: StoredRecord, merchant: Merchant, deadline: number) {
  return { merchant, deadline, sendUntil: repeatableUntil(record), resendWaitMs: SEND_SPACING_MS };
}

/**
 * Runs an attempt on an owned record and stores the result. WeChat's answer survives a failure to store it, with one
 * exception: a record that is still stored as open is not reported as `refused`.
 */
export async function runAttempt(
  deps: PaymentDeps,
  owned: StoredRecord,
  options: AttemptOptions,
): Promise<Outcome> {
  const { record, exchanges, query } = await new PaymentAttempt(deps, owned, options).run();
  const { id: record_id, mch_billno, re_openid, state, err_code, total_fen: fen } = record;
  deps.log.info('send completed', {
    ...{ record_id, mch_billno, re_openid: maskOpenid(re_openid) },
    ...{ account: safeAccountName(record), fen, state, code: codeWord(err_code ?? null), exchanges },
    ...faultFieldsOf(exchanges),
  });
  // An order that the query alone did not prove may have been proven since, by the response to a send.
  const { foreign_at_ms, proof } = record;
  if (proof !== 'echo') alarmContradiction(deps, { ...owned, foreign_at_ms }, query);
  return store(deps, owned, record);
}

/** The last fault of the account among the responses, whatever the attempt ended with. */
function faultFieldsOf(exchanges: readonly Exchange[]): { readonly fault_code?: string } {
  const codes = exchanges.map(({ code }) => code ?? '');
  const fault_code = codes.findLast((code) => ACCOUNT_FAULT_CODES.has(code) || code === CERTIFICATE_REFUSED);
  return fault_code === undefined ? {} : { fault_code };
}

async function store(deps: PaymentDeps, owned: StoredRecord, learned: StoredRecord): Promise<Outcome> {
  try {
    if (await commitAndRelease(deps, owned, learned)) return { told: learned, onRecord: learned };
    deps.log.warn('another attempt took the record over', { record_id: owned.id });
    const onRecord = (await deps.table.get(owned.id)) ?? learned;
    alarmPaidAfterClosed(deps, onRecord, learned);
    // WeChat's confirmation is true for any owner of the record; about anything less the owner knows more.
    return { told: learned.state === 'paid' ? learned : onRecord, onRecord };
  } catch (error) {
    // Recovery finds the record by its due time and stores what WeChat says.
    deps.log.error('outcome not recorded', {
      record_id: owned.id,
      state: learned.state,
      error: String(error),
    });
    // The stored record is open, and will be sent again: reporting it as refused would invite a second payment under
    // a new key.
    const told: StoredRecord = learned.state === 'closed' ? { ...learned, state: 'open' } : learned;
    return { told, onRecord: owned };
  }
}

/**
 * Reschedules a due record whose account secret is unavailable, as if WeChat had not answered. Otherwise it would stay
 * at the head of the queue and never trigger the age alarm.
 */
export async function reschedule(deps: PaymentDeps, stored: StoredRecord): Promise<StoredRecord> {
  const nowMs = deps.clock.now();
  // An expired lease stays unchanged, and with it the doubt: only an attempt that takes the record may drop it.
  const { lease_until_ms: _, doubt_at_ms: __, ...times } = asMet(stored, nowMs).news;
  const record = { ...stored, ...times };
  const changes = { ...times, ...dueAfter(record, nowMs, deps.followUp) };
  await deps.table.update(stored.id, { state: stored.state, token: stored.token }, changes);
  const after = { ...record, ...changes };
  reportSendingEnded(deps, stored, after);
  return after;
}
