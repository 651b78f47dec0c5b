import type { Hono } from 'hono';
import { requireApproval } from '../../cli/campaign/approval';
import { shortHash } from '../../cli/campaign/aws/state';
import { IN_FLIGHT, MAX_IN_FLIGHT } from '../../cli/campaign/client';
import type { CampaignFolder } from '../../cli/campaign/folder';
import { AT_ONCE, atOnceOf } from '../../cli/campaign/in-flight';
import { openCampaign } from '../../cli/campaign/open';
import { dueOf } from '../../cli/campaign/summary';
import { CommandError, UsageError } from '../../cli/errors';
import { html } from '../../cli/page/html';
import { yuanShown } from '../../cli/report/money';
import type { Sum } from '../../cli/sum';
import { PlanError } from '../../shared/campaign/plan-folder';
import { act } from '../act';
import { redPackArgs, redPackCommand } from '../equivalent';
import { InputError } from '../errors';
import { field } from '../fields';
import { CAMPAIGNS } from '../text/campaigns';
import { COMMON } from '../text/common';
import { textOf, type Visit, type VisitEnv } from '../visit';
import { actOf, type CampaignAct } from './campaign-act';
import type { Work } from './jobs';
import type { Campaign } from './state';
import { SUBMIT } from './submit';

function packetsAndYuan(visit: Visit, { count, fen }: Sum): [packets: string, yuan: string] {
  return [textOf(visit, COMMON).packets(count), yuanShown(fen)];
}

/** Field of the form that confirms: what is sent is the plan that was shown, or nothing. */
const PLAN = 'plan';

/** The arguments of `campaign run`, of this very plan; without `--in-flight` where it is the default. */
function runArgs(visit: Visit, { folder, manifest }: Campaign, atOnce: number): string[] {
  const args = ['campaign', 'run', folder.name, '--plan', shortHash(manifest.plan_sha256), '--yes'];
  const atOnceArgs = atOnce === IN_FLIGHT ? [] : [`--${AT_ONCE}`, String(atOnce)];
  return [...args, ...atOnceArgs, ...visit.console.campaigns.dirArgs];
}

/** What a run would send, of a plan that is what its manifest says. @throws InputError */
async function dueIn({ folder, journal }: Campaign): Promise<Sum> {
  try {
    return await dueOf(await openCampaign(folder), journal.rows, Date.now() / 1000);
  } catch (error) {
    if (error instanceof PlanError || error instanceof CommandError)
      throw new InputError(error.message, { cause: error });
    throw error;
  }
}

function atOnceIn(visit: Visit, given: unknown): number {
  try {
    return atOnceOf(typeof given === 'string' && given.trim() !== '' ? given.trim() : undefined);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new InputError(textOf(visit, CAMPAIGNS).inFlightWrong(MAX_IN_FLIGHT));
  }
}

