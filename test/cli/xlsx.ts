import { crc32, deflateRawSync } from 'node:zlib';

/** What stands in a cell of a sheet: a text, a number by its stored digits, or the XML of the cell without its place. */
export type SheetCell = string | { readonly number: string } | { readonly xml: string } | null;

interface Options {
  /** Rows that are hidden, by number. */
  readonly hidden?: readonly number[];
  /** Ranges such as `A2:A3`. */
  readonly merged?: readonly string[];
}

export interface SheetContent extends Options {
  readonly name: string;
  readonly rows: readonly (readonly SheetCell[])[];
}

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;

function header(signature: number, name: Buffer, packed: Buffer, content: Buffer, rest: number[]): Buffer {
  const isEntry = signature === ENTRY;
  const head = Buffer.alloc(isEntry ? 46 : 30);
  head.writeUInt32LE(signature, 0);
  const at = isEntry ? 6 : 4;
  head.writeUInt16LE(20, at);
  head.writeUInt16LE(DEFLATED, at + 4);
  head.writeUInt32LE(crc32(content), at + 10);
  head.writeUInt32LE(packed.length, at + 14);
  head.writeUInt32LE(content.length, at + 18);
  head.writeUInt16LE(name.length, at + 22);
  if (isEntry) head.writeUInt32LE(rest[0] ?? 0, 42);
  return Buffer.concat([head, name]);
}

/** A zip of these files. */
export function zip(files: Readonly<Record<string, string | Buffer>>): Buffer {
  const parts: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, content] = [Buffer.from(path), Buffer.from(text as string)];
    const packed = deflateRawSync(content);
    const part = Buffer.concat([header(LOCAL, name, packed, content, []), packed]);
    entries.push(header(ENTRY, name, packed, content, [offset]));
    parts.push(part);
    offset += part.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, directory, end]);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function cellXml(cell: SheetCell, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string')
    return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  return 'xml' in cell
    ? cell.xml.replace('<c', `<c r="${place}"`)
    : `<c r="${place}"><v>${cell.number}</v></c>`;
}

function sheetXml({ rows, hidden = [], merged = [] }: SheetContent): string {
  const lines = rows.map((cells, index) => {
    const number = index + 1;
    const isHidden = hidden.includes(number) ? ' hidden="1"' : '';
    const xml = cells
      .map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${number}`))
      .join('');
    // A spreadsheet program stores no row that is blank.
    return xml === '' ? '' : `<row r="${number}"${isHidden}>${xml}</row>`;
  });
  const ranges = merged.map((range) => `<mergeCell ref="${range}"/>`).join('');
  const merges = ranges === '' ? '' : `<mergeCells>${ranges}</mergeCells>`;
  return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${lines.join('')}</sheetData>${merges}</worksheet>`;
}

const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The styles of a workbook: 0 is general, 1 a date. */
const STYLES =
  '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>';

/** Texts that cells of type `s` name by their place. */
const SHARED =
  '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>新春</t></si><si><r><t>大吉</t></r><r><t>大利</t></r></si></sst>';

/** A workbook with these sheets, as a spreadsheet program stores it. */
export function xlsx(...sheets: readonly SheetContent[]): Buffer {
  const list = sheets.map(
    ({ name }, index) => `<sheet name="${escaped(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  );
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  const styles = `<Relationship Id="rId99" Type="${OFFICE}/styles" Target="styles.xml"/>`;
  const shared = `<Relationship Id="rId98" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/>`;
  return zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${OFFICE}"><sheets>${list.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}">${relations.join('')}${styles}${shared}</Relationships>`,
    'xl/styles.xml': STYLES,
    'xl/sharedStrings.xml': SHARED,
    ...Object.fromEntries(
      sheets.map((sheet, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet)]),
    ),
  });
}
