import { type DetailedRecord, isHError, type RedPack } from '../../sdk/index';
import { yuanToFen } from '../../shared/api/money';
import type { PlanLine } from '../../shared/campaign/plan-line';
import type { Plan } from '../../shared/campaign/read-plan';
import type { PlanRow } from '../../shared/campaign/write-plan';
import { CommandError } from '../errors';
import { inOrder, zip } from './in-order';
import type { RowOutcome } from './outcomes';

/** A line of the plan with its record, if there is one. */
export interface RowRecord {
  /** Of the plan, from 0. */
  readonly n: number;
  readonly line: PlanLine;
  readonly row: PlanRow;
  readonly fen: number;
  readonly record: DetailedRecord | null;
  /** `rejected` where the key was used for another payment, which is then the record's. */
  readonly outcome: RowOutcome;
}

/** The record of a key; null if there is none. @throws HError */
export async function recordOf(redPack: RedPack, idempotency_key: string): Promise<DetailedRecord | null> {
  try {
    const { data } = await redPack.getSentRedPack({ idempotency_key, details: true });
    if (data.outcome === undefined)
      throw new CommandError(
        'getSentRedPack returned a record without details: deploy this version of the functions first.',
      );
    return data;
  } catch (error) {
    if (isHError(error) && error.code === 404) return null;
    throw error;
  }
}

/** What a record says of its row. */
export function outcomeOf(line: PlanLine, record: DetailedRecord | null): RowOutcome {
  if (record === null) return 'unsent';
  const isOther = record.total_amount !== line.total_amount || record.re_openid !== line.re_openid;
  return isOther ? 'rejected' : record.outcome;
}

async function* rowsOf(plan: Plan): AsyncGenerator<Pick<RowRecord, 'n' | 'line' | 'row'>> {
  let n = 0;
  for await (const [line, row] of zip(plan.lines(), plan.rows())) {
    yield { n, line, row };
    n += 1;
  }
}

/** Every line of a plan with its record, in the order of the plan, from so many lookups at once. */
export function recordsOf(plan: Plan, redPack: RedPack, atOnce: number): AsyncGenerator<RowRecord> {
  return inOrder(rowsOf(plan), atOnce, async ({ n, line, row }) => {
    const record = await recordOf(redPack, line.idempotency_key);
    const fen = yuanToFen(line.total_amount) ?? 0;
    return { n, line, row, fen, record, outcome: outcomeOf(line, record) };
  });
}
