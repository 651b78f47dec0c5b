import { type DetailedRecord, isHError, type RedPack } from '../../sdk/index';
import { yuanToFen } from '../../shared/api/money';
import type { PlanLine } from '../../shared/campaign/plan-line';
import type { Plan } from '../../shared/campaign/read-plan';
import { MAX_IN_FLIGHT } from './client';
import { inOrder } from './in-order';
import type { Journal } from './journal';
import { outcomeOf, recordOf } from './lookup';
import type { RowOutcome, RowOutcomes } from './outcomes';
import { rowsWhere } from './run/run-plan';

export interface Survey {
  readonly plan: Plan;
  readonly rows: RowOutcomes;
  readonly journal: Pick<Journal, 'record'>;
  readonly redPack: RedPack;
  readonly atOnce: number;
  /** Look up rows as well that no run on this machine has reached. */
  readonly all: boolean;
}

/** Lets WeChat be asked about a packet, which never sends; the record then says what came of it. */
async function askWeChat(redPack: RedPack, idempotency_key: string): Promise<void> {
  try {
    await redPack.getRedPackStatus({ idempotency_key });
  } catch (error) {
    // Recovery asks again; the record says what is known until then.
    if (!isHError(error)) throw error;
  }
}

async function lookUp(redPack: RedPack, line: PlanLine): Promise<DetailedRecord | null> {
  const record = await recordOf(redPack, line.idempotency_key);
  if (record?.outcome !== 'open') return record;
  await askWeChat(redPack, line.idempotency_key);
  return recordOf(redPack, line.idempotency_key);
}

/** Rows that may have a record which the journal does not know: a run that was killed had so many in flight at most. */
function isUnknown({ rows, all }: Survey): (n: number) => boolean {
  const frontier = all ? rows.count : rows.attempted + MAX_IN_FLIGHT;
  return (n) => !rows.isFinal(n) && (rows.of(n) !== 'unsent' || n < frontier);
}

/** Brings the journal up to date with the records, and asks WeChat about those that are open. */
export async function survey(given: Survey): Promise<void> {
  const { plan, rows, journal, redPack, atOnce } = given;
  const unknown = rowsWhere(plan.lines(), isUnknown(given));
  const found = inOrder(unknown, atOnce, async ({ n, line }) => ({
    ...{ n, line },
    record: await lookUp(redPack, line),
  }));
  for await (const { n, line, record } of found) {
    const outcome: RowOutcome = outcomeOf(line, record);
    if (outcome === rows.of(n)) continue;
    const fen = yuanToFen(line.total_amount) ?? 0;
    journal.record(n, outcome, fen, record?.result?.err_code, record?.created_at);
  }
}
