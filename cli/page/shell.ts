import { createHash } from 'node:crypto';
import { type Html, html } from './html';
import { STYLE } from './style';

/** Nothing but the one style sheet, by its hash. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/** A whole page in one file, which opens without a network and loads nothing. @param lang of BCP 47 */
export function pageOf(lang: string, title: string, body: Html): string {
  const head = html`<!doctype html>
<html lang="${lang}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title>`;
  // The style sheet must stay as its hash has it.
  return `${head.markup}<style>${STYLE}</style>${html`</head><body><main>${body}</main></body></html>\n`.markup}`;
}
