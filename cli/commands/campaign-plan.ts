import { join } from 'node:path';
import { removeErrorFile, writeErrorFile } from '../campaign/plan/error-file';
import { openInput } from '../campaign/plan/input/open';
import { makePlan, removeIfEmpty } from '../campaign/plan/make-plan';
import { campaignOf, defaultsOf, fileOf, limitOf, PLAN_OPTIONS } from '../campaign/plan/options';
import { templateRate } from '../campaign/plan/show/pace';
import { firstRowsTable, summaryJson, summaryText } from '../campaign/plan/show/summary';
import type { Surveyed } from '../campaign/plan/survey';
import { defineCommand } from '../command';
import type { Io } from '../io';

/** Faults that are printed; the error file has all of them. */
const SHOWN_FAULTS = 20;

function showFaults({ faults, rows }: Surveyed, io: Io): void {
  for (const { row, reason } of faults.first(SHOWN_FAULTS)) io.err(`Row ${row}: ${reason}`);
  if (faults.count > SHOWN_FAULTS) io.err(`… and ${faults.count - SHOWN_FAULTS} more rows.`);
  io.err(`${faults.count} of ${rows} rows have a fault.`);
}

export const campaignPlanCommand = defineCommand({
  name: 'campaign plan',
  summary: 'Checks a file of recipients and makes it the plan of a campaign; sends nothing',
  usage: `./red-pack campaign plan FILE --campaign NAME [--official-account APPID] [OPTIONS]

FILE is CSV (UTF-8, UTF-16 or GB18030; comma, semicolon or tab) or XLSX (up to 50,000 rows). Its first row names the
columns: re_openid, total_amount, and any other param of sendRedPack; a blank cell takes the value of the option below. A
column row_key, unique and never changed, tells the rows apart where one recipient gets several packets.

Every row is checked by the rules of sendRedPack before anything is written. A file with a fault is refused: the command
names row, column, reason and repair, writes campaigns/NAME/errors.csv (the input with a column "error"), and exits with
1. Otherwise it writes campaigns/NAME/plan.jsonl and manifest.json, which replace the plan before. It needs no stack.

  --campaign NAME            1 to 64 of a-z, 0-9 and "-"; the key of each payment begins with it
  --official-account APPID   whose red packets are sent, where the file has no column official_account_id
  --total-amount YUAN        default of the column; so are --send-name, --act-name, --wishing, --remark, --scene-id,
                             --risk-info, --gateway TYPE, --type (else normal) and --total-num (else 1)
  --budget YUAN              refuse a plan that pays more in all
  --max-per-recipient YUAN   refuse rows with which one recipient would get more in all
  --skip-bad                 leave out rows with a fault, and plan the others
  --ignore COLUMN            a column that is only a note; may be repeated
  --encoding NAME            of a CSV: utf-8, gb18030, utf-16le, utf-16be or big5, if the first rows look wrong
  --sheet NAME               of an XLSX; default the first
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
    const [defaults, rate] = [defaultsOf(values), await templateRate()];
    const dir = join(values.dir ?? 'campaigns', campaign);
    const input = await openInput(file, values);
    const isJson = values.json === true;
    let errorFile: string | null = null;
    let refusal: string | null = null;
    const planned = await makePlan({
      ...{ campaign, dir, input, defaults, ignored: values.ignore ?? [], ...limits },
      approval: values['require-approval'] === true ? 'required' : 'optional',
      progress: (rows) => io.err(`${rows.toLocaleString('en')} rows read …`),
      accepts: async (surveyed, columns) => {
        const { faults, firstRows, rows } = surveyed;
        io.err(`Read as ${input.description}. The first rows:\n${firstRowsTable(columns, firstRows)}\n`);
        if (faults.count === 0) return true;
        showFaults(surveyed, io);
        errorFile = await writeErrorFile(dir, input, faults);
        const refused = {
          rows,
          faults: faults.count,
          error_file: errorFile,
          first: faults.first(SHOWN_FAULTS),
        };
        refusal = JSON.stringify({ campaign, refused });
        return values['skip-bad'] === true;
      },
    }).finally(() => removeIfEmpty(dir));
    if (planned === null) {
      if (isJson && refusal !== null) io.out(refusal);
      io.err(
        `Nothing was planned. ${errorFile} is the file with a column "error": correct it and plan it, or leave these rows out with --skip-bad.`,
      );
      return 1;
    }
    if (errorFile === null) removeErrorFile(dir, file);
    else io.err(`They were left out; ${errorFile} names them in its column "error".`);
    const made = { ...planned, dir, input, rate };
    io.out(isJson ? summaryJson(made, errorFile) : summaryText(made));
    if (!isJson) io.err(`\nNothing has been sent. Next: ./red-pack campaign run ${campaign}`);
    return 0;
  },
});
