/** Without it, Excel takes a UTF-8 file for one in the system's own encoding. */
export const BOM = '\uFEFF';

/** A spreadsheet calculates what begins like this, also in full-width characters. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** A spreadsheet takes these for numbers and loses digits: an id such as `1234e56`, or one of more than 15 digits. */
const LOSSY_NUMBER = /^(\d+(\.\d*)?e\d+|\d{16,})$/i;

/** A text from outside. With an apostrophe in front where a spreadsheet would read anything but text. */
export function textCell(text: string): string {
  return FORMULA.test(text) || LOSSY_NUMBER.test(text) ? `'${text}` : text;
}

/** One line as RFC 4180 has it. @param cells texts from outside through `textCell` */
export function csvLine(cells: readonly string[], delimiter = ','): string {
  const quoted = (cell: string): string =>
    /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return `${cells.map(quoted).join(delimiter)}\r\n`;
}
