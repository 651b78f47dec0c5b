import { join } from 'node:path';
import { dirOption, folderOf, whileLocked } from '../campaign/folder';
import { removeErrorFile, writeErrorFile } from '../campaign/plan/error-file';
import { openInput } from '../campaign/plan/input/open';
import { readAsText } from '../campaign/plan/input/read-as';
import type { Columns } from '../campaign/plan/judge/columns';
import { makePlan, removeIfEmpty, type Wanted } from '../campaign/plan/make-plan';
import { campaignOf, defaultsOf, fileOf, limitOf, PLAN_OPTIONS } from '../campaign/plan/options';
import { reasonText } from '../campaign/plan/reason/say';
import { templateRate } from '../campaign/plan/show/pace';
import { firstRowsTable, summaryJson, summaryText } from '../campaign/plan/show/summary';
import type { Surveyed } from '../campaign/plan/survey';
import { defineCommand, type ExitCode } from '../command';
import type { Io } from '../io';
import { languageOf } from '../report/language';
import type { Language } from '../report/words';

interface Given {
  readonly json?: boolean | undefined;
  readonly 'skip-bad'?: boolean | undefined;
  readonly dir?: string | undefined;
}

/** Faults that are printed; the error file has all of them. */
const SHOWN_FAULTS = 20;

/** The first faults with their reasons as sentences. */
function firstFaults({ faults }: Surveyed, language: Language): { row: number; reason: string }[] {
  return faults.first(SHOWN_FAULTS).map(({ row, reason }) => ({ row, reason: reasonText(reason, language) }));
}

function showFaults(surveyed: Surveyed, language: Language, io: Io): void {
  const { faults, rows } = surveyed;
  for (const { row, reason } of firstFaults(surveyed, language)) io.err(`Row ${row}: ${reason}`);
  if (faults.count > SHOWN_FAULTS) io.err(`… and ${faults.count - SHOWN_FAULTS} more rows.`);
  io.err(`${faults.count} of ${rows} rows have a fault.`);
}

/** What is planned, and the language of the reasons why rows are not. */
type Planning = Omit<Wanted, 'progress' | 'accepts'> & { readonly language: Language };

/** What became of the rows with a fault. */
interface Refused {
  errorFile: string | null;
  json: string | null;
}

/** Shows the first rows and the faults, and writes the error file. */
async function present(
  surveyed: Surveyed,
  columns: Columns,
  { input, dir, campaign, language }: Planning,
  io: Io,
): Promise<Refused> {
  const { faults, firstRows, rows } = surveyed;
  io.err(
    `Read as ${readAsText(input.readAs, 'en')}. The first rows:\n${firstRowsTable(columns, firstRows)}\n`,
  );
  if (faults.count === 0) return { errorFile: null, json: null };
  showFaults(surveyed, language, io);
  const errorFile = await writeErrorFile(dir, input, faults, language);
  const first = firstFaults(surveyed, language);
  const refused = { rows, faults: faults.count, error_file: errorFile, first };
  return { errorFile, json: JSON.stringify({ campaign, refused }) };
}

async function plan(file: string, given: Given, options: Planning, io: Io): Promise<ExitCode> {
  const { dir, input, campaign } = options;
  const rate = await templateRate();
  const isJson = given.json === true;
  let found: Refused = { errorFile: null, json: null };
  const planned = await makePlan({
    ...options,
    progress: (rows) => io.err(`${rows.toLocaleString('en')} rows read …`),
    accepts: async (surveyed, columns) => {
      found = await present(surveyed, columns, options, io);
      return surveyed.faults.count === 0 || given['skip-bad'] === true;
    },
  });
  if (planned === null) {
    if (isJson && found.json !== null) io.out(found.json);
    io.err(
      `Nothing was planned. ${found.errorFile} is the file with a column "error": correct it and plan it, or leave these rows out with --skip-bad.`,
    );
    return 1;
  }
  if (found.errorFile === null) removeErrorFile(dir, file);
  else io.err(`They were left out; ${found.errorFile} names them in its column "error".`);
  const made = { ...planned, dir, input, rate };
  io.out(isJson ? summaryJson(made, found.errorFile) : summaryText(made));
  if (!isJson)
    io.err(`\nNothing has been sent. Next: ./red-pack campaign run ${campaign}${dirOption(given.dir)}`);
  return 0;
}

export const command = defineCommand({
  usage: `./red-pack campaign plan FILE --campaign NAME [--official-account APPID] [OPTIONS]

FILE is CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or XLSX (up to 50,000 rows). Its first row names the
columns: re_openid, total_amount, and any other param of sendRedPack; a blank cell takes the value of the option below. A
column row_key, unique and never changed, tells the rows apart where one recipient gets several packets.

Every row is checked by the rules of sendRedPack before anything is written. A file with a fault is refused: the command
names row, column, reason and repair, writes campaigns/NAME/errors.csv (the input with a column "error"), and exits with
1. Otherwise it writes campaigns/NAME/plan.jsonl and manifest.json, which replace the plan before; not while a run works on
the campaign. It needs no stack.

  --campaign NAME            1 to 64 of a-z, 0-9 and "-"; the key of each payment begins with it
  --official-account APPID   whose red packets are sent, where the file has no column official_account_id
  --total-amount YUAN        default of the column; so are --send-name, --act-name, --wishing, --remark, --scene-id,
                             --risk-info, --gateway TYPE, --type (else normal) and --total-num (else 1)
  --budget YUAN              refuse a plan that pays more in all, with what earlier plans of the campaign have sent
  --max-per-recipient YUAN   refuse rows with which one recipient would get more in all
  --skip-bad                 leave out rows with a fault, and plan the others
  --ignore COLUMN            a column that is only a note; may be repeated
  --encoding NAME            of a CSV: utf-8, gb18030, utf-16le, utf-16be or big5, if the first rows look wrong
  --sheet NAME               of an XLSX; default the first
  --lang en|zh               language of the reasons beside rows with a fault, also in errors.csv; default en
  --require-approval         the plan may be run only after somebody else's campaign approve
  --dir FOLDER               of all campaigns; default campaigns
  --json                     the result as JSON`,
  options: PLAN_OPTIONS,
  allowPositionals: true,
  async run({ values, positionals, io }) {
    const file = fileOf(positionals);
    const campaign = campaignOf(values);
    const limits = {
      budgetFen: limitOf(values, 'budget'),
      maxPerRecipientFen: limitOf(values, 'max-per-recipient'),
    };
    const language = languageOf(values.lang);
    const rest = { language, defaults: defaultsOf(values), ignored: values.ignore ?? [], ...limits };
    const approval = values['require-approval'] === true ? 'required' : 'optional';
    const folder = folderOf([campaign], values.dir);
    const dir = join(values.dir ?? 'campaigns', campaign);
    const input = await openInput(file, values);
    const make = () => plan(file, values, { campaign, dir, input, approval, ...rest }, io);
    return whileLocked(folder, 'plan', make).finally(() => removeIfEmpty(dir));
  },
});
