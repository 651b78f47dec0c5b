import { NeedsApprovalError, OwnPlanError } from '../cli/campaign/refusals';
import { CommandError, describeError, UsageError } from '../cli/errors';
import { type Html, html } from '../cli/page/html';
import { isHError } from '../sdk/index';
import { PlanError } from '../shared/campaign/plan-folder';
import { notice, show } from './respond';
import { APPROVAL } from './text/approval';
import { COMMON } from './text/common';
import { ERRORS } from './text/errors';
import { textOf, type Visit, type VisitContext } from './visit';

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
  const kind = advice(error);
  const said =
    kind === 'input'
      ? (error as Error).message
      : describeError(error).replace(/^(H|Command|Usage)?Error: /, '');
  // What a form of the console refuses is in the person's language already.
  const title = error instanceof InputError ? said : html`<span lang="en">${said}</span>`;
  const body = notice('error', title, textOf(visit, ERRORS)[kind]);
  return { body, status: kind === 'input' || kind === 'client' ? 400 : 502 };
}

/** Shows an error as a page: what happened, and what to do. */
export function showError(c: VisitContext, error: unknown): Response {
  const visit = c.get('visit');
  const { body, status } = explain(visit, error);
  const again = html`<p><a href="${visit.url.pathname}">${textOf(visit, ERRORS).back}</a></p>`;
  return show(c, { title: textOf(visit, COMMON).failed, body: html`${body}${again}` }, status);
}
