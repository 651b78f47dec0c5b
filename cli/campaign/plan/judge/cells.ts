import type { Cell } from '../input/row';

/** A value, or what is wrong: the end of a sentence that begins with the column's name. */
export type Value<T> = { readonly value: T } | { readonly problem: string };

/** Spreadsheets keep and show 15 significant digits; what a double has behind them is an error of its arithmetic. */
const SHOWN_DIGITS = 15;

/** Digits of a number without sign, point, exponent and zeros in front. */
function significantDigits(number: string): number {
  return number.replace(/e.*$/i, '').replace(/[^\d]/g, '').replace(/^0+/, '').length;
}

/** The number of a spreadsheet as it shows it: 0.1+0.2 is stored as 0.30000000000000004 and shown as 0.3. */
function shown(number: string): string {
  return String(Number(Number(number).toPrecision(SHOWN_DIGITS)));
}

/** Space and tab, no-break and ideographic space: they change no number. */
const SPACES = /^[\s\u00a0\u3000]+|[\s\u00a0\u3000]+$/g;

/** Why a text is no amount, and how to write it. No text of a cell is repeated: it may be an openid in a wrong column. */
function amountProblem(text: string): string {
  if (/[０-９．，]/.test(text))
    return 'has full-width digits or signs: write it with 0 to 9 and "." (12.50).';
  if (/[,']/.test(text))
    return 'has a comma or an apostrophe, which is a thousand to some and a decimal point to others: write 1000 or 1.50.';
  if (/[¥￥元$]|CNY|RMB/i.test(text)) return 'has a currency sign: write the number of yuan alone (12.50).';
  if (/^-/.test(text)) return 'is negative: write the number of yuan that the recipient gets.';
  if (/^\d*\.\d{3,}$/.test(text))
    return 'has more than two decimals: round it to fen, in a spreadsheet with ROUND(…, 2).';
  return 'is not a number of yuan: write digits with at most two decimals (12.50).';
}

/** A cell with an amount in yuan. */
export function amountOf(cell: Cell): Value<number> {
  if (typeof cell !== 'string' && 'problem' in cell) return cell;
  const text = typeof cell === 'string' ? cell.replace(SPACES, '') : shown(cell.number);
  return /^\d{1,9}(?:\.\d{1,2})?$/.test(text) ? { value: Number(text) } : { problem: amountProblem(text) };
}

/** A cell with `total_num`. */
export function integerOf(cell: Cell): Value<number> {
  if (typeof cell !== 'string' && 'problem' in cell) return cell;
  const text = typeof cell === 'string' ? cell.replace(SPACES, '') : shown(cell.number);
  return /^\d{1,9}$/.test(text)
    ? { value: Number(text) }
    : { problem: 'is not a whole number: write it with the digits 0 to 9.' };
}

/** What a spreadsheet writes into a CSV in place of a long number. */
const SHORTENED = /^\d(?:\.\d+)?E\+\d+$/i;

const AS_TEXT = 'format the column as text and write the original value again.';

/** A cell with a text, exactly as it stands there. */
export function textOf(cell: Cell): Value<string> {
  if (typeof cell === 'string') return { value: cell };
  if ('problem' in cell) return cell;
  return significantDigits(cell.number) > SHOWN_DIGITS || /e/i.test(cell.number)
    ? { problem: `is a number of more than 15 digits, whose last ones the spreadsheet has lost: ${AS_TEXT}` }
    : { value: cell.number };
}

/** A cell with an openid or a row_key, by which rows are told apart. */
export function identityOf(cell: Cell): Value<string> {
  const text = textOf(cell);
  if ('problem' in text) return text;
  if (SHORTENED.test(text.value))
    return { problem: `is a long number that a spreadsheet has shortened (as in 1.23E+19): ${AS_TEXT}` };
  if (/^[\s\p{C}\p{DI}]|[\s\p{C}\p{DI}]$/u.test(text.value))
    return {
      problem:
        'has a space or an invisible character at its beginning or end: delete it, since it would make another key.',
    };
  return text;
}
