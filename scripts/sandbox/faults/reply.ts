import { statusPage } from '../protocol/pages';

/** What is sent back for a request; `gist` is for the log. */
export type Reply =
  | {
      kind: 'http';
      status: number;
      headers: Readonly<Record<string, string>>;
      body: string;
      gist: string;
    }
  | { kind: 'hang'; gist: string }
  /** A reset; `begun` is an answer of which only a part gets out. */
  | { kind: 'reset'; begun: string | null; gist: string };

export const HTML = { 'content-type': 'text/html' };
/** WeChat labels its XML as plain text. */
export const XML = { 'content-type': 'text/plain; charset=utf-8' };

/** A page of the front server. */
export function htmlReply(status: number, body = statusPage(status)): Reply {
  return { kind: 'http', status, headers: HTML, body, gist: `http ${status}` };
}
