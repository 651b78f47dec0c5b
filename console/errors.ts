import { CommandError, describeError, UsageError } from '../cli/errors';
import { html } from '../cli/page/html';
import { isHError } from '../sdk/index';
import { PlanError } from '../shared/campaign/plan-folder';
import { notice, show } from './respond';
import { COMMON } from './text/common';
import { ERRORS } from './text/errors';
import { textOf, type VisitContext } from './visit';

/** What a person enters is wrong: the message says what was expected. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** What a command refuses by itself; a failed call to AWS is its cause. */
function isRefusal(error: unknown): boolean {
  if (error instanceof CommandError) return error.cause === undefined;
  return error instanceof InputError || error instanceof UsageError || error instanceof PlanError;
}

/** The functions' and AWS's own words stay in English, with what to do in the reader's language. */
function advice(error: unknown): 'input' | 'client' | 'unreachable' | 'denied' | 'other' {
  if (isRefusal(error)) return 'input';
  const text = describeError(error);
  if (/AccessDenied|not authorized/i.test(text)) return 'denied';
  if (isHError(error)) return error.code >= 500 ? 'unreachable' : 'client';
  return /ECONNREFUSED|ENOTFOUND|TimeoutError|fetch failed/.test(text) ? 'unreachable' : 'other';
}

/** Shows an error as a page: what happened, and what to do. */
export function showError(c: VisitContext, error: unknown): Response {
  const visit = c.get('visit');
  const { failed } = textOf(visit, COMMON);
  const kind = advice(error);
  const said =
    kind === 'input'
      ? (error as Error).message
      : describeError(error).replace(/^(H|Command|Usage)?Error: /, '');
  const { back, ...next } = textOf(visit, ERRORS);
  const body = html`${notice('error', said, next[kind])}<p><a href="${visit.url.pathname}">${back}</a></p>`;
  return show(c, { title: failed, body }, kind === 'input' || kind === 'client' ? 400 : 502);
}
