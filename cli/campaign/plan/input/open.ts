import { FileError, OptionError } from '../reason/errors';
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
  if (head.subarray(0, OLE.length).equals(OLE)) throw new FileError({ kind: 'old-excel', file: path });
  if (head.subarray(0, ZIP.length).equals(ZIP)) {
    if (given !== null) throw new OptionError({ kind: 'encoding-of-sheet', file: path });
    // Loaded only here: most files are CSV.
    return (require('./xlsx') as typeof import('./xlsx')).openXlsx(path, sheet);
  }
  if (sheet !== undefined) throw new OptionError({ kind: 'sheet-of-text', file: path });
  return openCsv(path, head, given);
}
