import { beijingText } from '../../../shared/api/beijing';
import { csvLine, textCell } from '../../report/csv';
import { yuanText } from '../../report/money';
import type { RowRecord } from '../lookup';

type Column = readonly [name: string, of: (row: RowRecord) => string];

/** Empty where it is not known. */
function known<T>(value: T | null | undefined, show: (value: T) => string): string {
  return value === null || value === undefined ? '' : show(value);
}

/** WeChat's code of a row that is not paid, or SUCCESS. */
export function codeOf({ record, outcome }: RowRecord): string {
  return outcome === 'paid' ? 'SUCCESS' : (record?.result?.err_code ?? '');
}

const COLUMNS: readonly Column[] = [
  ['row', ({ row }) => String(row.row)],
  ['row_key', ({ row }) => known(row.row_key, textCell)],
  ['outcome', ({ outcome }) => outcome],
  ['amount_yuan', ({ fen }) => yuanText(fen)],
  ['code', (row) => textCell(codeOf(row))],
  ['id', ({ record }) => known(record?.id, textCell)],
  ['mch_billno', ({ record }) => known(record?.mch_billno, textCell)],
  ['send_listid', ({ record }) => known(record?.result?.send_listid, textCell)],
  ['idempotency_key', ({ line }) => textCell(line.idempotency_key)],
  ['official_account_id', ({ line }) => textCell(line.official_account_id)],
  ['mch_id', ({ record }) => known(record?.mch_id, textCell)],
  ['status', ({ record }) => known(record?.status, textCell)],
  ['received_yuan', ({ record }) => known(record?.received_fen, yuanText)],
  ['returned_yuan', ({ record }) => known(record?.refunded_fen, yuanText)],
  ['created_at_beijing', ({ record }) => known(record?.created_at, beijingText)],
  ['paid_at_beijing', ({ record }) => known(record?.paid_at, beijingText)],
  ['received_at_beijing', ({ record }) => known(record?.received_at, beijingText)],
  ['returned_at_beijing', ({ record }) => known(record?.refunded_at, beijingText)],
];

const OPENID: Column = ['re_openid', ({ line }) => textCell(line.re_openid)];

/** The lines of result.csv: one for each row of the plan. */
export function resultLines(showsOpenids: boolean): {
  readonly head: string;
  readonly line: (row: RowRecord) => string;
} {
  const columns = showsOpenids ? [...COLUMNS, OPENID] : COLUMNS;
  return {
    head: csvLine(columns.map(([name]) => name)),
    line: (row) => csvLine(columns.map(([, of]) => of(row))),
  };
}
