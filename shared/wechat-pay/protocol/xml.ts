import { XMLBuilder } from 'fast-xml-parser';
import type { Recipient } from '../../api/responses';
import type { Fields } from './sign';
import { MalformedXmlError, XmlScanner } from './xml-scanner';

export interface ParsedAnswer {
  readonly fields: Fields;
  /** The entries of `hblist`; null if there is none. */
  readonly recipients: readonly Recipient[] | null;
}

const TEXT = '#text';
// Stryker disable next-line StringLiteral: The builder is given this name and then looks for it; an empty name works as well.
const CDATA = '#cdata';

const builder = new XMLBuilder({ preserveOrder: true, cdataPropName: CDATA });

/**
 * Fields → the XML that WeChat documents: root `xml`, values in CDATA as in WeChat's own samples. The builder splits
 * a `]]>` over two sections, so that no value can end its own.
 */
export function buildXml(fields: Fields): string {
  const children = Object.entries(fields).map(([name, value]) => ({
    [name]: [{ [CDATA]: [{ [TEXT]: value }] }],
  }));
  return builder.build([{ xml: children }]);
}

/**
 * Response → its fields as text, exactly as sent. Rejects everything that WeChat does not document: a truncated or
 * empty text, another root, a repeated element, nesting (except `hblist` where `allowRecipients`), attributes, DOCTYPE,
 * entity declarations, comments, processing instructions. A general parser silently repairs or skips some of these
 * (fast-xml-parser reads a truncated response as if it were complete), and a repaired response is a guess about
 * money.
 * @throws MalformedXmlError
 */
export function parseXml(xml: string, allowRecipients = false): ParsedAnswer {
  const scanner = new XmlScanner(xml);
  const root = scanner.start();
  if (root !== 'xml') throw new MalformedXmlError('the root element is not <xml>');
  const fields: Leaves = {};
  let recipients: Recipient[] | null = null;
  scanner.elements(root, (name) => {
    if (name !== 'hblist' || !allowRecipients) return parseLeaf(scanner, fields, name);
    if (recipients !== null) throw repeated(name);
    recipients = parseRecipients(scanner, name);
  });
  scanner.finish();
  return { fields, recipients };
}

type Leaves = Record<string, string>;

function repeated(name: string): MalformedXmlError {
  return new MalformedXmlError(`duplicate element <${name}>`);
}

function parseLeaf(scanner: XmlScanner, leaves: Leaves, name: string): void {
  if (Object.hasOwn(leaves, name)) throw repeated(name);
  leaves[name] = scanner.leaf(name);
}

function parseRecipients(scanner: XmlScanner, list: string): Recipient[] {
  const recipients: Recipient[] = [];
  scanner.elements(list, (name) => {
    if (name !== 'hbinfo') throw new MalformedXmlError(`unexpected element <${name}> in <${list}>`);
    const leaves: Leaves = {};
    scanner.elements(name, (leaf) => parseLeaf(scanner, leaves, leaf));
    const { openid = '', amount = '', rcv_time = '' } = leaves;
    recipients.push({ openid, amount, rcv_time });
  });
  return recipients;
}
