import { readFile } from 'node:fs/promises';
import { type CellValue, readSheet } from 'read-excel-file/node';
import { CommandError } from '../../../errors';
import type { Cell, Input, InputRow } from './row';
import { findSheet, type Hazards, hazardsOf } from './sheet';
import { xmlParts } from './zip';

/** A zip cannot be read as a stream, so that the whole sheet is in memory. */
export const MAX_SHEET_ROWS = 50_000;

interface Digits {
  readonly number: string;
}

function cellOf(value: CellValue<Digits> | null | undefined, problem: string | undefined): Cell {
  if (problem !== undefined) return { problem };
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date || Object.prototype.toString.call(value) === '[object Date]')
    return { problem: 'is a date of the spreadsheet: format the cell as text and write its value again.' };
  if (typeof value === 'object' && 'number' in value) return value;
  return {
    problem: 'is TRUE or FALSE of the spreadsheet: format the cell as text and write its value again.',
  };
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
    yield hazards.hidden.has(row)
      ? {
          row,
          cells,
          problem: 'The row is hidden, by hand or by a filter: show it if it is to be paid, else delete it.',
        }
      : { row, cells };
  }
}

function tooManyRows(path: string, rows: number): CommandError {
  return new CommandError(
    `The sheet of ${path} has ${rows} rows, more than the ${MAX_SHEET_ROWS} that fit into memory: save it as CSV (UTF-8) and plan that; a CSV file may have any length.`,
  );
}

/** @param wanted the value of `--sheet`. @throws CommandError, UsageError */
export async function openXlsx(path: string, wanted: string | undefined): Promise<Input> {
  const file = await readFile(path);
  const sheet = findSheet(xmlParts(file, path), wanted, path);
  const hazards = hazardsOf(sheet.xml);
  if (hazards.rows > MAX_SHEET_ROWS + 1) throw tooManyRows(path, hazards.rows);
  const data = await readSheet<Digits>(file, sheet.number, {
    // A space at the end of an openid must be seen.
    trim: false,
    // The digits as they are stored: a double would have rounded them.
    parseNumber: (number) => ({ number }),
  }).catch((error: unknown) => {
    throw new CommandError(
      `${path} cannot be read as a spreadsheet: save it again as .xlsx, or as CSV (UTF-8).`,
      {
        cause: error,
      },
    );
  });
  const of = sheet.sheets > 1 ? ` (${sheet.number} of ${sheet.sheets}; --sheet chooses another)` : '';
  return {
    description: `XLSX, sheet "${sheet.name}"${of}`,
    ...{ encoding: null, delimiter: ',' },
    rows: () => sheetRows(data, hazards),
  };
}
