import { onCampaignStack } from '../campaign/aws/open';
import { type StartOptions, startOptionsOf } from '../campaign/aws/options';
import { prepareStart, type StartPlan, startCampaign } from '../campaign/aws/start';
import { beijingAndUtc } from '../campaign/aws/time';
import { checkEngine, ENGINE_OPTIONS } from '../campaign/engine';
import { FOLDER_OPTIONS, folderOf } from '../campaign/folder';
import { openCampaign } from '../campaign/open';
import { defineCommand } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import type { Io } from '../io';
import { describeSum } from '../sum';

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
    const options = startOptionsOf(values, Date.now());
    checkConfirmable(values.yes, io);
    const plan = await openCampaign(folder);
    const { manifest } = plan;
    const opened = await stack();
    await onCampaignStack(opened, async (on) => {
      const next = await prepareStart(on, manifest, options);
      const sum = describeSum({ count: manifest.count, fen: manifest.total_fen });
      await confirm(describe(sum, next, options), values.yes, io);
      await startCampaign(on, path, plan, next, options);
    });
    report(io, name, options, opened.name);
    return 0;
  },
});
