import { faultSentence } from '../../../../shared/api/errors';
import { yuan } from '../../../sum';
import { type ReasonWords, sentenceOf } from './reason';

const AS_TEXT = 'format the cell as text and write its value again.';
const COLUMN_AS_TEXT = 'format the column as text and write the original value again.';
const CALCULATE = 'calculate the sheet again, or write the value in place of the formula';
const UNCLOSED =
  'a quote (") is not closed, or stands inside a cell that is not quoted. Put quotes around the whole cell and write a quote inside it twice ("")';

const CELLS: ReasonWords['cells'] = {
  'error-value': ({ shown }) =>
    `shows ${shown ?? 'an error'} in place of a value: correct the formula, or write the value in its place.`,
  'no-result': () => `is a formula without a result: ${CALCULATE}.`,
  merged: ({ range }) => `is part of the merged cell ${range}: unmerge it and give each row its value.`,
  date: () => `is a date of the spreadsheet: ${AS_TEXT}`,
  boolean: () => `is TRUE or FALSE of the spreadsheet: ${AS_TEXT}`,
  'full-width': () => 'has full-width digits or signs: write it with 0 to 9 and "." (12.50).',
  comma: () =>
    'has a comma or an apostrophe, which is a thousand to some and a decimal point to others: write 1000 or 1.50.',
  currency: () => 'has a currency sign: write the number of yuan alone (12.50).',
  negative: () => 'is negative: write the number of yuan that the recipient gets.',
  decimals: () => 'has more than two decimals: round it to fen, in a spreadsheet with ROUND(…, 2).',
  'not-yuan': () => 'is not a number of yuan: write digits with at most two decimals (12.50).',
  'not-integer': () => 'is not a whole number: write it with the digits 0 to 9.',
  'lost-digits': () =>
    `is a number of more than 15 digits, whose last ones the spreadsheet has lost: ${COLUMN_AS_TEXT}`,
  shortened: () => `is a long number that a spreadsheet has shortened (as in 1.23E+19): ${COLUMN_AS_TEXT}`,
  'edge-space': () =>
    'has a space or an invisible character at its beginning or end: delete it, since it would make another key.',
  'no-row-key': () =>
    'is missing: where the file has this column, each row needs a value that no other row has.',
  'long-row-key': ({ maxBytes }) => `is longer than ${maxBytes} bytes: shorten it.`,
};

const ROWS: ReasonWords['rows'] = {
  hidden: () => 'The row is hidden, by hand or by a filter: show it if it is to be paid, else delete it.',
  cells: ({ cells, header }) =>
    `The row has ${cells === 1 ? '1 cell' : `${cells} cells`}, the header ${header}: put a text that contains the separator into quotes, and give each column a cell.`,
  unnamed: () => 'There is a value in a column that has no name: name the column in row 1, or empty it.',
  'same-row-key': ({ row }) =>
    `row_key is that of row ${row}: give the row another one if it is another payment, else delete it.`,
  'same-openid': ({ row }) =>
    `re_openid is that of row ${row}: delete the row, or give all rows a row_key if one recipient gets several packets.`,
  'over-limit': ({ fen, beforeFen, limitFen }) => {
    const earlier = beforeFen === 0 ? '' : ` beside the ${yuan(beforeFen)} of her rows before`;
    return `total_amount gives this recipient ${yuan(fen)} yuan${earlier}, and --max-per-recipient allows ${yuan(limitFen)}: lower it, delete the row, or raise the limit.`;
  },
};

