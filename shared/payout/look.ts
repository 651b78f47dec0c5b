import type { Merchant } from '../contract/merchant';
import type { Progress, StoredRecord } from '../records/record';
import { type QueryReading, readQuery } from '../wechat-pay/query-reading';
import { queryRequest } from '../wechat-pay/requests';
import { alarmContradiction } from './alarm';
import { dueAfter, hostOf, isAnothers, learnFromQuery } from './learn';
import { conclude, doubtOfDeadDriver, isDriven } from './ownership';
import type { Ports } from './ports';
import { MAX_ANSWER_MS, TIME_TO_RECORD_MS } from './rules';

/**
 * Asks WeChat for one record and records what it says; never sends.
 * While a driver owns the record only its status is noted, and that it is paid: closing or parking it would let
 * another driver in beside this one.
 * @param settling puts a parked record's next look a day off
 */
export async function look(
  ports: Ports,
  record: StoredRecord,
  merchant: Merchant,
  deadline: number,
  settling = false,
): Promise<{ readonly record: StoredRecord; readonly query: QueryReading }> {
  const timeoutMs = Math.max(1, Math.min(MAX_ANSWER_MS, deadline - ports.clock.now() - TIME_TO_RECORD_MS));
  const { weChatPay, clock } = ports;
  const host = hostOf(record, clock.now(), weChatPay.hostCount);
  const reply = await weChatPay.post(queryRequest(record, merchant), merchant, host, timeoutMs);
  const query = readQuery(reply, record, merchant.apiKey, isAnothers(record));
  ports.log.info('outcome', { record_id: record.id, mch_billno: record.mch_billno, query: query.kind });
  alarmContradiction(ports, record, query);
  return { query, record: await note(ports, record, query, settling) };
}

async function note(
  ports: Ports,
  record: StoredRecord,
  query: QueryReading,
  settling: boolean,
): Promise<StoredRecord> {
  const learned = learnFromQuery(record, query, ports.clock.now());
  try {
    if (!moves(ports, record, learned)) return await noteProgress(ports, record, learned, settling);
    const after = { ...record, ...doubtOfDeadDriver(record), ...learned };
    if (await conclude(ports, record, after)) return after;
    return (await ports.table.get(record.id)) ?? record;
  } catch (error) {
    ports.log.error('look-up not recorded', { record_id: record.id, error: String(error) });
    return record;
  }
}

/** Does what WeChat says move the record to another state, and may this look-up move it? */
function moves(ports: Ports, record: StoredRecord, { state }: Partial<Progress>): boolean {
  if (state === undefined || state === record.state) return false;
  if (record.state === 'paid' || record.state === 'closed') return false;
  return state === 'paid' || !isDriven(record, ports.clock.now());
}

/** What a look-up notes of a record that it does not move. */
const NOTED = [
  'status',
  'missing_count',
  'missing_since_ms',
  'refused_at_ms',
  'refused_code',
  'refused_text',
] as const;

/** Leaves lease and due time alone, unless settling asks: whoever else asks often must not put settling off. */
async function noteProgress(
  ports: Ports,
  record: StoredRecord,
  learned: Partial<Progress>,
  settling: boolean,
): Promise<StoredRecord> {
  const nowMs = ports.clock.now();
  // Named but undefined is to be forgotten; not named at all stands as it is.
  const news = NOTED.filter((name) => name in learned && learned[name] !== record[name]);
  if (news.length === 0 && !settling) return record;
  const noted: Partial<Progress> = Object.fromEntries(news.map((name) => [name, learned[name]]));
  const next = settling ? dueAfter(record, nowMs) : {};
  const changes = { ...noted, ...next, updated_at: Math.floor(nowMs / 1000) };
  await ports.table.update(record.id, { state: record.state, token: record.token }, changes);
  return { ...record, ...changes };
}
