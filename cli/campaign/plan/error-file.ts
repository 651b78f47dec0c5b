import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BOM, csvLine } from '../../report/csv';
import { writeTogether } from '../../report/files';
import type { Language } from '../../report/words';
import type { Faults } from './check/faults';
import { cellText, type Input } from './input/row';
import { ERROR_COLUMN } from './judge/columns';
import { reasonText } from './reason/say';

const FILE = 'errors.csv';

/** The rows of the input with their faults in a last column; rows that are good have it blank. */
async function* errorLines(
  input: Input,
  faults: Faults,
  language: Language,
): AsyncGenerator<string, void, undefined> {
  yield BOM;
  let isHeader = true;
  let errorAt = -1;
  for await (const { row, cells } of input.rows()) {
    const texts = cells.map(cellText);
    if (isHeader) {
      errorAt = texts.findIndex((text) => text.trim() === ERROR_COLUMN);
      if (errorAt < 0) errorAt = texts.length;
    }
    // The column of an error file that was corrected and planned again is written over.
    texts[errorAt] = isHeader ? ERROR_COLUMN : reasonText(faults.of(row) ?? [], language);
    isHeader = false;
    yield csvLine(
      Array.from(texts, (text) => text ?? ''),
      input.delimiter,
    );
  }
}

/**
 * Writes `errors.csv` into the campaign's folder: the input with a column `error`, UTF-8 with a byte order mark whatever
 * the input was, readable only by its owner. Corrected, it can be planned itself.
 * @param language of the reasons
 * @returns its path
 */
export async function writeErrorFile(
  dir: string,
  input: Input,
  faults: Faults,
  language: Language,
): Promise<string> {
  await writeTogether(dir, { [FILE]: () => errorLines(input, faults, language) });
  return join(dir, FILE);
}

/** Deletes the error file of an earlier plan, unless it is the one that was corrected and has just been planned. */
export function removeErrorFile(dir: string, input: string): void {
  const path = join(dir, FILE);
  if (existsSync(path) && realpathSync(path) !== realpathSync(input)) rmSync(path);
}
