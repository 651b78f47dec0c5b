import { beijingText } from '../../shared/api/beijing';
import { csvLine, textCell } from './csv';
import { dayText } from './day';
import type { Entry } from './entry';
import { yuanText } from './money';
import { type Cell, MEASURES } from './totals';

type Column = readonly [name: string, of: (entry: Entry) => string];

/** Empty where it is not known. */
function known<T>(value: T | null, show: (value: T) => string): string {
  return value === null ? '' : show(value);
}

const COLUMNS: readonly Column[] = [
  ['id', ({ record }) => textCell(record.id)],
  ['mch_billno', ({ record }) => textCell(record.mch_billno)],
  ['idempotency_key', ({ record }) => textCell(record.idempotency_key)],
  ['official_account_id', ({ account }) => textCell(account.official_account_id)],
  ['gateway_type', ({ account }) => textCell(account.gateway_type)],
  ['mch_id', ({ account }) => textCell(account.mch_id)],
  ['type', ({ record }) => textCell(record.type)],
  ['day', ({ day }) => dayText(day)],
  ['returned_day', ({ returnedDay }) => known(returnedDay, dayText)],
  ['amount_yuan', ({ amountFen }) => yuanText(amountFen)],
  ['outcome', ({ outcome }) => textCell(outcome)],
  ['code', ({ code }) => textCell(code)],
  ['status', ({ record }) => textCell(record.status ?? '')],
  ['received_yuan', ({ record }) => known(record.received_fen, yuanText)],
  ['returned_yuan', ({ record }) => known(record.refunded_fen, yuanText)],
  ['created_at_beijing', ({ record }) => beijingText(record.created_at)],
  ['paid_at_beijing', ({ record }) => known(record.paid_at, beijingText)],
  ['received_at_beijing', ({ record }) => known(record.received_at, beijingText)],
  ['returned_at_beijing', ({ record }) => known(record.refunded_at, beijingText)],
];

const OPENID: Column = ['re_openid', ({ record }) => textCell(record.re_openid)];

export interface RecordLines {
  readonly head: string;
  readonly line: (entry: Entry) => string;
}

/** The lines of report.csv: one for each record that counts. */
export function recordLines(showsOpenids: boolean): RecordLines {
  const columns = showsOpenids ? [...COLUMNS, OPENID] : COLUMNS;
  return {
    head: csvLine(columns.map(([name]) => name)),
    line: (entry) => csvLine(columns.map(([, of]) => of(entry))),
  };
}

/** The lines of summary.csv: one for each day, account and code that occurs. */
export function summaryLines(cells: readonly Cell[]): string[] {
  const head = ['day', 'official_account_id', 'gateway_type', 'mch_id', 'code'];
  const measures = MEASURES.flatMap((measure) => [`${measure}_count`, `${measure}_yuan`]);
  const rows = cells.map(({ day, account, code, sums }) => [
    dayText(day),
    ...[account.official_account_id, account.gateway_type, account.mch_id, code].map(textCell),
    ...MEASURES.flatMap((measure) => [String(sums[measure].count), yuanText(sums[measure].fen)]),
  ]);
  return [[...head, ...measures], ...rows].map((cells) => csvLine(cells));
}