const RUN: CampaignAct = {
  path: 'run',
  async confirmation(visit, campaign) {
    const text = textOf(visit, CAMPAIGNS);
    const { name } = campaign.folder;
    const { rows } = campaign.journal;
    const { paid, refused, unsent } = rows.tallies;
    const due = await dueIn(campaign);
    if (due.count === 0) throw new InputError(text.nothingLeft(name));
    const isFirst = unsent.count === rows.count;
    const sum = (part: Sum): string => text.summary(...packetsAndYuan(visit, part));
    const inFlight = { name: AT_ONCE, label: text.inFlight, hint: text.inFlightHint, isNumber: true };
    return {
      title: (isFirst ? text.start : text.goOn).title(name),
      willDo: isFirst
        ? text.start.lines(...packetsAndYuan(visit, due))
        : [text.goOn.before(sum(paid), sum(refused)), ...text.goOn.lines(...packetsAndYuan(visit, due))],
      command: redPackCommand(visit.console, runArgs(visit, campaign, IN_FLIGHT)),
      button: text.start.button(yuanShown(due.fen)),
      fields: html`<div class="short">${field({ ...inFlight, value: String(IN_FLIGHT) })}</div><input type="hidden" name="${PLAN}" value="${campaign.manifest.plan_sha256}">`,
      ...{ icon: 'sent', movesMoney: true },
    };
  },
  async run(visit, campaign, c) {
    const text = textOf(visit, CAMPAIGNS);
    const { folder, manifest } = campaign;
    const { jobs } = visit.console.campaigns;
    const sent = (await c.req.parseBody()) as Record<string, unknown>;
    if (sent[PLAN] !== manifest.plan_sha256) throw new InputError(text.changed(folder.name));
    const atOnce = atOnceIn(visit, sent[AT_ONCE]);
    const due = await dueIn(campaign);
    if (due.count === 0) throw new InputError(text.nothingLeft(folder.name));
    await requireApproval(manifest, visit.console.stack);
    // Two that are started at the same moment: the lock of the campaign lets only one of them run.
    const work = await jobs.workOn(folder);
    if (work.state === 'unverified') throw new InputError(text.unverified(work.pid, work.lock));
    if (work.state === 'busy' || work.state === 'stopping') throw new InputError(text.busy(folder.name));
    const args = redPackArgs(visit.console, runArgs(visit, campaign, atOnce));
    // The second click of a double click is no mistake to be told of.
    if (work.state !== 'idle' || !jobs.start('run', folder, args))
      return html`<h2>${text.runsAlready}</h2><p>${text.runsAlreadyWhat}</p>`;
    return html`<h2>${text.started}</h2><p>${text.startedWhat(...packetsAndYuan(visit, due))}</p>`;
  },
};

/** Only a run is stopped. @throws InputError that says what is at work instead */
function requireRun(visit: Visit, { name }: CampaignFolder, work: Work): void {
  const text = textOf(visit, CAMPAIGNS);
  if (work.state === 'idle') throw new InputError(text.notRunning(name));
  if (work.state === 'busy') throw new InputError(text.otherWork(name));
  if (work.state === 'unverified') throw new InputError(text.unverified(work.pid, work.lock));
}

const STOP: CampaignAct = {
  path: 'stop',
  async confirmation(visit, { folder }) {
    const text = textOf(visit, CAMPAIGNS);
    const work = await visit.console.campaigns.jobs.workOn(folder);
    requireRun(visit, folder, work);
    const { title, button, willDo } = text.stop;
    const command = 'pid' in work ? `kill ${work.pid}` : 'Ctrl-C';
    return { title: title(folder.name), button, willDo, command, icon: 'stop', movesMoney: false };
  },
  async run(visit, { folder }) {
    const text = textOf(visit, CAMPAIGNS);
    requireRun(visit, folder, await visit.console.campaigns.jobs.stop(folder));
    return html`<h2>${text.stopped}</h2><p>${text.stoppedWhat}</p>`;
  },
};

function reportArgs(visit: Visit, { folder }: Campaign): string[] {
  const language = ['--lang', visit.language];
  return ['campaign', 'report', folder.name, ...language, ...visit.console.campaigns.dirArgs];
}

const REPORT: CampaignAct = {
  path: 'report',
  confirmation(visit, campaign) {
    const { title, button, willDo } = textOf(visit, CAMPAIGNS).makeReport;
    const command = redPackCommand(visit.console, reportArgs(visit, campaign));
    const shown = { title: title(campaign.folder.name), button, willDo, command };
    return Promise.resolve({ ...shown, icon: 'report', movesMoney: false });
  },
  run(visit, campaign) {
    const text = textOf(visit, CAMPAIGNS);
    const args = redPackArgs(visit.console, reportArgs(visit, campaign));
    if (!visit.console.campaigns.jobs.start('report', campaign.folder, args))
      throw new InputError(text.busy(campaign.folder.name));
    return Promise.resolve(html`<h2>${text.reportStarted}</h2><p>${text.reportStartedWhat}</p>`);
  },
};

/** The buttons of one campaign. */
export function campaignActs(app: Hono<VisitEnv>): void {
  for (const each of [RUN, STOP, REPORT, SUBMIT]) act(app, `/campaigns/:name/${each.path}`, actOf(each));
}
