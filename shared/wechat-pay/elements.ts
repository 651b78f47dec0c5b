/** Why an answer is not the flat XML that WeChat documents. Whoever catches it knows nothing of the outcome. */
export class OddXmlError extends Error {}

/** An element with all that it holds. */
export interface Element {
  readonly name: string;
  readonly children: readonly Element[];
  /** Exactly as sent, but for references, which are decoded. */
  readonly text: string;
  /** The text is white space only, and none of it CDATA or a reference. */
  readonly isBlank: boolean;
}

class OpenElement implements Element {
  readonly children: Element[] = [];
  text = '';
  isBlank = true;

  constructor(readonly name: string) {}
}

/** What XML 1.0 §2.2 has no place for, raw or as a reference. */
const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** XML's white space, line ends made one; `\s` would be more. */
const WHITE = /^[ \t\n]*$/;

/** A byte-order mark and a declaration may stand first, and nowhere else. */
const PROLOG = /^\uFEFF?(?:<\?xml [^<>]*\?>)?/;

/**
 * The next piece: an end tag; a start tag, perhaps of an empty element; CDATA; text. Sticky, so that none is skipped.
 * Names begin with a letter, as WeChat's do: `__proto__` is none.
 */
const PIECE =
  /<\/([A-Za-z][\w.-]*)[ \t\n]*>|<([A-Za-z][\w.-]*)[ \t\n]*(\/?)>|<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/gy;

/**
 * The elements of a document that is written as WeChat writes: tags without attributes, text, CDATA, the five
 * entities of XML and character references. Refuses all else: DOCTYPE, entity declarations, comments, processing
 * instructions, attributes, tags that do not pair. Not recursive: 64 KB can nest 10,000 deep.
 * @returns what stands outermost; one element named `xml` if the answer is in order.
 * @throws OddXmlError
 */
export function readElements(xml: string): Element {
  if (NO_CHARACTER.test(xml)) throw new OddXmlError('it holds a character that XML does not know');
  const document = new OpenElement('');
  const open = [document];
  let current = document;
  const body = xml.replace(PROLOG, '').replace(/\r\n?/g, '\n'); // line ends are one, XML 1.0 §2.11
  let at = 0;
  for (const [piece, end, start, empty, cdata, text = ''] of body.matchAll(PIECE)) {
    at += piece.length;
    if (end !== undefined) {
      if (end !== current.name) throw new OddXmlError(`</${end}> ends nothing`);
      open.pop();
      current = open.at(-1) ?? document;
    } else if (start !== undefined) {
      const child = new OpenElement(start);
      current.children.push(child);
      if (empty === '/') continue;
      open.push(child);
      current = child;
    } else {
      current.text += cdata ?? decode(text);
      current.isBlank &&= cdata === undefined && WHITE.test(text);
    }
  }
  if (at < body.length) throw new OddXmlError(`"${markupAt(body, at)}" has no place in an answer`);
  if (current !== document) throw new OddXmlError(`<${current.name}> does not end`);
  return document;
}

function markupAt(xml: string, at: number): string {
  return /^<[!?/[]*[A-Za-z-]{0,10}/.exec(xml.slice(at))?.[0] ?? '';
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

function decode(text: string): string {
  if (text.includes(']]>')) throw new OddXmlError('"]]>" has no place in an answer');
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const named = NAMED.get(name);
    if (named !== undefined && whole.endsWith(';')) return named;
    const reference = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
    if (reference === null || !whole.endsWith(';')) throw new OddXmlError(`"${whole}" is no entity of XML`);
    const [, hex, decimal] = reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    const character = code > 0x10ffff ? '' : String.fromCodePoint(code);
    if (character === '' || NO_CHARACTER.test(character)) throw new OddXmlError(`"${whole}" is no character`);
    return character;
  });
}
