import { type Html, html } from '../cli/page/html';
import { icon } from './icons';
import { LANG_TAG } from './language';
import { COMMON } from './text/common';
import { textOf, type Visit, withParams } from './visit';

export interface PageContent {
  readonly title: string;
  /** Beside the title: links and buttons. */
  readonly tools?: Html;
  readonly body: Html;
}

function navigation(visit: Visit): Html {
  const { pathname } = visit.url;
  const entries = visit.navigation
    .filter(({ isLocalOnly }) => isLocalOnly !== true || visit.console.stack.isLocal)
    .map(({ path, label, icon: name }) => {
      const isHere = path === '/' ? pathname === '/' : pathname === path || pathname.startsWith(`${path}/`);
      const current = isHere && html` aria-current="page"`;
      return html`<li><a href="${path}"${current}>${icon(name)}<span>${label[visit.language]}</span></a></li>`;
    });
  return html`<nav aria-label="${textOf(visit, COMMON).navigation}"><ul>${entries}</ul></nav>`;
}

function stackBadge(visit: Visit): Html {
  const text = textOf(visit, COMMON);
  const { stack, place, allowsActions } = visit.console;
  const readOnly =
    !allowsActions &&
    html`<span class="chip" title="${text.readOnlyWhy}">${icon('lock')}${text.readOnly}</span>`;
  return html`<p class="stack"><strong>${stack.name}</strong><span class="chip">${stack.isLocal ? text.local : place}</span>${readOnly}</p>`;
}

function head(language: Visit['language'], title: string): Html {
  return html`<!doctype html>
<html lang="${LANG_TAG[language]}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content='{"includeIndicatorCSS":false,"noSwap":[204,304,"4xx","5xx"]}'>
<title>${title} · ${COMMON[language].title}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/style.css">
<script src="/assets/htmx.js" defer></script><script src="/assets/live.js" defer></script></head>`;
}

/** A whole page. */
export function layout(visit: Visit, { title, tools, body }: PageContent): string {
  const text = textOf(visit, COMMON);
  const other = visit.language === 'en' ? 'zh' : 'en';
  const done = visit.console.flash.get(visit.url.searchParams.get('done') ?? undefined);
  return html`${head(visit.language, title)}
<body><a class="skip" href="#main">${text.skip}</a>
<header class="side"><a class="brand" href="/"><img src="/assets/icon.svg" width="22" height="22" alt="">${text.product}</a>
${navigation(visit)}${stackBadge(visit)}
<a class="language" lang="${LANG_TAG[other]}" href="${withParams(visit, { lang: other })}">${text.otherLanguage}</a></header>
<main id="main" tabindex="-1"><div class="head"><h1>${title}</h1>${tools && html`<div class="tools">${tools}</div>`}</div>
${done && html`<section class="done" role="status">${done}</section>`}<div id="stale" class="notice error" role="status" hidden>${text.stale}</div>${body}
<footer>${text.units}</footer></main></body></html>
`.markup;
}

/** A page for somebody who is not let in: nothing of the stack is on it. */
export function refusalPage(language: Visit['language'], title: string, what: string): string {
  return html`${head(language, title)}
<body class="alone"><main id="main"><h1>${title}</h1><p>${what}</p></main></body></html>
`.markup;
}
