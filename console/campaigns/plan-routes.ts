import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';
import { whileLocked } from '../../cli/campaign/folder';
import { checkFile } from '../../cli/campaign/plan/check-file';
import { removeErrorFile, writeErrorFile } from '../../cli/campaign/plan/error-file';
import { makePlan, type Planned, removeIfEmpty, type Wanted } from '../../cli/campaign/plan/make-plan';
import { templateRate } from '../../cli/campaign/plan/show/pace';
import { CommandError, UsageError } from '../../cli/errors';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { PlanError } from '../../shared/campaign/plan-folder';
import { InputError } from '../errors';
import { icon } from '../icons';
import { notice, show } from '../respond';
import { CAMPAIGNS } from '../text/campaigns';
import { COMMON } from '../text/common';
import { PLAN } from '../text/plan';
import { textOf, type Visit, type VisitContext, type VisitEnv } from '../visit';
import { planForm } from './form';
import { knownFields } from './known-fields';
import { type PlanFields, planFields } from './plan-fields';
import { planMessage } from './plan-message';
import type { Made } from './plans';
import { reviewBody } from './review';
import { type Reviewed, takeUpload, type Upload } from './uploads';
import { wantedOf } from './wanted';

const NEW = '/campaigns/new_plan';

function crumb(visit: Visit) {
  return html`<p class="crumb"><a href="/campaigns">${icon('back')}${textOf(visit, CAMPAIGNS).all}</a></p>`;
}

async function form(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  // A file that is to be corrected brings what was entered with it.
  const before = visit.console.campaigns.uploads.get(visit.url.searchParams.get('from') ?? '');
  const body = html`${crumb(visit)}${planForm(visit, before?.fields ?? (await knownFields(visit.console)))}`;
  return show(c, { title: textOf(visit, PLAN).title, body });
}

/** Browsers send an empty file without a name where none was chosen. */
function isFile(sent: unknown): sent is File {
  return sent instanceof File && !(sent.size === 0 && sent.name === '');
}

/** What is wrong with a file or its options; errors of other kinds become pages of their own. */
function isOfFile(error: unknown): error is Error {
  const kinds = [InputError, UsageError, CommandError, PlanError];
  return kinds.some((kind) => error instanceof kind);
}

async function review(visit: Visit, upload: Upload, fields: PlanFields): Promise<Reviewed> {
  const { campaigns } = visit.console;
  try {
    const checked = await checkFile(await wantedOf(campaigns, upload, fields), upload.dir, visit.language);
    return { upload, fields, checked };
  } catch (error) {
    upload.remove();
    throw error;
  }
}

async function check(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, PLAN);
  const sent = await c.req.parseBody();
  const fields = planFields(sent);
  const upload = isFile(sent.file) ? await takeUpload(sent.file) : null;
  try {
    if (upload === null) throw new InputError(text.needFile);
    visit.console.campaigns.uploads.keep(await review(visit, upload, fields));
    return c.redirect(`${NEW}/${upload.id}`, 303) as Response;
  } catch (error) {
    if (!isOfFile(error)) throw error;
    const why = html`${planMessage(visit, error, upload?.dir ?? null)}${textOf(visit, COMMON).gap}${text.again}`;
    const body = html`${crumb(visit)}${notice('error', text.failed, why)}${planForm(visit, fields)}`;
    return show(c, { title: text.title, body }, 400);
  }
}

function reviewedOf(c: VisitContext): Reviewed | null {
  return c.get('visit').console.campaigns.uploads.get(c.req.param('id') ?? '');
}

function gone(c: VisitContext): Response {
  const text = textOf(c.get('visit'), PLAN);
  const body = html`${notice('error', text.gone, text.goneWhat)}<p><a href="${NEW}">${text.title}</a></p>`;
  return show(c, { title: text.gone, body }, 404);
}

async function showReview(c: VisitContext, reviewed: Reviewed, problem?: Html): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, PLAN);
  const failed = problem !== undefined && notice('error', text.failed, problem);
  const body = html`${crumb(visit)}${failed}${reviewBody(visit, reviewed, await templateRate())}`;
  const title = text.review(reviewed.upload.name);
  return show(c, { title, body }, problem === undefined ? 200 : 400);
}

