import type { Taker } from '../contract/answers';
import { type Element, OddXmlError, readElements } from './elements';
import type { Fields } from './sign';

export { OddXmlError };

export interface ParsedAnswer {
  readonly fields: Fields;
  /** The entries of `hblist`; null when there is none. */
  readonly takers: readonly Taker[] | null;
}

/**
 * Fields → the XML that WeChat documents: root `xml`, values in CDATA as its own samples write them. A `]]>` is
 * split over two sections, so that no value can end its own.
 */
export function buildXml(fields: Fields): string {
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}><![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]></${name}>`,
  );
  return `<xml>${elements.join('')}</xml>`;
}

/**
 * Answer → its fields as text, exactly as sent. Refuses what is not flat XML: a cut-off or empty text, another root,
 * a repeated element, nesting (but for `hblist` where `allowTakers`), and all that WeChat does not write.
 * @throws OddXmlError
 */
export function parseXml(xml: string, allowTakers = false): ParsedAnswer {
  const fields = new Map<string, string>();
  let takers: Taker[] | null = null;
  for (const element of childrenOf(rootOf(xml))) {
    if (element.name === 'hblist' && allowTakers) {
      if (takers !== null) throw new OddXmlError('<hblist> is repeated');
      takers = childrenOf(element).map(readTaker);
    } else {
      addField(fields, element);
    }
  }
  return { fields: Object.fromEntries(fields), takers };
}

function rootOf(xml: string): Element {
  const [root, second] = childrenOf(readElements(xml));
  if (root?.name !== 'xml' || second !== undefined) throw new OddXmlError('the root is not one <xml>');
  return root;
}

/** The elements in an element; anything beside them but white space is odd. */
function childrenOf({ children, isBlank }: Element): readonly Element[] {
  if (!isBlank) throw new OddXmlError('text stands between elements');
  return children;
}

function addField(fields: Map<string, string>, { name, children, text }: Element): void {
  if (fields.has(name)) throw new OddXmlError(`<${name}> is repeated`);
  if (children.length > 0) throw new OddXmlError(`<${name}> is nested`);
  fields.set(name, text);
}

function readTaker(element: Element): Taker {
  if (element.name !== 'hbinfo') throw new OddXmlError(`<${element.name}> stands in <hblist>`);
  const fields = new Map<string, string>();
  for (const leaf of childrenOf(element)) addField(fields, leaf);
  const { openid = '', amount = '', rcv_time = '' } = Object.fromEntries(fields);
  return { openid, amount, rcv_time };
}
