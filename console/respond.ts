import { type Html, html } from '../cli/page/html';
import { layout, type PageContent } from './layout';
import { COMMON } from './text/common';
import { ERRORS } from './text/errors';
import { textOf, type Visit, type VisitContext } from './visit';

/** Answers with a page. */
export function show(
  c: VisitContext,
  content: PageContent,
  status: 200 | 400 | 404 | 500 | 502 = 200,
): Response {
  return c.html(layout(c.get('visit'), content), status) as Response;
}

/** A message that says what happened and what to do. */
export function notice(kind: 'error' | 'info', title: string, what: Html | string): Html {
  return html`<section class="notice ${kind}"${kind === 'error' && html` role="alert"`}><h2>${title}</h2><p>${what}</p></section>`;
}

/** A text that comes from WeChat, in Chinese, or from the functions, in English. */
export function inItsLanguage(text: string): Html {
  return html`<span lang="${/\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en'}">${text}</span>`;
}

/** What an engine said in English, on a page in another language. */
export function original(visit: Visit, message: string): Html {
  return html`<section class="original"><h2>${textOf(visit, ERRORS).original}</h2><p lang="en">${message}</p></section>`;
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
