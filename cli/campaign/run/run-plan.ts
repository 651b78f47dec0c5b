import { yuanToFen } from '../../../shared/api/money';
import type { PlanLine } from '../../../shared/campaign/plan-line';
import type { Journal } from '../journal';
import type { RowOutcomes } from '../outcomes';
import type { Pace } from './pace';
import type { RowResult } from './send-row';
import type { Stop, Watch } from './stop';

export interface PlanRow {
  /** Of the plan, from 0. */
  readonly n: number;
  readonly line: PlanLine;
}

export interface RunDeps {
  readonly send: (line: PlanLine) => Promise<RowResult | null>;
  readonly rows: RowOutcomes;
  readonly journal: Pick<Journal, 'record'>;
  readonly pace: Pace;
  readonly stop: Stop;
  readonly watch: Pick<Watch, 'see'>;
  /** Called after each answer. */
  readonly onResult: (row: PlanRow, result: RowResult) => void;
}

function handle(row: PlanRow, result: RowResult, deps: RunDeps): void {
  const fen = yuanToFen(row.line.total_amount) ?? 0;
  const isFirst = deps.rows.of(row.n) === 'unsent';
  // What was refused before anything was sent is as it was.
  if (result.outcome !== 'unsent') deps.journal.record(row.n, result.outcome, fen, result.code);
  deps.pace.answered(result.code);
  deps.watch.see(result, isFirst);
  deps.onResult(row, result);
}

async function work(rows: AsyncIterator<PlanRow>, deps: RunDeps): Promise<void> {
  const { pace, stop } = deps;
  for (;;) {
    await pace.wait(stop.signal);
    const next = await rows.next();
    // It may have been requested while the row waited for its turn or was read.
    if (next.done === true || stop.isRequested) return;
    const result = await deps.send(next.value.line);
    if (result !== null) handle(next.value, result, deps);
  }
}

/**
 * Sends rows, `inFlight` at once, which all take their next row from one reader: no more of the plan is in memory than
 * what is in flight. Resolves when the rows or a reason to stop have come and every call is answered.
 */
export async function sendRows(rows: AsyncIterable<PlanRow>, inFlight: number, deps: RunDeps): Promise<void> {
  const iterator = rows[Symbol.asyncIterator]();
  const worker = async (): Promise<void> => {
    try {
      await work(iterator, deps);
    } catch (error) {
      deps.stop.request({ kind: 'failed', error });
    }
  };
  try {
    await Promise.all(Array.from({ length: inFlight }, worker));
  } finally {
    await iterator.return?.();
  }
}

/** The rows of a pass, of those a plan has. */
export async function* rowsWhere(
  lines: AsyncIterable<PlanLine>,
  isWanted: (n: number) => boolean,
): AsyncGenerator<PlanRow, void, undefined> {
  let n = 0;
  for await (const line of lines) {
    if (isWanted(n)) yield { n, line };
    n += 1;
  }
}

/** Whether a run has to send a row: everything that has no final outcome and may still be sent. */
export function isDue(rows: RowOutcomes, nowS: number): (n: number) => boolean {
  return (n) => !rows.isFinal(n) && !rows.isTooOld(n, nowS);
}
