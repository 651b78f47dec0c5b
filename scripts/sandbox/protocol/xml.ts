/**
 * The XML of API v2: a root `xml`, flat elements, texts plain or in CDATA. Parsed strictly by hand, since the available
 * parsers accept truncated documents, repeated elements and DOCTYPEs, which a test double must reject.
 */

/** A child of the root: a `text` leaf, or `children` only for gethbinfo's hblist. */
export type Element = { name: string; text: string } | { name: string; children: readonly Element[] };

export class XmlFormError extends Error {
  override readonly name = 'XmlFormError';
}

const NAME = '[A-Za-z_][A-Za-z0-9_.-]*';
const PROLOG = /^\uFEFF?(?:<\?xml\s[^?]*\?>)?\s*/;
const OPEN = new RegExp(`<(${NAME})\\s*(/?)>`, 'y');
const CDATA = /<!\[CDATA\[([\s\S]*?)\]\]>/y;
const PLAIN = /[^<&]+/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9A-Fa-f]{1,6}));/y;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** XML 1.0 § 2.2: no control characters except tab, LF and CR, no lone surrogates, no U+FFFE and U+FFFF. */
const XML_CHARACTERS = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;

class Reader {
  private at = 0;

  constructor(private readonly source: string) {}

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.source);
    if (found) this.at = pattern.lastIndex;
    return found;
  }

  take(literal: string): boolean {
    if (!this.source.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  skipBlank(): void {
    this.match(/\s*/y);
  }

  atEnd(): boolean {
    return this.at === this.source.length;
  }

  fail(what: string): never {
    throw new XmlFormError(`${what} at character ${this.at}`);
  }
}

function codePoint(reader: Reader, code: number): string {
  const text = code <= 0x10ffff ? String.fromCodePoint(code) : '';
  return text !== '' && XML_CHARACTERS.test(text) ? text : reader.fail('reference outside XML 1.0');
}

function readText(reader: Reader, name: string): string {
  let text = '';
  for (;;) {
    if (reader.take(`</${name}`)) return reader.match(/\s*>/y) ? text : reader.fail('tag is not closed');
    const cdata = reader.match(CDATA);
    const plain = cdata ? null : reader.match(PLAIN);
    const reference = cdata || plain ? null : reader.match(REFERENCE);
    if (cdata) text += cdata[1];
    else if (plain) text += plain[0].includes(']]>') ? reader.fail(']]> in text') : plain[0];
    else if (reference?.[1]) text += NAMED[reference[1]];
    else if (reference?.[2]) text += codePoint(reader, Number(reference[2]));
    else if (reference?.[3]) text += codePoint(reader, Number.parseInt(reference[3], 16));
    else reader.fail(`element ${name} is not closed, or not flat text`);
  }
}

/**
 * Parses a request body. Throws `XmlFormError` for anything but one flat `xml` element: DOCTYPE, comment, attribute,
 * nested or repeated element, text after the end. Line ends become LF, as XML 1.0 § 2.11 requires.
 */
export function readFlatXml(body: string): Map<string, string> {
  const source = body.replace(/\r\n?/g, '\n').replace(PROLOG, '');
  if (!XML_CHARACTERS.test(source)) throw new XmlFormError('character outside XML 1.0');
  const reader = new Reader(source);
  if (!reader.take('<xml>')) reader.fail('no root element xml');
  const fields = new Map<string, string>();
  for (reader.skipBlank(); !reader.take('</xml>'); reader.skipBlank()) {
    const tag = reader.match(OPEN);
    const name = tag?.[1] ?? reader.fail('expected an element');
    if (fields.has(name)) reader.fail(`repeated element ${name}`);
    fields.set(name, tag?.[2] ? '' : readText(reader, name));
  }
  reader.skipBlank();
  return reader.atEnd() ? fields : reader.fail('text after the root element');
}

function writeElement(element: Element, bare: ReadonlySet<string>, newline: string): string {
  const { name } = element;
  if ('children' in element) {
    const inner = element.children.map((child) => writeElement(child, bare, newline)).join('');
    return `<${name}>${newline}${inner}</${name}>${newline}`;
  }
  // An echoed value may not be a number. A CDATA section cannot contain ']]>', so it is split over two sections.
  const text =
    bare.has(name) && /^\d+$/.test(element.text)
      ? element.text
      : `<![CDATA[${element.text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
  return `<${name}>${text}</${name}>${newline}`;
}

/** Writes a response; the elements named in `bare` are numbers and written without CDATA. */
export function writeXml(elements: readonly Element[], bare: ReadonlySet<string>, newline: string): string {
  return `<xml>${newline}${elements.map((element) => writeElement(element, bare, newline)).join('')}</xml>`;
}
