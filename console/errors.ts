import { errorTextIn } from '../cli/campaign/plan/reason/errors';
import { NeedsApprovalError, OwnPlanError } from '../cli/campaign/refusals';
import { CommandError, describeError, messageOf, UsageError } from '../cli/errors';
import { type Html, html } from '../cli/page/html';
import { isHError } from '../sdk/index';
import { PlanError } from '../shared/campaign/plan-folder';
import type { Bilingual } from './language';
import { notice, original, show } from './respond';
import { APPROVAL } from './text/approval';
import { COMMON } from './text/common';
import { ERRORS } from './text/errors';
import { textOf, type Visit, type VisitContext } from './visit';

/** What a person enters is wrong: the message says what was expected. With a cause, it is a command's own message. */
export class InputError extends Error {
  override readonly name = 'InputError';
  /** In both languages, where it does not know the reader's. */
  readonly texts: Bilingual<string> | null;

  /** @param message in the language of the page, or in both */
  constructor(message: string | Bilingual<string>, options?: ErrorOptions) {
    super(typeof message === 'string' ? message : message.en, options);
    this.texts = typeof message === 'string' ? null : message;
  }
}

/**
 * What an error says in the language of the page; null where it says it in English only. Engines are shared with the
 * command line, and most of their messages are written once.
 */
export function ownWords({ language }: Visit, error: unknown): string | null {
  if (!(error instanceof InputError)) return errorTextIn(language, error);
  if (error.texts !== null) return error.texts[language];
  return error.cause === undefined ? error.message : errorTextIn(language, error.cause);
}

/** What an error says, marked as English where the page is not. */
export function saidBy(visit: Visit, error: unknown): Html {
  const own = ownWords(visit, error);
  return own === null ? html`<span lang="en">${messageOf(error)}</span>` : html`${own}`;
}

/** What a command refuses by itself; a failed call to AWS is its cause. */
function isRefusal(error: unknown): boolean {
  if (error instanceof CommandError) return error.cause === undefined;
  return error instanceof InputError || error instanceof UsageError || error instanceof PlanError;
}

export type ErrorKind = 'input' | 'client' | 'unreachable' | 'denied' | 'other';

function kindOf(error: unknown): ErrorKind {
  if (isRefusal(error)) return 'input';
  const text = describeError(error);
  if (/AccessDenied|not authorized/i.test(text)) return 'denied';
  if (isHError(error)) return error.code >= 500 ? 'unreachable' : 'client';
  return /ECONNREFUSED|ENOTFOUND|TimeoutError|fetch failed/.test(text) ? 'unreachable' : 'other';
}

/** The functions' and AWS's messages, without the name of their class. */
function fullMessage(error: unknown, kind: ErrorKind): string {
  return kind === 'input' ? messageOf(error) : describeError(error).replace(/^(H|Command|Usage)?Error: /, '');
}

/** Below a title in the reader's language: what to do, and what the engine said, which may be in English. */
export function failure(visit: Visit, title: string, error: unknown, next: string): Html {
  const own = ownWords(visit, error);
  if (own !== null) return notice('error', title, html`${own}${textOf(visit, COMMON).gap}${next}`);
  return html`${notice('error', title, next)}${original(visit, messageOf(error))}`;
}

/** A refusal for which the console has words of its own, since it is a step of its own; null for any other error. */
function refusalNotice(visit: Visit, error: unknown): Html | null {
  const { needsApproval, ownPlan } = textOf(visit, APPROVAL);
  if (error instanceof NeedsApprovalError) {
    const { campaign } = error;
    const page = html`<a href="/campaigns/${campaign}/submit">${needsApproval.submit}</a>`;
    return notice('error', needsApproval.title(campaign), html`${needsApproval.what} ${page}`);
  }
  if (error instanceof OwnPlanError)
    return notice('error', ownPlan.title(error.campaign), ownPlan.what(error.identity));
  return null;
}

/** An error as a part of a page: what happened, and what to do. */
export function explain(visit: Visit, error: unknown): { readonly body: Html; readonly status: 400 | 502 } {
  const refusal = refusalNotice(visit, error);
  if (refusal !== null) return { body: refusal, status: 400 };
  const { next, titles } = textOf(visit, ERRORS);
  const kind = kindOf(error);
  const own = ownWords(visit, error);
  const said = fullMessage(error, kind);
  const advice = next[kind === 'unreachable' && visit.console.stack.isLocal ? 'local' : kind];
  const body =
    own === null
      ? html`${notice('error', titles[kind], advice)}${original(visit, said)}`
      : notice('error', visit.language === 'en' ? said : own, advice);
  return { body, status: kind === 'input' || kind === 'client' ? 400 : 502 };
}

/** The page to try again on: after a POST the one with the form, which a browser names, since no GET may have its path. */
function backOf(c: VisitContext): string {
  const { url } = c.get('visit');
  const referer = c.req.header('referer');
  if (c.req.method === 'GET' || referer === undefined || !URL.canParse(referer)) return url.pathname;
  const from = new URL(referer);
  return from.host === url.host && !from.pathname.startsWith('//')
    ? from.pathname + from.search
    : url.pathname;
}

/** Shows an error as a page: what happened, and what to do. */
export function showError(c: VisitContext, error: unknown): Response {
  const visit = c.get('visit');
  const { body, status } = explain(visit, error);
  const again = html`<p><a href="${backOf(c)}">${textOf(visit, ERRORS).back}</a></p>`;
  return show(c, { title: textOf(visit, COMMON).failed, body: html`${body}${again}` }, status);
}
