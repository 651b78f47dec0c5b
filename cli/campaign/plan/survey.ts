import { join } from 'node:path';
import { Buckets } from '../../../shared/campaign/buckets';
import { jsonLines } from '../../../shared/campaign/read-plan';
import { keyHash, recipientHash } from '../../../shared/campaign/recipients';
import { NewFile, type PlannedRow } from '../../../shared/campaign/write-plan';
import { Faults } from './check/faults';
import { findRepeats, type RecipientSums, sumRecipients } from './check/repeats';
import { RecipientKeys } from './check/same-keys';
import type { Cell, Input, InputRow } from './input/row';
import { type Columns, isBlankRow } from './judge/columns';
import type { Accepted, Judge } from './judge/judge';
import { FileError } from './reason/errors';

/** Rows that are shown as they were read. */
const SHOWN_ROWS = 3;

/** After so many rows the reader says how far it is. */
const PROGRESS_ROWS = 250_000;

/** What is needed to judge a file. */
export interface Survey {
  readonly input: Input;
  readonly columns: Columns;
  readonly judge: Judge;
  readonly maxPerRecipientFen: number | null;
  /** The folder of the present plan, whose keys must stay; null if there is none. */
  readonly present: string | null;
  /** A folder for what is too much for the memory. */
  readonly work: string;
  readonly progress: (rows: number) => void;
}

/** What a file holds, before anything is decided. */
export interface Surveyed extends RecipientSums {
  readonly faults: Faults;
  /** Rows with cells, good or not. */
  readonly rows: number;
  readonly blankRows: number;
  readonly firstRows: readonly InputRow[];
  /** The rows without a fault, in the file's order. */
  good(): AsyncGenerator<PlannedRow, void, undefined>;
  /** The key of each row, those with a fault too: `first` is the row, `second` the amount in fen. */
  readonly identities: Buckets;
  /** Null where no key can have changed. */
  readonly keys: { readonly present: RecipientKeys; readonly next: RecipientKeys } | null;
}

/** The names of the columns. @throws CommandError for a file without them */
export async function headerOf(input: Input): Promise<readonly Cell[]> {
  for await (const { cells } of input.rows()) {
    if (!isBlankRow(cells)) return cells;
    break;
  }
  throw new FileError({ kind: 'blank-header' });
}

function planned({ line, rowKey }: Accepted, row: number): PlannedRow {
  return { line, row: rowKey === null ? { row } : { row, row_key: rowKey } };
}

/** Reads a file once, judges each row by itself, and keeps what has to be compared. */
class Reader {
  rows = 0;
  blankRows = 0;
  readonly firstRows: InputRow[] = [];
  readonly faults: Faults;
  readonly identities: Buckets;
  readonly recipients: Buckets;
  private readonly candidates: NewFile;
  private readonly identity: 'row_key' | 're_openid';

  constructor(
    private readonly survey: Survey,
    readonly path: string,
  ) {
    const { work, columns } = survey;
    this.identity = columns.at.has('row_key') ? 'row_key' : 're_openid';
    this.faults = new Faults(join(work, 'faults'));
    this.identities = new Buckets(join(work, 'identities'));
    this.recipients = new Buckets(join(work, 'recipients'));
    this.candidates = new NewFile(path);
  }

  async read(): Promise<void> {
    let isHeader = true;
    for await (const row of this.survey.input.rows()) {
      if (!isHeader) this.take(row);
      isHeader = false;
    }
    this.candidates.end();
  }

  private take(row: InputRow): void {
    if (isBlankRow(row.cells)) {
      this.blankRows += 1;
      return;
    }
    this.rows += 1;
    if (this.rows % PROGRESS_ROWS === 0) this.survey.progress(this.rows);
    if (this.firstRows.length < SHOWN_ROWS) this.firstRows.push(row);
    const judged = this.survey.judge.judge(row);
    if (!('line' in judged)) {
      this.faults.add(row.row, judged);
      return;
    }
    const { line, fen } = judged;
    this.identities.add(keyHash(line.idempotency_key), row.row, fen);
    this.recipients.add(recipientHash(line, this.identity), row.row, fen);
    this.candidates.add(`${JSON.stringify(planned(judged, row.row))}\n`);
  }
}

async function* withoutFaults(path: string, faults: Faults): AsyncGenerator<PlannedRow, void, undefined> {
  for await (const row of jsonLines<PlannedRow>(path)) if (!faults.has(row.row.row)) yield row;
}

async function keysOf({ present, work }: Survey, rows: AsyncIterable<PlannedRow>): Promise<Surveyed['keys']> {
  if (present === null) return null;
  const keys = {
    present: new RecipientKeys(join(work, 'present-keys')),
    next: new RecipientKeys(join(work, 'next-keys')),
  };
  await keys.present.addPlan(present);
  for await (const { line, row } of rows) keys.next.add(line, row.row);
  return keys;
}

/** Judges every row of a file, alone and beside the others. Memory does not grow with the file. */
export async function surveyFile(survey: Survey): Promise<Surveyed> {
  const reader = new Reader(survey, join(survey.work, 'candidates.jsonl'));
  await reader.read();
  const { faults, rows, blankRows, firstRows } = reader;
  const hasRowKey = survey.columns.at.has('row_key');
  findRepeats(reader.identities, hasRowKey ? 'row_key' : 're_openid', faults);
  const sums = sumRecipients(reader.recipients, survey.maxPerRecipientFen, faults);
  const good = (): AsyncGenerator<PlannedRow> => withoutFaults(reader.path, faults);
  // Keys made from openids cannot change.
  const keys = hasRowKey ? await keysOf(survey, good()) : null;
  return { ...sums, faults, rows, blankRows, firstRows, good, identities: reader.identities, keys };
}
