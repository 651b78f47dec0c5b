import type { Hono } from 'hono';
import type { Approvable } from '../../cli/campaign/aws/approve';
import { shortHash } from '../../cli/campaign/aws/state';
import { onAws } from '../../cli/campaign/on-aws';
import { html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import { act, type Confirmation, type Done } from '../act';
import { redPackCommand } from '../equivalent';
import { InputError } from '../errors';
import { field } from '../fields';
import { icon } from '../icons';
import { notice, show } from '../respond';
import { APPROVAL } from '../text/approval';
import { CAMPAIGNS } from '../text/campaigns';
import { COMMON } from '../text/common';
import { textOf, type Visit, type VisitContext, type VisitEnv } from '../visit';
import { campaignName } from './name';

const PATH = '/campaigns/new_approval';

function form(c: VisitContext): Response {
  const visit = c.get('visit');
  const text = textOf(visit, APPROVAL);
  const back = html`<p class="crumb"><a href="/campaigns">${icon('back')}${textOf(visit, CAMPAIGNS).all}</a></p>`;
  const fields = html`${field({ name: 'campaign', label: text.campaign, isRequired: true })}${field({ name: 'plan', label: text.plan, hint: text.planHint })}`;
  const ask = html`<form class="card confirm" action="${PATH}"><p class="soft">${text.what}</p><div class="fields">${fields}</div><p class="buttons"><button class="primary">${text.show}</button></p></form>`;
  const body = html`${back}${visit.console.stack.isLocal ? notice('info', text.title, text.local) : ask}`;
  return show(c, { title: text.title, body });
}

function confirmationOf(visit: Visit, { manifest, plannedBy, identity }: Approvable): Confirmation {
  const text = textOf(visit, APPROVAL);
  const { campaign, plan_sha256, count, total_fen, largest_recipient_fen } = manifest;
  const yuan = yuanShown(total_fen);
  const args = ['campaign', 'approve', campaign, '--plan', shortHash(plan_sha256)];
  return {
    title: text.confirm(campaign),
    willDo: [
      ...text.lines(textOf(visit, COMMON).packets(count), yuan),
      text.most(yuanShown(largest_recipient_fen)),
      ...text.by(plannedBy, identity),
      text.hash(plan_sha256),
    ],
    command: redPackCommand(visit.console, args),
    button: text.button(yuan),
    // Exactly what was shown is approved.
    fields: html`<input type="hidden" name="campaign" value="${campaign}"><input type="hidden" name="plan" value="${plan_sha256}">`,
    ...{ icon: 'check', movesMoney: true, back: '/campaigns' },
  };
}

async function confirmation(c: VisitContext): Promise<Confirmation | Response> {
  const visit = c.get('visit');
  const { stack } = visit.console;
  const [given, plan] = [c.req.query('campaign')?.trim() ?? '', c.req.query('plan')?.trim() ?? ''];
  if (given === '' || stack.isLocal) return form(c);
  const campaign = campaignName(visit, given);
  const { onCampaignStack, findApprovable } = onAws();
  const found = await onCampaignStack(stack, (on) =>
    findApprovable(on, campaign, plan === '' ? undefined : plan),
  );
  return confirmationOf(visit, found);
}

async function run(c: VisitContext): Promise<Done> {
  const visit = c.get('visit');
  const text = textOf(visit, APPROVAL);
  const { stack } = visit.console;
  if (stack.isLocal) throw new InputError(text.local);
  const { campaign: given, plan } = (await c.req.parseBody()) as Record<string, unknown>;
  const campaign = campaignName(visit, typeof given === 'string' ? given : '');
  // The whole hash, as the form has it: the first digits could be another plan's by now.
  if (typeof plan !== 'string' || !/^[0-9a-f]{64}$/.test(plan)) throw new InputError(text.notShown);
  const { onCampaignStack, findApprovable, verifyUploaded, storeApproval } = onAws();
  return onCampaignStack(stack, async (on) => {
    const { manifest, identity } = await findApprovable(on, campaign, plan);
    await verifyUploaded(on.store, manifest);
    const isNew = await storeApproval(on.store, manifest, identity, Date.now());
    const what = isNew ? text.doneWhat(campaign, identity) : text.before(campaign);
    return { result: html`<h2>${text.done}</h2><p>${what}</p>`, to: '/campaigns' };
  });
}

/** Approving a plan that another person has uploaded; her folder of campaigns is on another machine. */
export function approvalRoutes(app: Hono<VisitEnv>): void {
  act(app, PATH, { confirmation, run });
}
