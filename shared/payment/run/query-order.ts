import type { Merchant } from '../../api/merchant';
import type { Progress, StoredRecord } from '../../records/record';
import { queryRequest } from '../../wechat-pay/requests';
import { accountFaultOf } from '../../wechat-pay/responses/account-faults';
import { classifyQuery, type QueryResult } from '../../wechat-pay/responses/classify-query';
import { dueAfter } from '../decide/due';
import { MAX_ANSWER_MS, TIME_TO_RECORD_MS } from '../decide/limits';
import { correctedTimes } from '../decide/times';
import { applyQueryResult, hostOf, standingOf } from '../decide/transitions';
import { alarmContradiction, alarmPaidAfterClosed } from './alarm';
import type { PaymentDeps } from './deps';
import { asMet, commitAndRelease, isLeased, reportSendingEnded } from './lease';

/**
 * Queries WeChat for one record and stores the result; never sends. While an attempt owns the record, this stores
 * only the status and a payment: closing or parking the record would let a second attempt start.
 * @param recovering sets when the record is due next; other callers, however often they query, must not postpone that
 */
export async function queryOrder(
  deps: PaymentDeps,
  stored: StoredRecord,
  merchant: Merchant,
  deadline: number,
  recovering = false,
): Promise<{ readonly record: StoredRecord; readonly query: QueryResult }> {
  const { weChatPay, clock } = deps;
  const timeoutMs = Math.max(1, Math.min(MAX_ANSWER_MS, deadline - clock.now() - TIME_TO_RECORD_MS));
  const host = hostOf(stored, clock.now(), weChatPay.hostCount);
  const reply = await weChatPay.post(queryRequest(stored, merchant), merchant, host, timeoutMs);
  const query = classifyQuery(reply, stored, merchant.apiKey, standingOf(stored));
  const fault_code = accountFaultOf(query);
  deps.log.info('query completed', {
    ...{ record_id: stored.id, mch_billno: stored.mch_billno, result: query.kind },
    ...(fault_code !== null && { fault_code }),
  });
  alarmContradiction(deps, stored, query);
  return { query, record: await note(deps, stored, query, recovering) };
}

async function note(
  deps: PaymentDeps,
  stored: StoredRecord,
  query: QueryResult,
  recovering: boolean,
): Promise<StoredRecord> {
  const nowMs = deps.clock.now();
  const isOwned = isLeased(stored, nowMs);
  const { record } = isOwned ? { record: stored } : asMet(stored, nowMs);
  const learned = applyQueryResult(record, query, nowMs);
  try {
    if (!moves(record, learned, isOwned)) return await noteProgress(deps, stored, learned, recovering);
    const after = { ...record, ...learned };
    if (await commitAndRelease(deps, stored, after)) return after;
    const onRecord = (await deps.table.get(stored.id)) ?? stored;
    alarmPaidAfterClosed(deps, onRecord, after);
    return onRecord;
  } catch (error) {
    deps.log.error('query result not recorded', { record_id: stored.id, error: String(error) });
    return stored;
  }
}

/** Whether WeChat's answer moves the record to another state, and this query may move it. */
function moves(record: StoredRecord, { state }: Partial<Progress>, isOwned: boolean): boolean {
  if (state === undefined || state === record.state) return false;
  if (record.state === 'paid' || record.state === 'closed') return false;
  return state === 'paid' || !isOwned;
}

/** Fields that a query notes in a record that it does not move; in a paid or closed one, only what became of it. */
const NOTED_OF_FINAL = ['status', 'received_fen', 'received_at', 'refunded_fen', 'refunded_at'] as const;
const NOTED = [
  'status',
  'missing_count',
  'missing_since_ms',
  'not_found_since_ms',
  'order_seen_at_ms',
  'unproven_at_ms',
  'refused_at_ms',
  'refused_code',
  'refused_text',
] as const;

/** Leaves lease and due time unchanged; only recovery sets the due time. */
async function noteProgress(
  deps: PaymentDeps,
  record: StoredRecord,
  learned: Partial<Progress>,
  recovering: boolean,
): Promise<StoredRecord> {
  const nowMs = deps.clock.now();
  const isFinal = record.state === 'paid' || record.state === 'closed';
  // A field that is present but undefined is removed; an absent field stays unchanged.
  const news = (isFinal ? NOTED_OF_FINAL : NOTED).filter(
    (name) => name in learned && learned[name] !== record[name],
  );
  if (news.length === 0 && !recovering) return record;
  // The time of a query alone is no news worth a write.
  const { asked_at = record.asked_at } = learned;
  const noted: Partial<Progress> = {
    ...Object.fromEntries(news.map((name) => [name, learned[name]])),
    asked_at,
  };
  const times = recovering ? correctedTimes(record, nowMs) : {};
  const next = recovering ? dueAfter({ ...record, ...times, ...noted }, nowMs, deps.followUp) : {};
  const changes = { ...times, ...noted, ...next, updated_at: Math.floor(nowMs / 1000) };
  await deps.table.update(record.id, { state: record.state, token: record.token }, changes);
  const after = { ...record, ...changes };
  reportSendingEnded(deps, record, after);
  return after;
}
