import { requireApproval } from '../campaign/approval';
import { FOLDER_OPTIONS, FOLDER_USAGE, folderOf } from '../campaign/folder';
import { AT_ONCE, AT_ONCE_OPTIONS, AT_ONCE_USAGE, atOnceOf } from '../campaign/in-flight';
import { readProgress } from '../campaign/journal';
import { lockPlanned, openCampaign } from '../campaign/open';
import type { RowOutcomes } from '../campaign/outcomes';
import { PLAN_OPTIONS, planHashOf } from '../campaign/plan-option';
import { adviceOf } from '../campaign/run/advice';
import { type RunEnd, runCampaign } from '../campaign/run/run';
import { dueOf, sayTooOld, talliesJson, talliesTable, tooOldLines } from '../campaign/summary';
import { defineCommand, type ExitCode } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import type { Io } from '../io';
import { describeSum } from '../sum';

const USAGE = `./red-pack campaign run NAME [--plan HASH] [--in-flight N] [--yes] [OPTIONS]

Sends the rows of a planned campaign, each under its own idempotency key, through Lambda Invoke. It checks the plan
against its manifest, says how much is to be sent, and asks. What came of each row is noted in progress.jsonl beside the
plan. However it ends, the same command goes on, and nobody is paid twice: rows that are paid or refused are left out,
all others are sent again under the same key.

Ctrl-C finishes what is in flight, as SIGTERM does; a second Ctrl-C ends at once. A fault of the account (an empty
balance, a wrong key, an expired certificate, a budget or limit of the day) stops it at once, so that at most the rows in
flight are parked. The same command sends them again, until 72 hours after their first attempt. It ends with 0 only if
every row is paid or refused.

On AWS it needs the stack's SendPolicy, and its CampaignPolicy if the plan needs an approval.

  --plan HASH       only this plan, by the first digits of its hash
${AT_ONCE_USAGE}
  --yes             do not ask; needed without a terminal
${FOLDER_USAGE}
  --json            the result as JSON: for each outcome, the number of rows and the amount in yuan as text; codes`;

function present(rows: RowOutcomes, io: Io): void {
  const { paid, refused, unsent } = rows.tallies;
  if (unsent.count === rows.count) return;
  io.err(`Earlier runs: paid ${describeSum(paid)}; refused ${describeSum(refused)}.`);
}

function tell(end: RunEnd, rows: RowOutcomes, isJson: boolean, io: Io): ExitCode {
  if (isJson) {
    const stopped = end.reason?.kind ?? null;
    io.out(JSON.stringify({ ...talliesJson(rows.tallies), codes: Object.fromEntries(end.codes), stopped }));
  } else io.out(talliesTable(rows.tallies));
  for (const [code, count] of end.codes) io.err(`${code}: ${count.toLocaleString('en')}`);
  for (const text of end.rejections) io.err(`Not accepted: ${text}`);
  if (end.reason !== null) for (const line of adviceOf(end.reason)) io.err(line);
  const tooOld = tooOldLines(rows, Date.now() / 1000);
  sayTooOld(tooOld, io);
  if (rows.areAllFinal) return 0;
  const { paid, refused } = rows.tallies;
  if (rows.count - paid.count - refused.count > tooOld.length)
    io.err('To go on, give the same command again: nobody is paid twice.');
  if (end.reason?.kind === 'failed') throw end.reason.error;
  return 1;
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    ...PLAN_OPTIONS,
    ...AT_ONCE_OPTIONS,
    yes: { type: 'boolean' },
    ...FOLDER_OPTIONS,
    json: { type: 'boolean' },
  },
  allowPositionals: true,
  async run({ values, positionals, io, stackName, stack }) {
    const folder = folderOf(positionals, values.dir);
    const hash = planHashOf(values.plan);
    const inFlight = atOnceOf(values[AT_ONCE]);
    checkConfirmable(values.yes, io);
    const unlock = await lockPlanned(folder, 'run');
    try {
      const plan = await openCampaign(folder, hash);
      const progress = await readProgress(folder.path, plan.manifest, stackName);
      const { rows } = progress;
      present(rows, io);
      const isJson = values.json === true;
      const done = { reason: null, codes: new Map(), rejections: [] };
      if (rows.areAllFinal) return tell(done, rows, isJson, io);
      const due = await dueOf(plan, rows, Date.now() / 1000);
      if (due.count === 0) return tell(done, rows, isJson, io);
      const opened = await stack();
      await requireApproval(plan.manifest, opened);
      await confirm(`Send ${describeSum(due)}, of the campaign ${folder.name}?`, values.yes, io);
      const run = { plan, folder: folder.path, progress, stack: opened, inFlight, io };
      return tell(await runCampaign(run), rows, isJson, io);
    } finally {
      await unlock();
    }
  },
});
