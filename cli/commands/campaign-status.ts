import { campaignClient } from '../campaign/client';
import { checkEngine, ENGINE_OPTIONS } from '../campaign/engine';
import { type CampaignFolder, FOLDER_OPTIONS, FOLDER_USAGE, folderOf } from '../campaign/folder';
import { AT_ONCE, AT_ONCE_OPTIONS, AT_ONCE_USAGE, atOnceOf } from '../campaign/in-flight';
import { Journal, readProgress } from '../campaign/journal';
import { onAws } from '../campaign/on-aws';
import { lockPlanned, openCampaign } from '../campaign/open';
import type { RowOutcomes } from '../campaign/outcomes';
import { survey } from '../campaign/status';
import { sayTooOld, talliesJson, talliesTable, tooOldLines } from '../campaign/summary';
import { defineCommand, type ExitCode } from '../command';
import { CommandError } from '../errors';
import type { Io } from '../io';
import type { Stack } from '../stack';

const USAGE = `./red-pack campaign status NAME [--all] [OPTIONS]
./red-pack campaign status NAME --engine aws --stack red-pack-prod [--json]

Counts the rows of a campaign by outcome. Of rows that are not final it looks up the records, and asks WeChat Pay about
those that are open; it sends nothing. What it learns is noted in progress.jsonl, so that campaign run leaves out what
recovery has completed. While a run is working on the campaign, it only counts.

It needs only lambda:InvokeFunction on getSentRedPack and getRedPackStatus.

With --engine aws it shows what AWS says of the runs and schedules of campaign start, and looks up no row: Step Functions
counts a row as done whether it was paid, refused or left open. For the rows, use --all without it, or campaign report.
This needs the stack's CampaignPolicy, and no plan on this machine.

  --all             look up rows as well that no run on this machine has reached: after a run on another machine
${AT_ONCE_USAGE}
${FOLDER_USAGE}
  --engine aws      runs and schedules on AWS, in place of the rows
  --json            for each outcome, the number of rows and the amount in yuan as text`;

/** @returns null if a run is working on it */
async function lockIfFree(folder: CampaignFolder, io: Io): Promise<(() => Promise<void>) | null> {
  try {
    return await lockPlanned(folder, 'status');
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    io.err(error.message);
    io.err('This is what it has noted so far.');
    return null;
  }
}

function show(rows: RowOutcomes, isJson: boolean, io: Io): ExitCode {
  io.out(isJson ? JSON.stringify(talliesJson(rows.tallies)) : talliesTable(rows.tallies));
  sayTooOld(tooOldLines(rows, Date.now() / 1000), io);
  return 0;
}

async function showOnAws(stack: Stack, campaign: string, isJson: boolean, io: Io): Promise<ExitCode> {
  const { describeOnAws, stateLines } = onAws();
  const states = await describeOnAws(stack, campaign);
  if (isJson) io.out(JSON.stringify(states));
  else if (states.length === 0) io.out(`No plan of ${campaign} was uploaded to ${stack.name}.`);
  else for (const line of states.flatMap(stateLines)) io.out(line);
  return 0;
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    all: { type: 'boolean' },
    ...AT_ONCE_OPTIONS,
    ...FOLDER_OPTIONS,
    ...ENGINE_OPTIONS,
    json: { type: 'boolean' },
  },
  allowPositionals: true,
  async run({ values, positionals, io, stackName, stack }) {
    const folder = folderOf(positionals, values.dir);
    if (values.engine !== undefined) {
      checkEngine(values.engine);
      return showOnAws(await stack(), folder.name, values.json === true, io);
    }
    const atOnce = atOnceOf(values[AT_ONCE]);
    const isJson = values.json === true;
    const unlock = await lockIfFree(folder, io);
    try {
      const plan = await openCampaign(folder);
      const progress = await readProgress(folder.path, plan.manifest, stackName);
      const { rows } = progress;
      if (unlock === null || rows.areAllFinal) return show(rows, isJson, io);
      const opened = await stack();
      const client = campaignClient(opened, atOnce);
      const journal = await Journal.open(folder.path, plan.manifest, progress);
      const all = values.all === true;
      await survey({ plan, rows, journal, redPack: client.redPack, atOnce, all }).finally(() => {
        journal.close();
        client.close();
      });
      return show(rows, isJson, io);
    } finally {
      await unlock?.();
    }
  },
});