const READING = {
  'old-excel': ({ file }) =>
    `${file} is an old Excel file (.xls) or has a password: save it as .xlsx without a password, or as CSV (UTF-8).`,
  'encoding-of-sheet': ({ file }) => `--encoding is for CSV files; ${file} is a spreadsheet.`,
  'sheet-of-text': ({ file }) => `--sheet is for spreadsheets; ${file} is a text file.`,
  'empty-file': ({ file }) => `${file} is empty.`,
  'no-file': ({ file }) => `There is no file ${file}: check the path.`,
  folder: ({ file }) => `${file} is a folder: name the file in it.`,
  unreadable: ({ file, code }) => `${file} cannot be read (${code}).`,
  'not-text': ({ file }) =>
    `${file} is neither UTF-8 nor GB18030 text: save it as "CSV UTF-8", or name its encoding with --encoding.`,
  'not-encoding': ({ file, encoding, isGiven }) =>
    `${file} has bytes that are not ${encoding}: save it as "CSV UTF-8"${isGiven ? ', or leave out --encoding' : ''}.`,
  'encoding-name': ({ known, given }) => `--encoding must be one of ${known.join(', ')}; got "${given}".`,
  'sep-line': ({ file }) =>
    `Line 1 of ${file} is "sep=": delete that line, so that the names of the columns come first.`,
  'wide-commas': ({ file }) =>
    `Line 1 of ${file} has full-width commas or semicolons between the names of the columns: replace them by "," in every line.`,
  'open-quote': ({ file, line, overBytes }) => {
    const long = overBytes === null ? '' : `a row is longer than ${overBytes} bytes; most likely `;
    return `${file} cannot be read from line ${line} on: ${long}${UNCLOSED}. No row was planned.`;
  },
  'no-sheet': ({ file, sheet, sheets }) =>
    `${file} has no sheet "${sheet}"; its sheets are ${sheets.map((each) => `"${each}"`).join(', ')}.`,
  'no-workbook': ({ file }) =>
    `${file} is no workbook with sheets: open it in a spreadsheet program and save it as .xlsx.`,
  'many-rows': ({ file, rows, maxRows }) =>
    `The sheet of ${file} has ${rows} rows, more than the ${maxRows} that fit into memory: save it as CSV (UTF-8) and plan that; a CSV file may have any length.`,
  'no-spreadsheet': ({ file }) =>
    `${file} cannot be read as a spreadsheet: save it again as .xlsx, or as CSV (UTF-8).`,
  'damaged-zip': ({ file }) =>
    `${file} is a damaged .xlsx file: open it in a spreadsheet program and save it again.`,
  'large-zip': ({ file, maxMb }) =>
    `${file} unpacks to more than ${maxMb} MB, which is more than this command holds in memory: save the sheet as CSV (UTF-8) and plan that.`,
} satisfies Partial<ReasonWords['files']>;

const OTHER_KEYS =
  "With other keys, everybody who has been paid would be paid again. If nothing has been sent, delete the campaign's folder or take another --campaign name.";

const FILES: ReasonWords['files'] = {
  ...READING,
  'blank-header': () => 'Row 1 is blank: the names of the columns must stand there.',
  'no-header': () =>
    'The first row has none of the known column names, so it may be a recipient and not a header: write the names into row 1, re_openid among them.',
  'key-column': () =>
    'Row 1 has a column idempotency_key: the plan makes the keys itself. Name the column row_key if it tells one row from another, else leave it out with --ignore idempotency_key.',
  'unknown-column': ({ column, near, known }) =>
    `Row 1 has an unknown column "${column}".${near === null ? '' : ` Did you mean "${near}"?`} Known are ${known.join(', ')}; --ignore leaves out a column that is only a note.`,
  'column-twice': ({ column }) => `Row 1 names the column ${column} twice: rename or delete one of the two.`,
  'no-column': ({ columns, options }) => {
    const orGive = options.length === 0 ? '' : `, or give all rows the same value with ${options.join(', ')}`;
    return `The file has no column ${columns.join(', ')}: add it${orGive}.`;
  },
  'no-option': ({ option }) => `${option} is missing.`,
  'campaign-name': ({ given }) =>
    `--campaign must be 1 to 64 of a-z, 0-9 and "-", and not begin with "-" (new-year-2027); got "${given}".`,
  'no-amount': ({ option, given }) =>
    `${option} must be a positive number of yuan with at most two decimals; got "${given}".`,
  'option-cell': ({ option, problem }) => `${option} ${sentenceOf(CELLS, problem)}`,
  'option-rules': ({ faults }) => faults.map(faultSentence).join(' '),
  'other-identity': ({ identity }) =>
    identity === 'row_key'
      ? `The present plan of this campaign makes keys from re_openid, and the file now has a column row_key: leave it out with --ignore row_key. ${OTHER_KEYS}`
      : `The present plan of this campaign makes keys from row_key, and the file now has no such column: add it again, with the same values. ${OTHER_KEYS}`,
  'changed-keys': ({ rows, more }) =>
    `Rows ${rows.join(', ')}${more === 0 ? '' : ` and ${more} more`}: the recipient has another row_key here than in the present plan of this campaign, so that she could be paid twice. Give the rows their row_key of before; for a new payment, keep the old row and add one.`,
};

/** The reasons in English; rules of params in the API's own words. */
export const EN: ReasonWords = {
  ...{ cells: CELLS, rows: ROWS, files: FILES, param: faultSentence, between: ' ' },
};
