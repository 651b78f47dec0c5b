import { CommandError, UsageError } from '../../../errors';
import { openCsv } from './csv';
import { encodingOption, headOf } from './encoding';
import type { Input } from './row';

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** Old Excel files, and new ones with a password. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

interface Given {
  readonly encoding?: string | undefined;
  readonly sheet?: string | undefined;
}

/**
 * Opens a file of recipients by what it is, whatever its name says.
 * @throws CommandError for what cannot be read, UsageError for an option that does not go with it
 */
export async function openInput(path: string, { encoding, sheet }: Given): Promise<Input> {
  const given = encodingOption(encoding);
  const head = await headOf(path);
  if (head.subarray(0, OLE.length).equals(OLE))
    throw new CommandError(
      `${path} is an old Excel file (.xls) or has a password: save it as .xlsx without a password, or as CSV (UTF-8).`,
    );
  if (head.subarray(0, ZIP.length).equals(ZIP)) {
    if (given !== null) throw new UsageError(`--encoding is for CSV files; ${path} is a spreadsheet.`);
    // Loaded only here: most files are CSV.
    return (require('./xlsx') as typeof import('./xlsx')).openXlsx(path, sheet);
  }
  if (sheet !== undefined) throw new UsageError(`--sheet is for spreadsheets; ${path} is a text file.`);
  return openCsv(path, head, given);
}
