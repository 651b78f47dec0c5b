import { startArgs } from '../../../cli/campaign/aws/options';
import type { StartPlan } from '../../../cli/campaign/aws/start';
import { beijingMinute, utcMinute } from '../../../cli/campaign/aws/time';
import { onAws } from '../../../cli/campaign/on-aws';
import { openCampaign } from '../../../cli/campaign/open';
import { type Html, html } from '../../../cli/page/html';
import { yuanShown } from '../../../cli/report/money';
import type { Act, Confirmation, Done } from '../../act';
import { redPackCommand } from '../../equivalent';
import { InputError } from '../../errors';
import { showNotFound } from '../../respond';
import { AWS_RUNS } from '../../text/aws-runs';
import { COMMON } from '../../text/common';
import { textOf, type Visit, type VisitContext } from '../../visit';
import type { Campaign } from '../state';
import { requireAws } from './here';
import { runsPath } from './page';
import { hiddenFields, isSent, startForm, type Wanted, wantedOf } from './start-form';

/** Fields of the form that confirms: a start is of what was shown, or refused. */
const PLAN = 'plan';
const NEXT = 'next';

function nextText({ how, attempt }: StartPlan): string {
  return `${how} ${attempt}`;
}

/** When which run begins or continues, and what it pays. */
function startLine(visit: Visit, { manifest }: Campaign, next: StartPlan, { options }: Wanted): string {
  const { start } = textOf(visit, AWS_RUNS);
  const { attempt, how } = next;
  const packets = textOf(visit, COMMON).packets(manifest.count);
  const yuan = yuanShown(manifest.total_fen);
  if (options.at === null) return (how === 'redrive' ? start.redriveNow : start.now)(attempt, packets, yuan);
  const later = how === 'redrive' ? start.redriveLater : start.later;
  return later(attempt, beijingMinute(options.at), utcMinute(options.at), packets, yuan);
}

function buttonOf(visit: Visit, { manifest }: Campaign, { how }: StartPlan, { options }: Wanted): string {
  const { start } = textOf(visit, AWS_RUNS);
  const yuan = yuanShown(manifest.total_fen);
  if (options.at !== null) return start.buttonLater(yuan);
  return how === 'redrive' ? start.buttonRedrive : start.button(yuan);
}

function confirmationOf(visit: Visit, campaign: Campaign, next: StartPlan, wanted: Wanted): Confirmation {
  const { start } = textOf(visit, AWS_RUNS);
  const { folder, manifest } = campaign;
  const { name } = folder;
  const { continueDays } = wanted.options;
  const args = ['campaign', 'start', name, '--engine', 'aws', ...startArgs(wanted.values)];
  const seen = html`<input type="hidden" name="${PLAN}" value="${manifest.plan_sha256}"><input type="hidden" name="${NEXT}" value="${nextText(next)}">`;
  return {
    title: start.title(name),
    willDo: [
      startLine(visit, campaign, next, wanted),
      ...(continueDays === 0 ? [] : [start.daily(continueDays)]),
      ...start.lines,
      start.hash(manifest.plan_sha256),
    ],
    command: redPackCommand(visit.console, [...args, ...visit.console.campaigns.dirArgs]),
    button: buttonOf(visit, campaign, next, wanted),
    fields: html`${hiddenFields(wanted)}${seen}`,
    ...{ icon: 'sent', movesMoney: true, back: runsPath(name) },
  };
}

/** The plan of the address, on a stack on AWS. @throws InputError on the local stack */
async function planOf(c: VisitContext): Promise<Campaign | null> {
  const visit = c.get('visit');
  requireAws(visit);
  return visit.console.campaigns.find(c.req.param('name') ?? '');
}

async function confirmation(c: VisitContext): Promise<Confirmation | Response> {
  const visit = c.get('visit');
  const campaign = await planOf(c);
  if (campaign === null) return showNotFound(c, c.req.param('name'));
  const { name } = campaign.folder;
  const sent = c.req.query();
  if (!isSent(sent)) return startForm(c, name, sent);
  try {
    const wanted = wantedOf(visit, sent);
    const { onCampaignStack, prepareStart } = onAws();
    const next = await onCampaignStack(visit.console.stack, (on) =>
      prepareStart(on, campaign.manifest, wanted.options),
    );
    return confirmationOf(visit, campaign, next, wanted);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return startForm(c, name, sent, error.message);
  }
}

function started(visit: Visit, name: string, { options }: Wanted): Html {
  const { start } = textOf(visit, AWS_RUNS);
  return options.at === null
    ? html`<h2>${start.done}</h2><p>${start.doneWhat(name)}</p>`
    : html`<h2>${start.doneLater}</h2><p>${start.doneLaterWhat(name, beijingMinute(options.at))}</p>`;
}

async function run(c: VisitContext): Promise<Done | Response> {
  const visit = c.get('visit');
  const campaign = await planOf(c);
  if (campaign === null) return showNotFound(c, c.req.param('name'));
  const { name, path } = campaign.folder;
  const sent = (await c.req.parseBody()) as Record<string, unknown>;
  const wanted = wantedOf(visit, sent);
  const plan = await openCampaign(campaign.folder);
  const changed = new InputError(textOf(visit, AWS_RUNS).start.changed(name));
  if (sent[PLAN] !== plan.manifest.plan_sha256) throw changed;
  const { onCampaignStack, prepareStart, startCampaign } = onAws();
  await onCampaignStack(visit.console.stack, async (on) => {
    const next = await prepareStart(on, plan.manifest, wanted.options);
    if (sent[NEXT] !== nextText(next)) throw changed;
    await startCampaign(on, path, plan, next, wanted.options);
  });
  return { result: started(visit, name, wanted), to: runsPath(name) };
}

/** Starts the plan of this machine on Step Functions. */
export const START: Act = { confirmation, run };
