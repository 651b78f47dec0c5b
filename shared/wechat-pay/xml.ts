import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Taker } from '../contract/answers';
import type { Fields } from './sign';

/** Why an answer is not the flat XML that WeChat documents. Whoever catches it knows nothing of the outcome. */
export class OddXmlError extends Error {}

/** A node of fast-xml-parser's ordered tree: one key with the element's name, perhaps `:@` with attributes. */
type Node = Readonly<Record<string, unknown>>;

export interface ParsedAnswer {
  readonly fields: Fields;
  /** The entries of `hblist`; null when there is none. */
  readonly takers: readonly Taker[] | null;
}

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';

const builder = new XMLBuilder({ preserveOrder: true, cdataPropName: CDATA });
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  parseTagValue: false, // a 28-digit number keeps its digits
  trimValues: false,
  cdataPropName: CDATA,
  processEntities: false, // decoded below: the five of XML and character references, nothing declared
});

/**
 * Fields → the XML that WeChat documents: root `xml`, values in CDATA as its own samples write them. The builder
 * splits a `]]>` over two sections, so that no value can end its own.
 */
export function buildXml(fields: Fields): string {
  const children = Object.entries(fields).map(([name, value]) => ({
    [name]: [{ [CDATA]: [{ [TEXT]: value }] }],
  }));
  return builder.build([{ xml: children }]);
}

/**
 * Answer → its fields as text, exactly as sent. Refuses what fast-xml-parser lets through or repairs: a cut-off
 * or empty text, another root, a repeated element, nesting (but for `hblist` where `allowTakers`), attributes,
 * DOCTYPE, entity declarations, comments, processing instructions.
 * @throws OddXmlError
 */
export function parseXml(xml: string, allowTakers = false): ParsedAnswer {
  refuseMarkup(xml);
  const fields = new Map<string, string>();
  let takers: Taker[] | null = null;
  for (const [name, children] of elements(rootOf(xml))) {
    if (name === 'hblist' && allowTakers) {
      if (takers !== null) throw new OddXmlError('<hblist> is repeated');
      takers = elements(children).map(([inner, taker]) => readTaker(inner, taker));
    } else {
      addField(fields, name, children);
    }
  }
  return { fields: Object.fromEntries(fields), takers };
}

/** What XML 1.0 §2.2 has no place for, raw or as a reference. */
const NO_CHARACTER = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

function refuseMarkup(xml: string): void {
  if (NO_CHARACTER.test(xml)) throw new OddXmlError('it holds a character that XML does not know');
  const outside = xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '').replace(/^<\?xml [^<>]*\?>/, '');
  const odd = /<!\[?[A-Za-z-]{0,10}|<\?|\]\]>/.exec(outside);
  if (odd) throw new OddXmlError(`"${odd[0]}" has no place in an answer`);
}

function rootOf(xml: string): readonly Node[] {
  const verdict = XMLValidator.validate(xml);
  if (verdict !== true) throw new OddXmlError(verdict.err.msg);
  let tree: readonly Node[];
  try {
    tree = parser.parse(xml) as readonly Node[];
  } catch (error) {
    throw new OddXmlError('fast-xml-parser refuses it', { cause: error });
  }
  const roots = elements(tree.filter((node) => !('?xml' in node)));
  const [first] = roots;
  if (first === undefined || roots.length > 1 || first[0] !== 'xml')
    throw new OddXmlError('the root is not one <xml>');
  return first[1];
}

/** The elements among `nodes`; anything beside them but white space is odd. */
function elements(nodes: readonly Node[]): [string, readonly Node[]][] {
  const found: [string, readonly Node[]][] = [];
  for (const node of nodes) {
    if (ATTRIBUTES in node) throw new OddXmlError('an element bears attributes');
    for (const [name, value] of Object.entries(node)) {
      if (Array.isArray(value) && name !== CDATA) found.push([name, value as readonly Node[]]);
      // CDATA is odd here whatever it holds: it comes as a list, which does not read as white space.
      else if (!/^[ \t\r\n]*$/.test(String(value))) throw new OddXmlError('text stands between elements');
    }
  }
  return found;
}

function addField(fields: Map<string, string>, name: string, children: readonly Node[]): void {
  if (fields.has(name)) throw new OddXmlError(`<${name}> is repeated`);
  fields.set(name, children.map((child) => leafText(name, child)).join(''));
}

function leafText(name: string, node: Node): string {
  const text = node[TEXT];
  if (typeof text === 'string') return decodeEntities(text);
  const cdata = node[CDATA];
  if (!Array.isArray(cdata)) throw new OddXmlError(`<${name}> is nested`);
  // fast-xml-parser makes a node of each section, with one text in it.
  const [section] = cdata as [Node];
  return String(section[TEXT]);
}

function readTaker(name: string, children: readonly Node[]): Taker {
  if (name !== 'hbinfo') throw new OddXmlError(`<${name}> stands in <hblist>`);
  const fields = new Map<string, string>();
  for (const [inner, leaf] of elements(children)) addField(fields, inner, leaf);
  const { openid = '', amount = '', rcv_time = '' } = Object.fromEntries(fields);
  return { openid, amount, rcv_time };
}

/** With their ends: a reference without one is none. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt;', '<'],
  ['gt;', '>'],
  ['amp;', '&'],
  ['quot;', '"'],
  ['apos;', "'"],
]);

function decodeEntities(text: string): string {
  return text.replace(/&([^;&]{0,10};?)/g, (whole, name: string) => {
    const named = NAMED.get(name);
    if (named !== undefined) return named;
    const reference = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));$/.exec(name);
    if (reference === null) throw new OddXmlError(`"${whole}" is no entity of XML`);
    const [, hex, decimal] = reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    // Beyond Unicode there is nothing, which is as little a character as NUL.
    const character = String.fromCodePoint(code > 0x10ffff ? 0 : code);
    if (NO_CHARACTER.test(character)) throw new OddXmlError(`"${whole}" is no character`);
    return character;
  });
}