function reviewPage(c: VisitContext): Response | Promise<Response> {
  const reviewed = reviewedOf(c);
  return reviewed === null ? gone(c) : showReview(c, reviewed);
}

async function errorFile(c: VisitContext): Promise<Response> {
  const reviewed = reviewedOf(c);
  const path = reviewed?.checked.errorFile ?? null;
  if (reviewed === null || path === null) return gone(c);
  return c.body(await readFile(path), 200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${reviewed.fields.campaign}-errors.csv"`,
  }) as Response;
}

/** As the command makes it: bad rows are left out, as the button has said, and named in errors.csv beside the plan. */
async function planOf(visit: Visit, { upload, fields }: Reviewed): Promise<Made> {
  const { campaigns } = visit.console;
  const wanted = await wantedOf(campaigns, upload, fields);
  const { campaign, dir, input } = wanted;
  const work = await campaigns.jobs.workOn(campaigns.folder(campaign));
  const text = textOf(visit, PLAN);
  if (work.state === 'unverified')
    throw new InputError(textOf(visit, CAMPAIGNS).unverified(work.pid, work.lock));
  if (work.state === 'busy') throw new InputError(text.isBusy(campaign));
  if (work.state !== 'idle') throw new InputError(text.isRunning(campaign));
  const accepts: Wanted['accepts'] = async ({ faults }) => {
    if (faults.count > 0) await writeErrorFile(dir, input, faults, visit.language);
    return true;
  };
  const make = async (): Promise<Planned> => {
    const planned = await makePlan({ ...wanted, progress: () => undefined, accepts });
    if (planned === null) throw new Error('The plan was not accepted.');
    if (planned.surveyed.faults.count === 0) removeErrorFile(dir, upload.path);
    return planned;
  };
  const { manifest, surveyed } = await whileLocked(campaigns.folder(campaign), 'plan', make).finally(() =>
    removeIfEmpty(dir),
  );
  campaigns.uploads.remove(upload.id);
  return { campaign, count: manifest.count, totalFen: manifest.total_fen, leftOut: surveyed.faults.count };
}

function showMade(c: VisitContext, { campaign, count, totalFen, leftOut }: Made): Response {
  const visit = c.get('visit');
  const text = textOf(visit, PLAN);
  const what = text.plannedWhat(textOf(visit, COMMON).packets(count), yuanShown(totalFen));
  const faults = leftOut > 0 && html`<p>${text.leftOut(leftOut)}</p>`;
  const done = visit.console.flash.put(html`<h2>${text.planned}</h2><p>${what}</p>${faults}`);
  return c.redirect(`/campaigns/${campaign}?done=${done}`, 303) as Response;
}

async function plan(c: VisitContext): Promise<Response> {
  const reviewed = reviewedOf(c);
  const visit = c.get('visit');
  const { plans, uploads } = visit.console.campaigns;
  if (reviewed === null) {
    // A click after the plan was made, or while it is being made: it leads where the first one leads.
    const made = plans.of(c.req.param('id') ?? '');
    return made === null ? gone(c) : showMade(c, await made);
  }
  const { upload } = reviewed;
  try {
    const make = () => uploads.use(upload.id, () => planOf(visit, reviewed));
    return showMade(c, await plans.once(upload.id, make));
  } catch (error) {
    if (!isOfFile(error)) throw error;
    return showReview(c, reviewed, planMessage(visit, error, upload.dir));
  }
}

function discard(c: VisitContext): Response {
  c.get('visit').console.campaigns.uploads.remove(c.req.param('id') ?? '');
  return c.redirect(NEW, 303) as Response;
}

/** From a file to a plan. `_` is in no campaign's name, so no campaign has these addresses. */
export function planRoutes(app: Hono<VisitEnv>): void {
  app.get(NEW, form);
  app.post(NEW, check);
  app.get(`${NEW}/:id`, reviewPage);
  app.get(`${NEW}/:id/errors.csv`, errorFile);
  app.post(`${NEW}/:id/plan`, plan);
  app.post(`${NEW}/:id/discard`, discard);
}
