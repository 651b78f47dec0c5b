import { defineCommand, required } from '../command';
import { UsageError } from '../errors';
import type { Io } from '../io';
import { dayOf, dayText, parseRange } from '../report/day';
import { reportJson } from '../report/json';
import { languageOf } from '../report/language';
import { makeReport } from '../report/make';
import { yuanShown } from '../report/money';
import type { Report } from '../report/page';
import { grandTotal, MEASURES } from '../report/totals';
import { entriesIn } from '../report/walk';
import { WORDS } from '../report/words';
import { table } from '../table';

/** The most that a page may have: the fewest invocations. */
const PAGE = 1_000;
const PROGRESS_EVERY = 10_000;

const USAGE = `./red-pack report --from DATE --to DATE [--account APPID] [--out DIR] [OPTIONS]

Reads the list of sent red packets with details, newest first, and writes what was paid, received, returned and is open,
in yuan, by day, account and code:

  report.csv   one line for each record
  summary.csv  one line for each day, account and code
  report.html  totals, plots and tables in one page, which opens without a network

Days and times are Beijing's, both dates are included. A packet counts as paid on the day of paid_at (without one, on the
day of its claim); what of it was received, or is pending, counts on the same day; what came back counts on the day of
refunded_at, also when it was paid before --from. What is open, refused or waits for a retry counts on the day of its
claim. So the list is read back to 30 days before --from: WeChat answers no query about a packet older than that. It
needs only lambda:InvokeFunction on getSentRedPackList.

  --from DATE      first day, such as 2026-11-01
  --to DATE        last day; at most 366 days
  --account APPID  only this official account
  --out DIR        folder for the files, readable only by you; default red-pack-report-FROM-TO. Files of an earlier
                   report are replaced
  --lang en|zh     language of the page; default en
  --show-openids   adds the recipients' openids to report.csv
  --json           the totals as JSON, amounts in yuan as text; files are then written only with --out

In the CSV files (UTF-8 with BOM), a value that a spreadsheet would calculate or round has a ' in front.`;

function accountOf(given: string | undefined): string | null {
  if (given !== undefined && !/^[A-Za-z0-9]{1,32}$/.test(given))
    throw new UsageError(`--account must be the appid of an official account, got "${given}".`);
  return given ?? null;
}

/** Says now and then how far the walk is, which may take minutes. */
function progress(io: Io): (record: { readonly created_at: number }) => void {
  let read = 0;
  return ({ created_at }) => {
    read += 1;
    if (read % PROGRESS_EVERY === 0)
      io.err(`Read ${read.toLocaleString('en')} records, back to ${dayText(dayOf(created_at))}.`);
  };
}

/** For people. */
function totalsTable({ cells }: Report): string {
  const total = grandTotal(cells);
  const rows = MEASURES.map((name) => [name, String(total[name].count), yuanShown(total[name].fen)]);
  return table(['', 'packets', 'yuan'], rows);
}

export const command = defineCommand({
  usage: USAGE,
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    account: { type: 'string' },
    out: { type: 'string' },
    lang: { type: 'string' },
    'show-openids': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run({ values, io, stack }) {
    const [from, to] = [required(values, 'from'), required(values, 'to')];
    const range = parseRange(from, to);
    const account = accountOf(values.account);
    const words = WORDS[languageOf(values.lang)];
    if (values.out === '') throw new UsageError('--out must name a folder.');
    const isJson = values.json === true;
    const dir = values.out ?? (isJson ? null : `red-pack-report-${from}-${to}`);
    const { redPack, name } = await stack();
    const listed = redPack.sentRedPacks({ details: true, limit: PAGE });
    const base = { range, account, stack: name, madeAtS: Math.floor(Date.now() / 1000) };
    const entries = entriesIn(listed, base, progress(io));
    const options = { dir, words, showsOpenids: values['show-openids'] === true };
    const { report, records } = await makeReport(base, entries, options);
    if (isJson) {
      io.out(reportJson(report, records));
      return 0;
    }
    io.out(totalsTable(report));
    io.out(`\nWrote report.csv (${records} records), summary.csv and report.html to ${dir}.`);
    return 0;
  },
});
