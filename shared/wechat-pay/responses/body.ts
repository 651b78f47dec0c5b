import { type Fields, sign } from '../protocol/sign';
import type { Reply } from '../protocol/transport';
import { type ParsedAnswer, parseXml } from '../protocol/xml';
import { MalformedXmlError } from '../protocol/xml-scanner';

type Answered = Extract<Reply, { kind: 'answered' }>;

/** An answer that says nothing of the order: a code and a sentence for the caller. */
export interface CodeAndText {
  readonly code: string;
  readonly text: string;
}

/** When WeChat named no code of its own. Its rule for SYSTEMERROR, same number or wait, is the rule here too. */
export function synthetic(text: string): CodeAndText {
  return { code: 'SYSTEMERROR', text };
}

/** WeChat's front refuses a missing or unaccepted client certificate with HTML, before any order is looked at. */
export function certificateTrouble(reply: Answered): CodeAndText | null {
  const refused =
    reply.httpStatus === 400 &&
    /No required SSL certificate was sent|The SSL certificate error/.test(reply.body);
  return refused
    ? synthetic("WeChat Pay refused the payment certificate: renew it in the account's secret.")
    : null;
}

/** The fields of a 2xx answer in documented XML; everything else is odd, never a guess. */
export function parseBody(
  reply: Answered,
  allowTakers = false,
): ({ kind: 'read' } & ParsedAnswer) | ({ kind: 'odd' } & CodeAndText) {
  if (reply.httpStatus < 200 || reply.httpStatus > 299) {
    return { kind: 'odd', ...synthetic(`WeChat Pay answered with HTTP status ${reply.httpStatus}.`) };
  }
  try {
    return { kind: 'read', ...parseXml(reply.body, allowTakers) };
  } catch (error) {
    if (!(error instanceof MalformedXmlError)) throw error;
    return { kind: 'odd', ...synthetic(`WeChat Pay's answer could not be read: ${error.message}.`) };
  }
}

/** True when no signature is there, or an empty one (the current schema has none), or when it is right. */
export function signatureHolds(fields: Fields, apiKey: string): boolean {
  return fields.sign === undefined || fields.sign === '' || fields.sign === sign(fields, apiKey);
}

/** Do the fields repeat what was sent: `all` of it, or at least whatever of it is `given`? */
export function echoes(fields: Fields, sent: Fields, which: 'all' | 'given'): boolean {
  return Object.entries(sent).every(([name, value]) => {
    const echo = fields[name];
    return echo === value || (which === 'given' && (echo === undefined || echo === ''));
  });
}
