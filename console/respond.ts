import { type Html, html } from '../cli/page/html';
import { layout, type PageContent } from './layout';
import { COMMON } from './text/common';
import { textOf, type VisitContext } from './visit';

/** Answers with a page. */
export function show(
  c: VisitContext,
  content: PageContent,
  status: 200 | 400 | 404 | 500 | 502 = 200,
): Response {
  return c.html(layout(c.get('visit'), content), status) as Response;
}

/** A message that says what happened and what to do. */
export function notice(kind: 'error' | 'info', title: Html | string, what: Html | string): Html {
  return html`<section class="notice ${kind}"${kind === 'error' && html` role="alert"`}><h2>${title}</h2><p>${what}</p></section>`;
}

/** An empty page, which says what to do next. */
export function empty(title: string, next: Html | string): Html {
  return html`<section class="empty"><h2>${title}</h2><p>${next}</p></section>`;
}

export function showNotFound(c: VisitContext, what?: string): Response {
  const text = textOf(c.get('visit'), COMMON);
  const body = html`${notice('error', text.notFound, what === undefined ? text.notFoundWhat : text.nothingFoundUnder(what))}
<p><a href="/">${text.toOverview}</a></p>`;
  return show(c, { title: text.notFound, body }, 404);
}
