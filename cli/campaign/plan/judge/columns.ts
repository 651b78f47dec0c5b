import { safeName } from '../../../../shared/api/log';
import { PAYMENT_PARAMS } from '../../../../shared/api/send-params';
import { closest } from '../../../help';
import { type Cell, isBlank } from '../input/row';
import { FileError } from '../reason/errors';

/** A param of a send that a column, or an option as the default of all rows, may give. */
export type Param = (typeof PAYMENT_PARAMS)[number];
export type Column = Param | 'row_key';

const COLUMNS: readonly Column[] = ['row_key', ...PAYMENT_PARAMS];

/** The column that an error file adds: such a file can be corrected and planned. */
export const ERROR_COLUMN = 'error';

/** Params that the API does not demand, and those for which most campaigns want one value. */
const OPTIONAL: readonly Param[] = ['scene_id', 'risk_info', 'gateway_type', 'type', 'total_num'];

export interface Columns {
  /** Where each column stands, from 0. */
  readonly at: ReadonlyMap<Column, number>;
  /** How many cells a row has. */
  readonly width: number;
  /** Places whose cells must be blank, because they have no name. */
  readonly unnamed: readonly number[];
}

const FLAGS: Readonly<Partial<Record<Param, string>>> = {
  official_account_id: '--official-account',
  gateway_type: '--gateway',
};

/** The option that gives a param to all rows. */
export function flagOf(param: Param): string {
  return FLAGS[param] ?? `--${param.replaceAll('_', '-')}`;
}

function nameOf(cell: Cell): string {
  if (typeof cell === 'string') return cell.trim();
  return 'number' in cell ? cell.number : '(no text)';
}

function unknown(names: readonly string[]): FileError {
  if (!names.some((name) => COLUMNS.includes(name as Column))) return new FileError({ kind: 'no-header' });
  if (names.includes('idempotency_key')) return new FileError({ kind: 'key-column' });
  const [first = ''] = names.filter((name) => name !== '' && !COLUMNS.includes(name as Column));
  const near = closest(first, COLUMNS);
  return new FileError({ kind: 'unknown-column', column: safeName(first), near, known: COLUMNS });
}

/**
 * The columns that a header names.
 * @param ignored names that `--ignore` gives
 * @throws CommandError for a name that is unknown or stands there twice
 */
export function findColumns(header: readonly Cell[], ignored: readonly string[]): Columns {
  const names = header.map(nameOf);
  const at = new Map<Column, number>();
  const unnamed: number[] = [];
  for (const [index, name] of names.entries()) {
    if (ignored.includes(name) || name === ERROR_COLUMN) continue;
    if (name === '') unnamed.push(index);
    else if (COLUMNS.includes(name as Column)) {
      if (at.has(name as Column)) throw new FileError({ kind: 'column-twice', column: name });
      at.set(name as Column, index);
    } else throw unknown(names);
  }
  if (at.size === 0) throw unknown(names);
  return { at, width: names.length, unnamed };
}

/** @throws CommandError for a param that neither a column nor an option gives */
export function checkGiven({ at }: Columns, defaults: Readonly<Partial<Record<Param, unknown>>>): void {
  const missing = PAYMENT_PARAMS.filter(
    (param) => !OPTIONAL.includes(param) && !at.has(param) && defaults[param] === undefined,
  );
  if (missing.length === 0) return;
  const options = missing.filter((param) => param !== 're_openid').map(flagOf);
  throw new FileError({ kind: 'no-column', columns: missing, options });
}

export function isBlankRow(cells: readonly Cell[]): boolean {
  return cells.every(isBlank);
}
