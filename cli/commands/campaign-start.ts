import { requireApproval } from '../campaign/approval';
import { identityOf } from '../campaign/aws/identity';
import { requireCampaignResources } from '../campaign/aws/resources';
import { planStart, type StartOptions, type StartPlan, startPlan } from '../campaign/aws/start';
import { CampaignStore } from '../campaign/aws/store';
import { submitPlan } from '../campaign/aws/submit';
import { beijingAndUtc, parseAt } from '../campaign/aws/time';
import { checkEngine, ENGINE_OPTIONS } from '../campaign/engine';
import { FOLDER_OPTIONS, folderOf } from '../campaign/folder';
import { openCampaign } from '../campaign/open';
import { defineCommand } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import { UsageError } from '../errors';
import type { Io } from '../io';
import { describeSum } from '../sum';

/** Longer, a campaign should be several: the bucket does not keep a plan as long. */
const MOST_DAYS = 60;

function parseDays(text: string | undefined): number {
  if (text === undefined) return 0;
  const days = /^[1-9]\d?$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS)
    throw new UsageError(`--continue-daily must be a number of days from 1 to ${MOST_DAYS}, got "${text}".`);
  return days;
}

function describe(sum: string, { attempt, how }: StartPlan, { at, continueDays }: StartOptions): string {
  const what = how === 'redrive' ? `Continue run ${attempt} with the rows that it has left` : `Pay ${sum}`;
  const when = at === null ? 'now' : `at ${beijingAndUtc(at)}`;
  const daily = continueDays === 0 ? '' : `, and go on at 00:10 Beijing time for ${continueDays} days`;
  return `${what}, ${when}${daily}?`;
}

function report(io: Io, campaign: string, { at }: StartOptions, stack: string): void {
  const what = at === null ? 'runs' : `will start at ${beijingAndUtc(at)}`;
  io.out(`${campaign} ${what}.`);
  io.out(`To follow it: ./red-pack campaign status ${campaign} --engine aws --stack ${stack}`);
  io.out(`To stop it: ./red-pack campaign stop ${campaign} --stack ${stack}`);
}

export const command = defineCommand({
  usage: `./red-pack campaign start NAME --engine aws --stack red-pack-prod [OPTIONS]

For campaigns that run for hours or days. Checks the plan with its budget and its limits once more, uploads it to the
stack's bucket under a name that has its hash and cannot be written twice, and starts the state machine, which calls
sendRedPack for each row. The stack needs the param campaigns=true. No row is paid twice, however often a campaign is
started, by this command or by campaign run.

A run ends at the first fault of the account: empty balance, certificate, signature, WeChat Pay's limits of the day. Fix
the cause and start it again: the run goes on with the rows that it has left, for 14 days after it ended. To send the
rows again that WeChat refused for a limit of their recipient, use --whole.

On AWS it needs the stack's CampaignPolicy.

  --engine aws             Step Functions
  --at "YYYY-MM-DD hh:mm"  start at this minute, Beijing time, up to 90 days ahead
  --continue-daily DAYS    if it ended early, go on at 00:10 Beijing time on each of so many following days
  --whole                  begin a new run over all rows, although the last one could go on
  --yes                    do not ask; needed without a terminal
  --dir DIR                folder of the campaigns; default campaigns`,
  allowPositionals: true,
  options: {
    ...FOLDER_OPTIONS,
    ...ENGINE_OPTIONS,
    at: { type: 'string' },
    'continue-daily': { type: 'string' },
    whole: { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  async run({ values, positionals, io, stack }) {
    const folder = folderOf(positionals, values.dir);
    const { name, path } = folder;
    checkEngine(values.engine);
    const options: StartOptions = {
      at: values.at === undefined ? null : parseAt(values.at, Date.now()),
      continueDays: parseDays(values['continue-daily']),
      isWhole: values.whole === true,
    };
    checkConfirmable(values.yes, io);
    const plan = await openCampaign(folder);
    const { manifest } = plan;
    const opened = await stack();
    const resources = await requireCampaignResources(opened);
    const store = new CampaignStore(opened, resources.bucket);
    try {
      await requireApproval(manifest, opened);
      const next = await planStart(opened, resources, store, name, manifest.plan_sha256, options);
      const sum = describeSum({ count: manifest.count, fen: manifest.total_fen });
      await confirm(describe(sum, next, options), values.yes, io);
      await submitPlan(store, path, plan, await identityOf(opened));
      await startPlan(opened, resources, name, manifest.plan_sha256, next, options, Date.now());
    } finally {
      store.close();
    }
    report(io, name, options, opened.name);
    return 0;
  },
});
