import type { StoredRecord } from '../../../shared/records/record';
import type { Answer } from './history';
import { PARAMS } from './intent';
import type { Simulation } from './simulation';

const DAY_MS = 24 * 3_600_000;
/** From here on nobody sends the number by himself, and later it is a person's. */
const SEND_AGE_MS = DAY_MS;
const UNRESOLVED_AGE_MS = 29 * DAY_MS;

/** What of the promises does not hold, in sentences. */
export function judge(sim: Simulation, answers: readonly Answer[]): string[] {
  const found: string[] = [];
  const { payments } = sim.weChat;
  const records = [...sim.table.records.values()];
  if (payments.length > 1) found.push(`paid ${payments.length} times`);
  if (records.length > 1) found.push(`${records.length} records for one intent`);
  const recorded = records
    .filter(({ state }) => state === 'paid')
    .reduce((sum, { total_fen }) => sum + total_fen, 0);
  const paid = payments.reduce((sum, { fen }) => sum + fen, 0);
  // A record that is open, and may be, says nothing of the payment yet.
  const isOpen = records.some((record) => record.state === 'open' && judgeRecord(sim, record).length === 0);
  if (recorded > paid || (recorded < paid && !isOpen))
    found.push(`WeChat paid ${paid} fen, the records say ${recorded}`);
  for (const answer of answers) found.push(...judgeAnswer(answer, payments.length));
  found.push(...judgeBudget(sim, recorded));
  for (const record of records) found.push(...judgeRecord(sim, record));
  for (const [number, times] of sim.sentAt) {
    const close = times.some((time, index) => index > 0 && time - (times[index - 1] ?? 0) < 1_000);
    if (close) found.push(`${number} was sent twice within a second`);
  }
  return found;
}

function judgeAnswer(answer: Answer, payments: number): string[] {
  if (answer.how !== 'answered') return [];
  if ('return_code' in answer.data)
    return payments === 1 ? [] : ['SUCCESS was answered, and nothing was paid'];
  return answer.data.outcome === 'refused' && payments > 0 ? ['refused was answered, and it was paid'] : [];
}

/** A budget may count too much, and so stop early; never less than is paid out of it. */
function judgeBudget({ dailyBudgetFen, budget }: Simulation, paidFen: number): string[] {
  const counted = budget.total();
  return dailyBudgetFen === null || counted >= paidFen
    ? []
    : [`the budget counts ${counted} of ${paidFen} fen`];
}

function judgeRecord(sim: Simulation, record: StoredRecord): string[] {
  const order = sim.weChat.order(record.mch_id, record.mch_billno);
  if (record.total_fen !== PARAMS.total_fen || record.re_openid !== PARAMS.re_openid)
    return ['the record changed'];
  const isForeign = order !== undefined && sim.weChat.isForeign(order);
  switch (record.state) {
    case 'paid':
      return order?.state === 'paid' && !isForeign ? [] : ['paid on record, not at WeChat'];
    case 'closed':
      // What WeChat kept for so long that it no longer answers for it, a person has closed.
      return order === undefined ||
        order.state === 'failed' ||
        isForeign ||
        (order.state === 'parked' && record.resolution_note !== undefined)
        ? []
        : [`closed on record, ${order.state} at WeChat`];
    case 'parked':
      return order === undefined || order.state === 'parked' || isForeign
        ? []
        : [`parked on record, ${order.state} at WeChat`];
    case 'open': {
      const { created_at, first_met_ms = Number.POSITIVE_INFINITY } = record;
      const ageMs = sim.world.now - Math.min(created_at * 1000, first_met_ms);
      // Too old to be sent, and WeChat has no order of it: it is asked for until that is sure.
      if (order === undefined && ageMs >= SEND_AGE_MS)
        return sim.errors.length > 0 ? [] : ['no longer sent, and nothing was logged at ERROR'];
      // Whose order it is, no query tells, and WeChat no longer compares; or nobody could ask in time. A person knows.
      const isAnyones = record.unproven_at_ms !== undefined;
      if (isForeign || isAnyones || ageMs >= UNRESOLVED_AGE_MS)
        return sim.errors.length > 0 ? [] : ['open for a person, and nothing was logged at ERROR'];
      return [`still open after ${sim.queries} queries, ${order?.state ?? 'missing'} at WeChat`];
    }
  }
}
