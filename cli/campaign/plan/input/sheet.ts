import { FileError, OptionError } from '../reason/errors';
import type { CellProblem } from '../reason/reason';

/** A sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  /** From 1, in the order of the workbook. */
  readonly number: number;
  readonly sheets: number;
  readonly xml: string;
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function attribute(tag: string, name: string): string {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
  return value.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, word: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return hex === undefined ? (ENTITIES[word] ?? whole) : String.fromCodePoint(Number.parseInt(hex, 16));
  });
}

function tags(xml: string, name: string): string[] {
  return xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g')) ?? [];
}

function text(parts: ReadonlyMap<string, Buffer>, name: string): string {
  return parts.get(name)?.toString('utf8') ?? '';
}

/**
 * The sheet that `--sheet` names, or the first one.
 * @throws UsageError for a name that no sheet has; CommandError for what is no workbook
 */
export function findSheet(
  parts: ReadonlyMap<string, Buffer>,
  wanted: string | undefined,
  path: string,
): Sheet {
  const sheets = tags(text(parts, 'xl/workbook.xml'), 'sheet');
  const names = sheets.map((tag) => attribute(tag, 'name'));
  const index = wanted === undefined ? 0 : names.indexOf(wanted);
  const [tag, name] = [sheets[index], names[index]];
  if (sheets.length > 0 && (tag === undefined || name === undefined))
    throw new OptionError({ kind: 'no-sheet', file: path, sheet: wanted ?? '', sheets: names });
  const id = attribute(tag ?? '', '(?:\\w+:)?id');
  const target = tags(text(parts, 'xl/_rels/workbook.xml.rels'), 'Relationship')
    .filter((each) => attribute(each, 'Id') === id)
    .map((each) => attribute(each, 'Target'))[0];
  const file = target?.startsWith('/') === true ? target.slice(1) : `xl/${target}`;
  const xml = text(parts, file);
  if (name === undefined || xml === '') throw new FileError({ kind: 'no-workbook', file: path });
  return { name, number: index + 1, sheets: sheets.length, xml };
}

/** Zero-based. @param letters `A`, `AB` */
function columnIndex(letters: string): number {
  return letters.split('').reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

/** What a reader of values does not tell about a sheet. */
export interface Hazards {
  /** How many rows the sheet stores. */
  readonly rows: number;
  readonly hidden: ReadonlySet<number>;
  /** Problems of cells, by row and zero-based column. */
  readonly cells: ReadonlyMap<number, ReadonlyMap<number, CellProblem>>;
}

const ROW = /<(?:\w+:)?row\b([^>]*)>/g;
const CELL = /<(?:\w+:)?c\b([^>]*?)(?:\/>|>(.*?)<\/(?:\w+:)?c>)/gs;
const MERGED = /<(?:\w+:)?mergeCell\b[^>]*\sref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g;

/** Beyond them a merged cell, which may name a whole sheet, touches no row of recipients. */
const MAX_MERGED_ROW = 50_001;
const MAX_MERGED_COLUMN = 40;

function cellProblem(attributes: string, content: string): CellProblem | null {
  if (/\st="e"/.test(attributes)) {
    const shown = /<(?:\w+:)?v>(#[A-Z0-9/!?]+)</.exec(content)?.[1] ?? null;
    return { kind: 'error-value', shown };
  }
  const isFormula = /<(?:\w+:)?f[\s/>]/.test(content);
  return isFormula && !/<(?:\w+:)?v>/.test(content) ? { kind: 'no-result' } : null;
}

/**
 * Finds what would make a row another one than a person sees: rows that are hidden or filtered out, merged cells, whose
 * value only the first has, and cells that show an error or have not been calculated, which would read as empty.
 */
export function hazardsOf(xml: string): Hazards {
  const cells = new Map<number, Map<number, CellProblem>>();
  const add = (row: number, column: number, problem: CellProblem): void => {
    const columns = cells.get(row) ?? new Map<number, CellProblem>();
    cells.set(row, columns.set(column, problem));
  };
  const hidden = new Set<number>();
  let rows = 0;
  for (const [, attributes = ''] of xml.matchAll(ROW)) {
    rows += 1;
    if (/\shidden="(?:1|true)"/.test(attributes)) hidden.add(Number(attribute(` ${attributes}`, 'r')));
  }
  for (const [, attributes = '', content = ''] of xml.matchAll(CELL)) {
    const problem = cellProblem(attributes, content);
    const [, letters = '', row = ''] = /\sr="([A-Z]+)(\d+)"/.exec(attributes) ?? [];
    if (problem !== null) add(Number(row), columnIndex(letters), problem);
  }
  for (const [, left = '', top = '', right = '', bottom = ''] of xml.matchAll(MERGED))
    for (let row = Number(top); row <= Math.min(Number(bottom), MAX_MERGED_ROW); row += 1)
      for (
        let column = columnIndex(left);
        column <= Math.min(columnIndex(right), MAX_MERGED_COLUMN);
        column += 1
      )
        add(row, column, { kind: 'merged', range: `${left}${top}:${right}${bottom}` });
  return { rows, hidden, cells };
}
