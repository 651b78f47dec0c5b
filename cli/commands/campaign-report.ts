import { relative } from 'node:path';
import { campaignClient } from '../campaign/client';
import { FOLDER_OPTIONS, FOLDER_USAGE, folderOf } from '../campaign/folder';
import { AT_ONCE, AT_ONCE_OPTIONS, AT_ONCE_USAGE, atOnceOf } from '../campaign/in-flight';
import { openCampaign } from '../campaign/open';
import { makeCampaignReport, reportFolder } from '../campaign/report/make';
import { CAMPAIGN_WORDS } from '../campaign/report/words';
import { talliesJson, talliesTable } from '../campaign/summary';
import { defineCommand } from '../command';
import { UsageError } from '../errors';
import type { Io } from '../io';
import { languageOf } from '../report/language';

const PROGRESS_EVERY = 5_000;

const USAGE = `./red-pack campaign report NAME [--out DIR] [OPTIONS]

Looks up the record of every row of the plan by its key, and writes

  result.csv    one line for each row: its outcome, record id, order number, send_listid, code, what was received or
                returned and when
  report.html   totals, outcomes over time, refusals by code, amounts and claims in one page, which opens without a
                network

It asks for records only: campaign status asks WeChat Pay about what is open. It needs only lambda:InvokeFunction on
getSentRedPack.

  --out DIR         folder for the files, readable only by you; default the folder report beside the plan. Files of an
                    earlier report are replaced
  --lang en|zh      language of the page; default en
  --show-openids    adds the recipients' openids to result.csv
${AT_ONCE_USAGE}
${FOLDER_USAGE}
  --json            the totals as JSON, amounts in yuan as text

In the CSV file (UTF-8 with BOM), a value that a spreadsheet would calculate or round has a ' in front.`;

function progress(count: number, io: Io): () => void {
  let read = 0;
  return () => {
    read += 1;
    if (read % PROGRESS_EVERY === 0 && read < count)
      io.err(`Looked up ${read.toLocaleString('en')} of ${count.toLocaleString('en')} rows.`);
  };
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    out: { type: 'string' },
    lang: { type: 'string' },
    'show-openids': { type: 'boolean' },
    ...AT_ONCE_OPTIONS,
    ...FOLDER_OPTIONS,
    json: { type: 'boolean' },
  },
  allowPositionals: true,
  async run({ values, positionals, io, stack }) {
    const folder = folderOf(positionals, values.dir);
    const words = CAMPAIGN_WORDS[languageOf(values.lang)];
    const atOnce = atOnceOf(values[AT_ONCE]);
    if (values.out === '') throw new UsageError('--out must name a folder.');
    const plan = await openCampaign(folder);
    const opened = await stack();
    const dir = reportFolder(folder.path, values.out);
    const client = campaignClient(opened, atOnce);
    const options = { plan, redPack: client.redPack, atOnce, stack: opened.name, dir, words };
    const onRow = progress(plan.manifest.count, io);
    const showsOpenids = values['show-openids'] === true;
    const totals = await makeCampaignReport({ ...options, showsOpenids, onRow }).finally(() =>
      client.close(),
    );
    if (values.json === true) io.out(JSON.stringify(talliesJson(totals.outcomes)));
    else {
      io.out(talliesTable(totals.outcomes));
      io.out(`\nWrote result.csv and report.html to ${relative(process.cwd(), dir) || '.'}.`);
    }
    return 0;
  },
});
