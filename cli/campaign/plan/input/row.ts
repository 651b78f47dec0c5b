import type { CellProblem, Problem } from '../reason/reason';
import type { ReadAs } from './read-as';

/**
 * What stands in a cell: its text; a number of a spreadsheet, as the digits that it stores; or what no value can be
 * read from, with the reason.
 */
export type Cell = string | { readonly number: string } | { readonly problem: CellProblem };

export interface InputRow {
  /** The file's line, where a record of several lines begins, or the sheet's row. The header is 1. */
  readonly row: number;
  readonly cells: readonly Cell[];
  /** What makes the whole row unusable. */
  readonly problem?: Problem;
}

/** A file of recipients, opened: each call of `rows` reads it from the start, its header first. */
export interface Input {
  readonly readAs: ReadAs;
  /** Encoding of a CSV file; null for a spreadsheet. */
  readonly encoding: string | null;
  /** Between the cells of an error file. */
  readonly delimiter: string;
  rows(): AsyncIterable<InputRow>;
}

export function isBlank(cell: Cell): boolean {
  return typeof cell === 'string' && cell.trim() === '';
}

/** As an error file repeats it. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return 'number' in cell ? cell.number : '';
}
