import type { Hono } from 'hono';
import { type Html, html } from '../cli/page/html';
import { type Icon, icon } from './icons';
import { show } from './respond';
import { COMMON } from './text/common';
import { textOf, type Visit, type VisitContext, type VisitEnv } from './visit';

/** What a person must know before an act. */
export interface Confirmation {
  readonly title: string;
  /** Sentences: what will happen, and what will not. */
  readonly willDo: readonly (string | Html)[];
  /** The equivalent command. */
  readonly command: string;
  /** Below the command; false for none. */
  readonly note?: Html | false;
  /** On the button. */
  readonly button: string;
  readonly icon: Icon;
  /** Whether money may move: the button is then red. */
  readonly movesMoney: boolean;
  /** More fields of the form. */
  readonly fields?: Html;
  /** Where cancelling leads. */
  readonly back: string;
}

/** What an act has done, and where the person sees it. */
export interface Done {
  readonly result: Html;
  readonly to: string;
}

export interface Act {
  readonly confirmation: (c: VisitContext) => Promise<Confirmation | Response>;
  /** Called by the button. Errors become a page that says what happened. */
  readonly run: (c: VisitContext) => Promise<Done | Response>;
}

/** The hidden field without which a POST is refused. */
export function csrfField({ csrf }: Visit): Html {
  return html`<input type="hidden" name="csrf" value="${csrf}">`;
}

export function commandBlock(visit: Visit, command: string): Html {
  const { command: title } = textOf(visit, COMMON);
  return html`<section class="command"><h2>${title}</h2><pre tabindex="0"><code>${command}</code></pre></section>`;
}

function confirmBody(visit: Visit, action: string, given: Confirmation): Html {
  const text = textOf(visit, COMMON);
  const { willDo, command, button, icon: name, movesMoney, fields, back, note } = given;
  const readOnly =
    !visit.console.allowsActions && html`<p class="soft">${icon('lock')} ${text.readOnlyAct}</p>`;
  return html`<section class="card confirm"><h2>${text.willDo}</h2><ul>${willDo.map((line) => html`<li>${line}</li>`)}</ul>
${commandBlock(visit, command)}${note && html`<p class="soft small">${note}</p>`}
<form method="post" action="${action}">${csrfField(visit)}${fields}
${readOnly}<p class="buttons"><button class="${movesMoney ? 'danger' : 'primary'}">${icon(name)}${button}</button><a class="button" href="${back}">${text.cancel}</a></p></form></section>`;
}

/**
 * An act at `path`: GET shows what it will do and asks, POST does it and leads to where the result is seen. Both work
 * without JavaScript, and a reload repeats nothing.
 */
export function act(app: Hono<VisitEnv>, path: string, { confirmation, run }: Act): void {
  app.get(path, async (c) => {
    const given = await confirmation(c);
    if (given instanceof Response) return given;
    const visit = c.get('visit');
    return show(c, { title: given.title, body: confirmBody(visit, visit.url.pathname, given) });
  });
  app.post(path, async (c) => {
    const { console } = c.get('visit');
    const done = await run(c);
    if (done instanceof Response) return done;
    const { result, to } = done;
    const url = new URL(to, 'http://console');
    url.searchParams.set('done', console.flash.put(result));
    return c.redirect(url.pathname + url.search, 303);
  });
}
