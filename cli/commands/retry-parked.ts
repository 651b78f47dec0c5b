import { defineCommand } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import { UsageError } from '../errors';
import type { Io } from '../io';
import { describeSum, sumBy, total } from '../sum';
import { ACCOUNT_FAULTS } from '../unfinished/codes';
import { FILTER_OPTIONS, FILTER_USAGE, filterOf } from '../unfinished/filters';
import { type UnfinishedRecord, unfinishedRecords } from '../unfinished/records';
import { retryRecords } from '../unfinished/retry';
import { printReport, reportJson, retryReport } from '../unfinished/retry-report';

/** Only a caller's repeat within this time may send a number again; the function knows it by its own clock. */
const REPEATABLE_S = 72 * 3600;

function codesOf(given: readonly string[] | undefined): ReadonlySet<string> {
  for (const code of given ?? [])
    if (!/^[A-Z_]{1,64}$/.test(code))
      throw new UsageError(`--code must be a code of WeChat Pay, such as NO_AUTH, got "${code}".`);
  return new Set(given ?? ACCOUNT_FAULTS);
}

function codeOf({ result }: UnfinishedRecord): string {
  return result?.err_code ?? '';
}

/** Says what would be sent. */
function present(records: readonly UnfinishedRecord[], tooOld: readonly UnfinishedRecord[], io: Io): void {
  const yuanOf = ({ total_amount }: UnfinishedRecord): number => total_amount;
  const byCode = sumBy(records, codeOf, yuanOf);
  for (const [code, sum] of byCode) io.err(`Parked by ${code}: ${describeSum(sum)}.`);
  const old = total(sumBy(tooOld, codeOf, yuanOf).values());
  if (old.count > 0) io.err(`Too old, claimed more than 72 hours ago, not sent: ${describeSum(old)}.`);
}

const USAGE = `./red-pack retry-parked [--yes] [OPTIONS]

Sends parked red packets again, each under its own order number, so that none is paid twice. Use it when the cause is
gone: after a top-up, with a new key or certificate, or with a limit lifted. It counts them, asks, and sends exactly
those, 2 a second. By default it takes those parked for a fault of the account:
${ACCOUNT_FAULTS.slice(0, 5).join(', ')},
${ACCOUNT_FAULTS.slice(5).join(', ')}.

  --code CODE       those parked by this code instead, such as NO_AUTH or SENDNUM_LIMIT; may be repeated
${FILTER_USAGE}
  --yes             do not ask; needed without a terminal
  --json            the result as JSON: paid, parked by code, open, refused, too_old, failed, not_reached, failures`;

export const command = defineCommand({
  usage: USAGE,
  options: {
    code: { type: 'string', multiple: true },
    ...FILTER_OPTIONS,
    yes: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  async run({ values, io, stack }) {
    const codes = codesOf(values.code);
    const isWanted = filterOf(values);
    checkConfirmable(values.yes, io);
    const opened = await stack();
    const confirmed: UnfinishedRecord[] = [];
    const old: UnfinishedRecord[] = [];
    const oldestS = Date.now() / 1000 - REPEATABLE_S;
    for await (const record of unfinishedRecords(opened, 'retry')) {
      if (!codes.has(codeOf(record)) || !isWanted(record)) continue;
      (record.created_at > oldestS ? confirmed : old).push(record);
    }
    present(confirmed, old, io);
    if (confirmed.length > 0) {
      const sum = total(sumBy(confirmed, codeOf, ({ total_amount }) => total_amount).values());
      await confirm(`Send ${describeSum(sum)}, again?`, values.yes, io);
    } else io.err('There is nothing to send.');
    const { records: retried, error } = await retryRecords(
      opened,
      confirmed.map(({ id }) => id),
      io,
    );
    const report = retryReport(confirmed, old, retried);
    if (values.json === true) io.out(JSON.stringify(reportJson(report)));
    else if (confirmed.length > 0) printReport(report, io);
    if (error !== null) throw error;
    return report.failures.length > 0 ? 1 : 0;
  },
});
