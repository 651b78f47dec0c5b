/** Why an answer is not the flat XML that WeChat documents. Whoever catches it knows nothing of the outcome. */
export class MalformedXmlError extends Error {}

const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

/** XML's names may be others; WeChat's begin with a letter, so that none is `__proto__`. No attribute stands behind one. */
const START_TAG = /<([A-Za-z][\w.-]*)[ \t\n]*(\/?)>/y;
const SPACE = /[ \t\n]*/y;
/** XML 1.0 §2.8, of the one version and encoding that are read here. */
const DECLARATION =
  /\uFEFF?(?:<\?xml version=(["'])1\.0\1(?: encoding=(["'])(?:UTF|utf)-8\2)?(?: standalone=(["'])(?:yes|no)\3)? ?\?>)?/y;

/** What XML 1.0 §2.2 has no place for, besides halves of a surrogate pair. */
const NO_CHARACTER = /[^\t\n\r\x20-\uFFFD]/;

function isText(text: string): boolean {
  return text.isWellFormed() && !NO_CHARACTER.test(text);
}

/**
 * Steps through a text that must be XML without attributes, comments, DOCTYPE, entity declarations and processing
 * instructions. It accepts what it knows, and nothing else: each method throws an MalformedXmlError at anything different.
 */
export class XmlScanner {
  private readonly text: string;
  private at = 0;
  /** The start tag that was passed last was `<name/>`: it has no content. */
  private isEmpty = false;

  /** @throws MalformedXmlError for characters that XML does not know */
  constructor(xml: string) {
    if (!isText(xml)) throw new MalformedXmlError('it holds a character that XML does not know');
    // XML 1.0 §2.11: a reader knows one kind of line end.
    this.text = xml.includes('\r') ? xml.replace(/\r\n?/g, '\n') : xml;
    this.pass(DECLARATION);
  }

  /** Passes a start tag. @returns its name */
  start(): string {
    this.passSpace();
    START_TAG.lastIndex = this.at;
    const [tag = '', name = '', slash] = START_TAG.exec(this.text) ?? this.refuse();
    this.at += tag.length;
    this.isEmpty = slash === '/';
    return name;
  }

  /** Passes the content and the end tag of an element that holds only elements. @param visit passes one of them */
  elements(name: string, visit: (name: string) => void): void {
    if (this.isEmpty) return;
    for (this.passSpace(); !this.end(name); this.passSpace()) visit(this.start());
  }

  /** Passes the content and the end tag of an element that holds only text. @returns the text as it was sent */
  leaf(name: string): string {
    if (this.isEmpty) return '';
    let value = '';
    for (;;) {
      const next = this.text.indexOf('<', this.at);
      if (next < 0) throw this.cutOff();
      if (next > this.at) value += decodeText(this.text.slice(this.at, next));
      this.at = next;
      if (this.text.startsWith(CDATA, next)) value += this.cdata();
      else if (this.end(name)) return value;
      else throw this.isStart() ? new MalformedXmlError(`<${name}> is nested`) : this.refuse();
    }
  }

  /** Nothing but white space may follow. */
  finish(): void {
    this.passSpace();
    if (this.at < this.text.length) this.refuse();
  }

  private cdata(): string {
    const from = this.at + CDATA.length;
    const end = this.text.indexOf(CDATA_END, from);
    if (end < 0) throw this.cutOff();
    this.at = end + CDATA_END.length;
    return this.text.slice(from, end);
  }

  /** Passes the end tag of this name, if it stands here. */
  private end(name: string): boolean {
    const start = this.at;
    if (!this.text.startsWith('</', start) || !this.text.startsWith(name, start + 2)) return false;
    this.at = start + 2 + name.length;
    this.passSpace();
    if (this.text[this.at] === '>') {
      this.at += 1;
      return true;
    }
    this.at = start;
    return false;
  }

  private isStart(): boolean {
    START_TAG.lastIndex = this.at;
    return START_TAG.test(this.text);
  }

  private passSpace(): void {
    // Between the elements of most answers there is none, and a comparison is cheaper than an expression.
    const next = this.text[this.at];
    if (next !== '<' && next !== '>') this.pass(SPACE);
  }

  /** Passes what may stand here, or nothing. */
  private pass(optional: RegExp): void {
    optional.lastIndex = this.at;
    optional.test(this.text);
    this.at = optional.lastIndex;
  }

  private cutOff(): MalformedXmlError {
    return new MalformedXmlError('it is cut off');
  }

  /** Says what stands here and should not. */
  private refuse(): never {
    const rest = this.text.slice(this.at, this.at + 64);
    if (rest === '') throw this.cutOff();
    const [markup] = /^(?:<!(?:--|\[?[A-Za-z]{0,10})|<\?|\]\]>)/.exec(rest) ?? [];
    if (markup !== undefined) throw new MalformedXmlError(`"${markup}" has no place in an answer`);
    const [end] = /^<\/[^<>]*>/.exec(rest) ?? [];
    if (end !== undefined) throw new MalformedXmlError(`${end} ends nothing`);
    if (/^<[A-Za-z_][\w.:-]*\s/.test(rest)) throw new MalformedXmlError('an element bears attributes');
    throw new MalformedXmlError(rest.startsWith('<') ? '"<" begins no tag' : 'text stands between elements');
  }
}

/** With their ends: a reference without one is none. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt;', '<'],
  ['gt;', '>'],
  ['amp;', '&'],
  ['quot;', '"'],
  ['apos;', "'"],
]);

/** Text outside CDATA: the five entities of XML and character references, nothing declared. */
function decodeText(text: string): string {
  if (text.includes(CDATA_END)) throw new MalformedXmlError(`"${CDATA_END}" has no place in an answer`);
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,10};?)/g, (whole, name: string) => {
    const named = NAMED.get(name);
    if (named !== undefined) return named;
    const reference = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}));$/.exec(name);
    if (reference === null) throw new MalformedXmlError(`"${whole}" is no entity of XML`);
    const [, hex, decimal] = reference;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    // Beyond Unicode there is nothing, which is as little a character as NUL.
    const character = String.fromCodePoint(code > 0x10ffff ? 0 : code);
    if (!isText(character)) throw new MalformedXmlError(`"${whole}" is no character`);
    return character;
  });
}
