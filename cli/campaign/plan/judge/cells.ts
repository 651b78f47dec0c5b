import type { Cell } from '../input/row';
import type { CellProblem } from '../reason/reason';

/** A value, or what is wrong. */
export type Value<T> = { readonly value: T } | { readonly problem: CellProblem };

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

/** Why a text is no amount. No text of a cell is repeated: it may be an openid in a wrong column. */
function amountProblem(text: string): CellProblem {
  if (/[０-９．，]/.test(text)) return { kind: 'full-width' };
  if (/[,']/.test(text)) return { kind: 'comma' };
  if (/[¥￥元$]|CNY|RMB/i.test(text)) return { kind: 'currency' };
  if (/^-/.test(text)) return { kind: 'negative' };
  return /^\d*\.\d{3,}$/.test(text) ? { kind: 'decimals' } : { kind: 'not-yuan' };
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
  return /^\d{1,9}$/.test(text) ? { value: Number(text) } : { problem: { kind: 'not-integer' } };
}

/** What a spreadsheet writes into a CSV in place of a long number. */
const SHORTENED = /^\d(?:\.\d+)?E\+\d+$/i;

/** A cell with a text, exactly as it stands there. */
export function textOf(cell: Cell): Value<string> {
  if (typeof cell === 'string') return { value: cell };
  if ('problem' in cell) return cell;
  return significantDigits(cell.number) > SHOWN_DIGITS || /e/i.test(cell.number)
    ? { problem: { kind: 'lost-digits' } }
    : { value: cell.number };
}

/** A cell with an openid or a row_key, by which rows are told apart. */
export function identityOf(cell: Cell): Value<string> {
  const text = textOf(cell);
  if ('problem' in text) return text;
  if (SHORTENED.test(text.value)) return { problem: { kind: 'shortened' } };
  if (/^[\s\p{C}\p{DI}]|[\s\p{C}\p{DI}]$/u.test(text.value)) return { problem: { kind: 'edge-space' } };
  return text;
}
