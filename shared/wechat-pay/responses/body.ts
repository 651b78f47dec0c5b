import { type Fields, sign } from '../protocol/sign';
import type { Reply } from '../protocol/transport';
import { type ParsedAnswer, parseXml } from '../protocol/xml';
import { MalformedXmlError } from '../protocol/xml-scanner';

type Answered = Extract<Reply, { kind: 'answered' }>;

/** A response that says nothing about the order: a code and a sentence for the caller. */
export interface CodeAndText {
  readonly code: string;
  readonly text: string;
}

/**
 * Code and text for responses without a code of WeChat's own. WeChat's rule for SYSTEMERROR, same number or wait,
 * applies here too.
 */
export function synthetic(text: string): CodeAndText {
  return { code: 'SYSTEMERROR', text };
}

/** WeChat's front rejects a missing or invalid client certificate with HTML, before it processes any order. */
export function certificateTrouble(reply: Answered): CodeAndText | null {
  const refused =
    reply.httpStatus === 400 &&
    /No required SSL certificate was sent|The SSL certificate error/.test(reply.body);
  return refused
    ? synthetic("WeChat Pay refused the payment certificate: renew it in the account's secret.")
    : null;
}

/** Parses the fields of a 2xx response in documented XML; everything else is `malformed`, never a guess. */
export function parseBody(
  reply: Answered,
  allowRecipients = false,
): ({ kind: 'read' } & ParsedAnswer) | ({ kind: 'malformed' } & CodeAndText) {
  if (reply.httpStatus < 200 || reply.httpStatus > 299) {
    return { kind: 'malformed', ...synthetic(`WeChat Pay returned HTTP status ${reply.httpStatus}.`) };
  }
  try {
    // Stryker disable next-line StringLiteral: Callers check only for the other kind; this value is for the types.
    return { kind: 'read', ...parseXml(reply.body, allowRecipients) };
  } catch (error) {
    if (!(error instanceof MalformedXmlError)) throw error;
    return { kind: 'malformed', ...synthetic(`WeChat Pay returned malformed XML: ${error.message}.`) };
  }
}

/** Whether the signature is valid, absent or empty (the current schema has none). */
export function signatureHolds(fields: Fields, apiKey: string): boolean {
  return fields.sign === undefined || fields.sign === '' || fields.sign === sign(fields, apiKey);
}

/** Whether the fields repeat the sent values: `all` of them, or at least those that are `given`. */
export function echoes(fields: Fields, sent: Fields, which: 'all' | 'given'): boolean {
  return Object.entries(sent).every(([name, value]) => {
    const echo = fields[name];
    return echo === value || (which === 'given' && (echo === undefined || echo === ''));
  });
}
