import { readFile } from 'node:fs/promises';
import { type CellValue, readSheet } from 'read-excel-file/node';
import { FileError } from '../reason/errors';
import type { CellProblem } from '../reason/reason';
import type { Cell, Input, InputRow } from './row';
import { findSheet, type Hazards, hazardsOf } from './sheet';
import { xmlParts } from './zip';

/** A zip cannot be read as a stream, so that the whole sheet is in memory. */
export const MAX_SHEET_ROWS = 50_000;

interface Digits {
  readonly number: string;
}

function cellOf(value: CellValue<Digits> | null | undefined, problem: CellProblem | undefined): Cell {
  if (problem !== undefined) return { problem };
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]')
    return { problem: { kind: 'date' } };
  if (typeof value === 'object' && 'number' in value) return value;
  return { problem: { kind: 'boolean' } };
}

async function* sheetRows(
  data: readonly (readonly (CellValue<Digits> | null)[])[],
  hazards: Hazards,
): AsyncGenerator<InputRow> {
  const width = data[0]?.length ?? 0;
  for (const [index, values] of data.entries()) {
    const row = index + 1;
    const problems = hazards.cells.get(row);
    const cells = Array.from({ length: width }, (_, column) => cellOf(values[column], problems?.get(column)));
    yield hazards.hidden.has(row) ? { row, cells, problem: { kind: 'hidden' } } : { row, cells };
  }
}

/** @param wanted the value of `--sheet`. @throws CommandError, UsageError */
export async function openXlsx(path: string, wanted: string | undefined): Promise<Input> {
  const file = await readFile(path);
  const sheet = findSheet(xmlParts(file, path), wanted, path);
  const hazards = hazardsOf(sheet.xml);
  if (hazards.rows > MAX_SHEET_ROWS + 1)
    throw new FileError({ kind: 'many-rows', file: path, rows: hazards.rows, maxRows: MAX_SHEET_ROWS });
  const data = await readSheet<Digits>(file, sheet.number, {
    // A space at the end of an openid must be seen.
    trim: false,
    // The digits as they are stored: a double would have rounded them.
    parseNumber: (number) => ({ number }),
  }).catch((error: unknown) => {
    throw new FileError({ kind: 'no-spreadsheet', file: path }, { cause: error });
  });
  return {
    readAs: { as: 'xlsx', sheet: sheet.name, number: sheet.number, sheets: sheet.sheets },
    ...{ encoding: null, delimiter: ',' },
    rows: () => sheetRows(data, hazards),
  };
}
