import { statusPage } from '../protocol/pages';

/** How a request is replied to; `summary` is for the traffic log. */
export type Reply =
  | {
      kind: 'http';
      status: number;
      headers: Readonly<Record<string, string>>;
      body: string;
      summary: string;
    }
  | { kind: 'hang'; summary: string }
  /** A reset; `begun` is a response of which only a part is sent. */
  | { kind: 'reset'; begun: string | null; summary: string };

export const HTML = { 'content-type': 'text/html' };
/** WeChat labels its XML as plain text. */
export const XML = { 'content-type': 'text/plain; charset=utf-8' };

/** An HTML page of the front server. */
export function htmlReply(status: number, body = statusPage(status)): Reply {
  return { kind: 'http', status, headers: HTML, body, summary: `http ${status}` };
}
