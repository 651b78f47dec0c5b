import { join } from 'node:path';
import { lastLines } from '../../cli/campaign/background';
import { type Html, html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { beijingText } from '../../shared/api/beijing';
import { yuanToFen } from '../../shared/api/money';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { jsonLines } from '../../shared/campaign/read-plan';
import { icon } from '../icons';
import { drawPhones } from '../packets/phone';
import { show, showNotFound } from '../respond';
import { APPROVAL } from '../text/approval';
import { AWS_RUNS } from '../text/aws-runs';
import { CAMPAIGNS } from '../text/campaigns';
import { textOf, type Visit, type VisitContext } from '../visit';
import { runsPath } from './aws/page';
import { logFile, type Work } from './jobs';
import { outcomeTable } from './outcome-table';
import { reportCard } from './report';
import { type Standing, standingCard, standingOf } from './standing';
import type { Campaign } from './state';

/** A page in which something happens asks again soon; any other one now and then, for a run that a terminal starts. */
const LIVE_S = 2;
const IDLE_S = 10;

const SAID_LINES = 8;

async function firstLine({ folder }: Campaign): Promise<PlanLine | null> {
  for await (const line of jsonLines<PlanLine>(join(folder.path, 'plan.jsonl'))) return line;
  return null;
}

function facts(visit: Visit, { manifest }: Campaign): Html {
  const text = textOf(visit, CAMPAIGNS);
  const yuan = (fen: number): string => text.summaryYuan(yuanShown(fen));
  const { budget_fen, max_per_recipient_fen } = manifest;
  const rows: readonly (readonly [string, Html | string | false])[] = [
    [text.plannedAt, beijingText(manifest.created_at)],
    [text.packets, manifest.count.toLocaleString('en')],
    [text.amount, yuan(manifest.total_fen)],
    [text.most, yuan(manifest.largest_recipient_fen)],
    [text.budget, budget_fen !== null && yuan(budget_fen)],
    [text.perRecipient, max_per_recipient_fen !== null && yuan(max_per_recipient_fen)],
    [text.identity, html`<code>${manifest.identity}</code>`],
    [text.approval, text.approvals[manifest.approval]],
    [text.hash, html`<code class="clip" title="${manifest.plan_sha256}">${manifest.plan_sha256}</code>`],
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === false ? [] : html`<dt>${name}</dt><dd>${value}</dd>`,
  );
  return html`<section class="card stacked"><h2>${text.facts}</h2><dl class="facts">${shown}</dl></section>`;
}

function buttons(visit: Visit, { folder }: Campaign, standing: Standing): Html | false {
  const text = textOf(visit, CAMPAIGNS);
  const path = `/campaigns/${folder.name}`;
  if (['complete', 'stopping', 'busy', 'unverified'].includes(standing)) return false;
  if (standing === 'starting' || standing === 'running')
    return html`<p class="buttons"><a class="button" href="${path}/stop">${icon('stop')}${text.stop.button}</a></p>`;
  const { link } = standing === 'planned' ? text.start : text.goOn;
  const submit =
    !visit.console.stack.isLocal &&
    html`<a class="button" href="${path}/submit">${icon('person')}${textOf(visit, APPROVAL).submit.link} …</a>`;
  return html`<p class="buttons"><a class="button danger" href="${path}/run">${icon('sent')}${link} …</a>${submit}</p>`;
}

/** What the run says that is at work; one from a terminal says it there. Otherwise what the last one has said. */
async function said(visit: Visit, { folder }: Campaign, work: Work): Promise<Html | false> {
  const pid = 'pid' in work && work.state !== 'busy' ? work.pid : null;
  const lines = await lastLines(logFile(folder, 'run'), SAID_LINES, pid);
  if (lines.length === 0) return false;
  return html`<section class="card stacked"><h2>${textOf(visit, CAMPAIGNS).said}</h2><pre tabindex="0" lang="en"><code>${lines.join('\n')}</code></pre></section>`;
}

async function body(visit: Visit, campaign: Campaign): Promise<Html> {
  const text = textOf(visit, CAMPAIGNS);
  const { folder, manifest, journal } = campaign;
  const { jobs } = visit.console.campaigns;
  const work = await jobs.workOn(folder);
  const standing = standingOf(work, journal.rows);
  const isLive =
    ['starting', 'running', 'stopping', 'busy'].includes(standing) || jobs.isStarted('report', folder);
  const first = await firstLine(campaign);
  const phone =
    first !== null &&
    html`<section class="card stacked"><h2>${text.phone}</h2>${drawPhones(visit, first, yuanShown(yuanToFen(first.total_amount) ?? 0))}</section>`;
  const live = html` hx-get="/campaigns/${folder.name}" hx-trigger="every ${isLive ? LIVE_S : IDLE_S}s" hx-select="#campaign" hx-swap="outerMorph"`;
  return html`<div id="campaign" class="packet" data-standing="${standing}"${live}><div class="stacked">${standingCard(visit, campaign, work)}${buttons(visit, campaign, standing)}
${outcomeTable(visit, journal.rows, manifest.total_fen)}${await said(visit, campaign, work)}${await reportCard(visit, campaign)}</div>
<div class="stacked">${facts(visit, campaign)}${phone}</div></div>`;
}

/** `/campaigns/:name` */
export async function campaignPage(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const name = c.req.param('name') ?? '';
  const campaign = await visit.console.campaigns.find(name);
  if (campaign === null) return showNotFound(c, name);
  const back = html`<p class="crumb"><a href="/campaigns">${icon('back')}${textOf(visit, CAMPAIGNS).all}</a></p>`;
  // A link alone: what AWS says is asked on the page of the runs, so that this one never waits for it.
  const tools =
    !visit.console.stack.isLocal &&
    html`<a class="button" href="${runsPath(name)}">${icon('recover')}${textOf(visit, AWS_RUNS).link}</a>`;
  const shown = { title: name, body: html`${back}${await body(visit, campaign)}` };
  return show(c, tools === false ? shown : { ...shown, tools });
}
