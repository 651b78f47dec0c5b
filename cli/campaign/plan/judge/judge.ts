import { ParamError, type ParamFault } from '../../../../shared/api/errors';
import { parseSendParams } from '../../../../shared/api/send-params';
import { utf8Length } from '../../../../shared/api/text';
import { campaignKey } from '../../../../shared/campaign/key';
import type { PlanLine } from '../../../../shared/campaign/plan-line';
import { type Cell, type InputRow, isBlank } from '../input/row';
import type { CellProblem, FileFault, Problem, Reason } from '../reason/reason';
import { amountOf, identityOf, integerOf, textOf, type Value } from './cells';
import { type Columns, flagOf, type Param } from './columns';

/** What the options give to rows whose cell is blank or missing. */
export type Defaults = Readonly<Partial<Record<Param, string | number>>>;

/** A row that may be paid. */
export interface Accepted {
  readonly line: PlanLine;
  readonly fen: number;
  readonly rowKey: string | null;
}

/** The params of a plan line, in its order. */
const ORDER = [
  ...(['type', 'official_account_id', 're_openid', 'total_amount', 'total_num', 'send_name'] as const),
  ...(['act_name', 'wishing', 'remark', 'scene_id', 'risk_info', 'gateway_type'] as const),
] satisfies readonly Param[];

/** Enough for any number or name; a longer one is a text in the wrong column. */
const MAX_ROW_KEY_BYTES = 256;

function readCell(param: Param, cell: Cell): Value<string | number> {
  if (param === 'total_amount') return amountOf(cell);
  if (param === 'total_num') return integerOf(cell);
  return param === 're_openid' ? identityOf(cell) : textOf(cell);
}

/** Judges rows by the API's own rules, so that they are written once. */
export class Judge {
  private readonly defaults: Defaults;

  constructor(
    private readonly campaign: string,
    private readonly columns: Columns,
    defaults: Defaults,
  ) {
    this.defaults = { type: 'normal', total_num: 1, ...defaults };
  }

  /** @returns the row as a payment, or every reason why it is none; no reason repeats a value */
  judge({ cells, problem }: InputRow): Accepted | Reason {
    const { width, unnamed } = this.columns;
    if (problem !== undefined) return [problem];
    if (cells.length !== width) return [{ kind: 'cells', cells: cells.length, header: width }];
    if (unnamed.some((index) => !isBlank(cells[index] ?? ''))) return [{ kind: 'unnamed' }];
    const problems: Problem[] = [];
    const rowKey = this.rowKey(cells, problems);
    const event = this.event(cells, problems);
    if (problems.length > 0) return problems;
    const identity = rowKey ?? event.re_openid;
    const key =
      typeof identity === 'string' && identity !== '' ? campaignKey(this.campaign, identity) : undefined;
    return this.parse({ ...event, ...(key === undefined ? {} : { idempotency_key: key }) }, rowKey);
  }

  private parse(event: Readonly<Record<string, unknown>>, rowKey: string | null): Accepted | Reason {
    try {
      const { total_fen } = parseSendParams(event);
      // The schema has just checked every field of a line.
      return { line: event as unknown as PlanLine, fen: total_fen, rowKey };
    } catch (error) {
      return faultsIn(error).map((fault) => ({ kind: 'param', ...fault }));
    }
  }

  /** Null if the file has no such column. */
  private rowKey(cells: readonly Cell[], problems: Problem[]): string | null {
    const index = this.columns.at.get('row_key');
    if (index === undefined) return null;
    const cell = cells[index] ?? '';
    const text: Value<string> = isBlank(cell) ? { problem: { kind: 'no-row-key' } } : identityOf(cell);
    if ('value' in text && utf8Length(text.value) <= MAX_ROW_KEY_BYTES) return text.value;
    const problem: CellProblem =
      'value' in text ? { kind: 'long-row-key', maxBytes: MAX_ROW_KEY_BYTES } : text.problem;
    problems.push({ kind: 'cell', column: 'row_key', problem });
    return null;
  }

  private event(cells: readonly Cell[], problems: Problem[]): Record<string, string | number> {
    const event: Record<string, string | number> = {};
    for (const param of ORDER) {
      const index = this.columns.at.get(param);
      const cell = index === undefined ? '' : (cells[index] ?? '');
      if (isBlank(cell)) {
        const value = this.defaults[param];
        if (value !== undefined) event[param] = value;
        continue;
      }
      const read = readCell(param, cell);
      if ('value' in read) event[param] = read.value;
      else problems.push({ kind: 'cell', column: param, problem: read.problem });
    }
    return event;
  }
}

/** What the API says is wrong with params. @throws the error itself if it is another one */
function faultsIn(error: unknown): readonly ParamFault[] {
  if (error instanceof ParamError && error.faults.length > 0) return error.faults;
  throw error;
}

/** A payment that the API accepts, but for what the options say. */
function sample(defaults: Defaults): Record<string, string | number> {
  const isFission = defaults.type === 'fission';
  const text = { send_name: 'a', act_name: 'a', wishing: 'a', remark: 'a' };
  const numbers = isFission ? { total_num: 3, total_amount: 3 } : { total_num: 1, total_amount: 1 };
  return { type: 'normal', official_account_id: 'a', re_openid: 'a', ...text, ...numbers };
}

/**
 * Judges the options once, so that a wrong one is not a fault of every row.
 * @returns what is wrong, with the options' names; null if nothing is
 */
export function defaultsProblem(defaults: Defaults, { at }: Columns): FileFault | null {
  // An option that a column may override is judged with each row that takes it.
  const own = Object.entries(defaults).filter(([param]) => !at.has(param as Param));
  try {
    parseSendParams({ ...sample(defaults), ...Object.fromEntries(own) });
    return null;
  } catch (error) {
    const faults = faultsIn(error).map((fault) => ({ ...fault, param: flagOf(fault.param as Param) }));
    return { kind: 'option-rules', faults };
  }
}
