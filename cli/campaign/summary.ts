import { yuanToFen } from '../../shared/api/money';
import type { Plan } from '../../shared/campaign/read-plan';
import type { Io } from '../io';
import { yuanShown } from '../report/money';
import type { Sum } from '../sum';
import { table } from '../table';
import { REPEATABLE_S, type RowOutcomes, SHOWN_OUTCOMES, type Tallies } from './outcomes';
import { isDue, rowsWhere } from './run/run-plan';

/** How each outcome is called, and what it means for the operator. */
const MEANINGS: Readonly<Record<keyof Tallies, string>> = {
  unsent: 'not sent yet',
  paid: '',
  refused: 'final: another payment needs a new campaign',
  open: 'not known yet: recovery completes them',
  retry: 'parked: the same command sends them again',
  rejected: 'the function did not accept them: the plan differs from what was sent',
};

/** Counts and sums for people. */
export function talliesTable(tallies: Tallies): string {
  const shown = SHOWN_OUTCOMES.filter((name) => name === 'paid' || tallies[name].count > 0);
  const rows = shown.map((name) => {
    const { count, fen } = tallies[name];
    return [name, count.toLocaleString('en'), yuanShown(fen), MEANINGS[name]];
  });
  return table(['', 'packets', 'yuan', ''], rows);
}

/** For programs; yuan with two decimals as text, so that no reader takes them through floats. */
export function talliesJson(tallies: Tallies): object {
  return Object.fromEntries(
    SHOWN_OUTCOMES.map((name) => [
      name,
      { count: tallies[name].count, yuan: yuanShown(tallies[name].fen).replaceAll(',', '') },
    ]),
  );
}

const MAX_ROWS = 20;

/** Rows that were parked for too long to be sent again, if there are any. @param rowOf of a line of the plan */
export function sayTooOld(lines: readonly number[], io: Io): void {
  if (lines.length === 0) return;
  const first = lines
    .slice(0, MAX_ROWS)
    .map((n) => n + 1)
    .join(', ');
  const more = lines.length > MAX_ROWS ? ` and ${lines.length - MAX_ROWS} more` : '';
  io.err(
    `Parked for more than ${REPEATABLE_S / 3_600} hours, not sent again: lines ${first}${more} of plan.jsonl. Once recovery has closed them (campaign status says refused), they need a new campaign.`,
  );
}

/** The lines that are too old, of all that a plan has. */
export function tooOldLines(rows: RowOutcomes, nowS: number): number[] {
  const lines: number[] = [];
  for (let n = 0; n < rows.attempted; n += 1) if (rows.isTooOld(n, nowS)) lines.push(n);
  return lines;
}

/** What a run has to send: every row that has no final outcome and was not parked for too long. */
export async function dueOf(plan: Plan, rows: RowOutcomes, nowS: number): Promise<Sum> {
  let [count, fen] = [0, 0];
  for await (const { line } of rowsWhere(plan.lines(), isDue(rows, nowS))) {
    count += 1;
    fen += yuanToFen(line.total_amount) ?? 0;
  }
  return { count, fen };
}
