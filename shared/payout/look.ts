import type { Merchant } from '../contract/merchant';
import type { Progress, StoredRecord } from '../records/record';
import { type QueryReading, readQuery } from '../wechat-pay/query-reading';
import { queryRequest } from '../wechat-pay/requests';
import { alarmContradiction, alarmPaidAfterClosed } from './alarm';
import { dueAfter } from './due';
import { hostOf, learnFromQuery, standingOf } from './learn';
import { asMet, conclude, isDriven, reportSendingEnded } from './ownership';
import type { Ports } from './ports';
import { MAX_ANSWER_MS, TIME_TO_RECORD_MS } from './rules';
import { correctedTimes } from './times';

/**
 * Asks WeChat for one record and records what it says; never sends.
 * While a driver owns the record only its status is noted, and that it is paid: closing or parking it would let
 * another driver in beside this one.
 * @param recovering sets when the record is due next; whoever else asks often must not postpone that
 */
export async function look(
  ports: Ports,
  stored: StoredRecord,
  merchant: Merchant,
  deadline: number,
  recovering = false,
): Promise<{ readonly record: StoredRecord; readonly query: QueryReading }> {
  const { weChatPay, clock } = ports;
  const timeoutMs = Math.max(1, Math.min(MAX_ANSWER_MS, deadline - clock.now() - TIME_TO_RECORD_MS));
  const host = hostOf(stored, clock.now(), weChatPay.hostCount);
  const reply = await weChatPay.post(queryRequest(stored, merchant), merchant, host, timeoutMs);
  const query = readQuery(reply, stored, merchant.apiKey, standingOf(stored));
  ports.log.info('query completed', {
    ...{ record_id: stored.id, mch_billno: stored.mch_billno, reading: query.kind },
  });
  alarmContradiction(ports, stored, query);
  return { query, record: await note(ports, stored, query, recovering) };
}

async function note(
  ports: Ports,
  stored: StoredRecord,
  query: QueryReading,
  recovering: boolean,
): Promise<StoredRecord> {
  const nowMs = ports.clock.now();
  const isOwned = isDriven(stored, nowMs);
  const { record } = isOwned ? { record: stored } : asMet(stored, nowMs);
  const learned = learnFromQuery(record, query, nowMs);
  try {
    if (!moves(record, learned, isOwned)) return await noteProgress(ports, stored, learned, recovering);
    const after = { ...record, ...learned };
    if (await conclude(ports, stored, after)) return after;
    const onRecord = (await ports.table.get(stored.id)) ?? stored;
    alarmPaidAfterClosed(ports, onRecord, after);
    return onRecord;
  } catch (error) {
    ports.log.error('query result not recorded', { record_id: stored.id, error: String(error) });
    return stored;
  }
}

/** Does what WeChat says move the record to another state, and may this query move it? */
function moves(record: StoredRecord, { state }: Partial<Progress>, isOwned: boolean): boolean {
  if (state === undefined || state === record.state) return false;
  if (record.state === 'paid' || record.state === 'closed') return false;
  return state === 'paid' || !isOwned;
}

/** What a query notes of a record that it does not move; of one that is paid or closed, its status only. */
const NOTED_OF_FINAL = ['status'] as const;
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

/** Leaves lease and due time alone, unless recovery asks. */
async function noteProgress(
  ports: Ports,
  record: StoredRecord,
  learned: Partial<Progress>,
  recovering: boolean,
): Promise<StoredRecord> {
  const nowMs = ports.clock.now();
  const isFinal = record.state === 'paid' || record.state === 'closed';
  // Named but undefined is to be forgotten; not named at all stands as it is.
  const news = (isFinal ? NOTED_OF_FINAL : NOTED).filter(
    (name) => name in learned && learned[name] !== record[name],
  );
  if (news.length === 0 && !recovering) return record;
  const noted: Partial<Progress> = Object.fromEntries(news.map((name) => [name, learned[name]]));
  const times = recovering ? correctedTimes(record, nowMs) : {};
  const next = recovering ? dueAfter({ ...record, ...times }, nowMs) : {};
  const changes = { ...times, ...noted, ...next, updated_at: Math.floor(nowMs / 1000) };
  await ports.table.update(record.id, { state: record.state, token: record.token }, changes);
  const after = { ...record, ...changes };
  reportSendingEnded(ports, record, after);
  return after;
}
