import { checkLimits } from '../../../shared/campaign/limits';
import { PlanError } from '../../../shared/campaign/plan-folder';
import type { Language } from '../../report/words';
import type { Sum } from '../../sum';
import { checkSameKeys } from './check/same-keys';
import { writeErrorFile } from './error-file';
import type { ReadAs } from './input/read-as';
import type { Input, InputRow } from './input/row';
import type { Columns } from './judge/columns';
import { makePlan, removeIfEmpty, type Wanted } from './make-plan';
import type { Reason } from './reason/reason';
import { counted, Statistics } from './show/statistics';
import { shownCells } from './show/summary';
import type { Surveyed } from './survey';

/** Bad rows that are kept to be shown; the error file has all of them. */
export const KEPT_BAD_ROWS = 10_000;

/** A row as it was read, openids masked. */
export interface ShownRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface BadRow extends ShownRow {
  readonly reason: Reason;
}

/** What a file would make as a plan. It holds no openid but that of `statistics.first`. */
export interface CheckedFile {
  readonly readAs: ReadAs;
  /** Names of the cells of the shown rows. */
  readonly columns: readonly string[];
  readonly rows: number;
  readonly blankRows: number;
  readonly recipients: number;
  readonly mostPackets: number;
  readonly firstRows: readonly ShownRow[];
  readonly faults: number;
  /** The first `KEPT_BAD_ROWS` of them. */
  readonly badRows: readonly BadRow[];
  /** The input with a column `error`; null where no row is bad. */
  readonly errorFile: string | null;
  /** Of the rows without a fault. */
  readonly good: Sum;
  readonly statistics: Statistics;
  /** Why the good rows make no plan; null if they do. */
  readonly problem: PlanError | null;
}

async function badRowsOf(input: Input, { faults }: Surveyed, columns: Columns): Promise<BadRow[]> {
  const found: BadRow[] = [];
  if (faults.count === 0) return found;
  const shown = (row: InputRow): string[] => shownCells(columns, row);
  for await (const row of input.rows()) {
    const reason = faults.of(row.row);
    if (reason !== null) found.push({ row: row.row, cells: shown(row), reason });
    if (found.length === KEPT_BAD_ROWS) break;
  }
  return found;
}

async function sumOf(surveyed: Surveyed, statistics: Statistics): Promise<Sum> {
  let count = 0;
  for await (const _ of counted(surveyed.good(), statistics)) count += 1;
  return { count, fen: statistics.totalFen };
}

/** What `makePlan` would refuse after it has judged the rows. */
function problemOf({ keys }: Surveyed, total_fen: number, budget_fen: number | null): PlanError | null {
  try {
    // The limit of one recipient has been checked with the rows.
    checkLimits({ total_fen, budget_fen, largest_recipient_fen: 0, max_per_recipient_fen: null });
    if (keys !== null) checkSameKeys(keys.present, keys.next);
    return null;
  } catch (error) {
    if (error instanceof PlanError) return error;
    throw error;
  }
}

/**
 * Judges a file as `makePlan` does, and plans nothing.
 * @param errorDir where the error file goes, with its reasons in `language`
 * @throws PlanError, CommandError or UsageError that says what is wrong with the file as a whole
 */
export async function checkFile(
  wanted: Omit<Wanted, 'accepts' | 'progress'>,
  errorDir: string,
  language: Language,
): Promise<CheckedFile> {
  const { input, dir } = wanted;
  const found: CheckedFile[] = [];
  const accepts = async (surveyed: Surveyed, columns: Columns): Promise<boolean> => {
    const { faults, rows, blankRows, firstRows, recipients, mostPackets } = surveyed;
    const statistics = new Statistics();
    const good = await sumOf(surveyed, statistics);
    found.push({
      ...{ readAs: input.readAs, columns: [...columns.at.keys()] },
      ...{ rows, blankRows, recipients, mostPackets, faults: faults.count, good, statistics },
      firstRows: firstRows.map((row) => ({ row: row.row, cells: shownCells(columns, row) })),
      badRows: await badRowsOf(input, surveyed, columns),
      errorFile: faults.count === 0 ? null : await writeErrorFile(errorDir, input, faults, language),
      problem: problemOf(surveyed, good.fen, wanted.budgetFen),
    });
    return false;
  };
  await makePlan({ ...wanted, accepts, progress: () => undefined }).finally(() => removeIfEmpty(dir));
  const [checked] = found;
  if (checked === undefined) throw new Error('The rows were not judged.');
  return checked;
}
