import type { PlanState } from '../../../cli/campaign/aws/state';
import { onAws } from '../../../cli/campaign/on-aws';
import { type Html, html } from '../../../cli/page/html';
import { CAMPAIGN_NAME } from '../../../shared/campaign/key';
import { explain, saidBy } from '../../errors';
import { icon } from '../../icons';
import { empty, notice, show, showNotFound } from '../../respond';
import { AWS_RUNS } from '../../text/aws-runs';
import { CAMPAIGNS } from '../../text/campaigns';
import { textOf, type Visit, type VisitContext } from '../../visit';
import { type Here, planHere } from './here';
import { runCard } from './run-card';
import { isBusy } from './states';

/** While something runs, the counts of Step Functions are asked this often; it allows one such call a second. */
const LIVE_S = 5;
/** For a run that somebody else starts, or a schedule. */
const IDLE_S = 30;

export function runsPath(name: string): string {
  return `/campaigns/${name}/aws`;
}

/** @returns null if the stack runs no campaigns; @throws CommandError if AWS refuses */
async function statesOn(visit: Visit, name: string): Promise<readonly PlanState[] | null> {
  const { stack } = visit.console;
  const { campaignResourcesOf, withResources, statesOf } = onAws();
  const resources = await campaignResourcesOf(stack);
  return resources === null ? null : withResources(stack, resources, (on) => statesOf(on, name));
}

function buttons(visit: Visit, name: string, states: readonly PlanState[], { campaign }: Here): Html | false {
  const text = textOf(visit, AWS_RUNS);
  const to = runsPath(name);
  if (states.some(isBusy))
    return html`<p class="buttons"><a class="button" href="${to}/stop">${icon('stop')}${text.stop.button} …</a></p>`;
  if (campaign === null) return false;
  return html`<p class="buttons"><a class="button danger" href="${to}/start">${icon('sent')}${text.start.link} …</a></p>`;
}

/** What the plan on this machine has to do with those on AWS. */
function hereNote(visit: Visit, states: readonly PlanState[], { campaign, problem }: Here): Html | false {
  const text = textOf(visit, AWS_RUNS);
  if (problem !== null) return html`<p class="problem">${text.damaged} ${saidBy(visit, problem)}</p>`;
  if (states.length === 0) return false;
  if (campaign === null) return html`<p class="soft">${text.elsewhere}</p>`;
  const isUploaded = states.some(({ sha256 }) => sha256 === campaign.manifest.plan_sha256);
  return !isUploaded && html`<p class="soft">${text.hereNot}</p>`;
}

function runs(visit: Visit, name: string, states: readonly PlanState[], here: Here): Html {
  const text = textOf(visit, AWS_RUNS);
  const what = here.campaign === null ? text.emptyElsewhere : text.emptyHere;
  const none = states.length === 0 && empty(text.emptyTitle(name, visit.console.stack.name), what);
  const cards = states.map((state) =>
    runCard(visit, state, state.sha256 === here.campaign?.manifest.plan_sha256),
  );
  const records =
    states.some(({ execution }) => execution !== null) &&
    html`<p class="soft">${text.rowsWhat} <a href="/packets?q=${encodeURIComponent(`${name}/`)}">${text.packets}</a></p>`;
  return html`${none}${buttons(visit, name, states, here)}${hereNote(visit, states, here)}${cards}${records}`;
}

/** The part of the page that asks AWS again by itself, also of a page that could not be read. */
function live(name: string, everyS: number, body: Html): Html {
  return html`<div id="aws-runs" class="stacked" hx-get="${runsPath(name)}" hx-trigger="every ${everyS}s" hx-select="#aws-runs" hx-swap="outerMorph">${body}</div>`;
}

async function answer(
  visit: Visit,
  name: string,
  here: Here,
): Promise<[body: Html, status: 200 | 400 | 502]> {
  const text = textOf(visit, AWS_RUNS);
  try {
    const states = await statesOn(visit, name);
    if (states === null) return [notice('info', text.none(visit.console.stack.name), text.noneWhat), 200];
    const everyS = states.some(isBusy) ? LIVE_S : IDLE_S;
    return [live(name, everyS, runs(visit, name, states, here)), 200];
  } catch (error) {
    const { body, status } = explain(visit, error);
    return [live(name, IDLE_S, html`${body}<p class="soft">${text.rights}</p>`), status];
  }
}

/** `/campaigns/:name/aws`. It needs no plan on this machine. */
export async function runsPage(c: VisitContext): Promise<Response> {
  const visit = c.get('visit');
  const text = textOf(visit, AWS_RUNS);
  const name = c.req.param('name') ?? '';
  if (!CAMPAIGN_NAME.test(name)) return showNotFound(c, name);
  const here = await planHere(visit, name);
  const [to, label] =
    here.campaign === null
      ? (['/campaigns', textOf(visit, CAMPAIGNS).all] as const)
      : ([`/campaigns/${name}`, text.toCampaign(name)] as const);
  const back = html`<p class="crumb"><a href="${to}">${icon('back')}${label}</a></p>`;
  const [body, status] = visit.console.stack.isLocal
    ? ([notice('info', text.local, text.localWhat), 200] as const)
    : await answer(visit, name, here);
  return show(c, { title: text.title(name), body: html`${back}${body}` }, status);
}
