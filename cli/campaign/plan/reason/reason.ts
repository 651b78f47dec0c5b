import type { ParamFault } from '../../../../shared/api/errors';

/** Of a kind that needs no figure. */
type None = Readonly<Record<never, never>>;

/** What is wrong with a cell, and the figures that its sentence needs. No text of a cell: it may be an openid. */
export interface CellFigures {
  /** `#REF!`; null where the sheet does not say which. */
  readonly 'error-value': { readonly shown: string | null };
  readonly 'no-result': None;
  /** `A2:A3` */
  readonly merged: { readonly range: string };
  readonly date: None;
  readonly boolean: None;
  readonly 'full-width': None;
  readonly comma: None;
  readonly currency: None;
  readonly negative: None;
  readonly decimals: None;
  readonly 'not-yuan': None;
  readonly 'not-integer': None;
  readonly 'lost-digits': None;
  readonly shortened: None;
  readonly 'edge-space': None;
  readonly 'no-row-key': None;
  readonly 'long-row-key': { readonly maxBytes: number };
}

/** What is wrong with a row as a whole, or beside the others. */
export interface RowFigures {
  readonly hidden: None;
  readonly cells: { readonly cells: number; readonly header: number };
  readonly unnamed: None;
  readonly 'same-row-key': { readonly row: number };
  readonly 'same-openid': { readonly row: number };
  readonly 'over-limit': { readonly fen: number; readonly beforeFen: number; readonly limitFen: number };
}

/** What is wrong with a file or an option. `file` is a path as it was given. */
export interface FileFigures {
  readonly 'old-excel': { readonly file: string };
  readonly 'encoding-of-sheet': { readonly file: string };
  readonly 'sheet-of-text': { readonly file: string };
  readonly 'empty-file': { readonly file: string };
  readonly 'no-file': { readonly file: string };
  readonly folder: { readonly file: string };
  readonly unreadable: { readonly file: string; readonly code: string };
  readonly 'not-text': { readonly file: string };
  readonly 'not-encoding': { readonly file: string; readonly encoding: string; readonly isGiven: boolean };
  readonly 'encoding-name': { readonly known: readonly string[]; readonly given: string };
  readonly 'sep-line': { readonly file: string };
  readonly 'wide-commas': { readonly file: string };
  readonly 'open-quote': { readonly file: string; readonly line: number; readonly overBytes: number | null };
  readonly 'no-sheet': { readonly file: string; readonly sheet: string; readonly sheets: readonly string[] };
  readonly 'no-workbook': { readonly file: string };
  readonly 'many-rows': { readonly file: string; readonly rows: number; readonly maxRows: number };
  readonly 'no-spreadsheet': { readonly file: string };
  readonly 'damaged-zip': { readonly file: string };
  readonly 'large-zip': { readonly file: string; readonly maxMb: number };
  readonly 'blank-header': None;
  readonly 'no-header': None;
  readonly 'key-column': None;
  readonly 'unknown-column': {
    readonly column: string;
    readonly near: string | null;
    readonly known: readonly string[];
  };
  readonly 'column-twice': { readonly column: string };
  readonly 'no-column': { readonly columns: readonly string[]; readonly options: readonly string[] };
  readonly 'no-option': { readonly option: string };
  readonly 'campaign-name': { readonly given: string };
  readonly 'no-amount': { readonly option: string; readonly given: string };
  readonly 'option-cell': { readonly option: string; readonly problem: CellProblem };
  readonly 'option-rules': { readonly faults: readonly ParamFault[] };
  readonly 'other-identity': { readonly identity: 'row_key' | 're_openid' };
  readonly 'changed-keys': { readonly rows: readonly number[]; readonly more: number };
}

type Of<F> = { [K in keyof F]: { readonly kind: K } & F[K] }[keyof F];

/** Said after the column's name. */
export type CellProblem = Of<CellFigures>;

/** One thing that is wrong with a row: by its kind, in a cell of a column, or by a rule of `sendRedPack`. */
export type Problem =
  | Of<RowFigures>
  | { readonly kind: 'cell'; readonly column: string; readonly problem: CellProblem }
  | ({ readonly kind: 'param' } & ParamFault);

/** Why a row cannot be paid: everything that is wrong with it. A small value, since a file may have a million of them. */
export type Reason = readonly Problem[];

/** Why a file, or an option beside it, cannot be planned. */
export type FileFault = Of<FileFigures>;

type Sentences<F> = { readonly [K in keyof F]: (figures: F[K]) => string };

/** The sentences of one language. Each says what is wrong and what to do; those of cells follow the column's name. */
export interface ReasonWords {
  readonly cells: Sentences<CellFigures>;
  readonly rows: Sentences<RowFigures>;
  readonly files: Sentences<FileFigures>;
  readonly param: (fault: ParamFault) => string;
  /** Between the sentences about one row. */
  readonly between: string;
}

/** The sentence about one thing. */
export function sentenceOf<F>(sentences: Sentences<F>, of: Of<F>): string {
  // The kind has chosen the sentence that takes these figures.
  return (sentences[of.kind] as (figures: Of<F>) => string)(of);
}
