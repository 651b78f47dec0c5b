import { yuanToFen } from '../../../../shared/api/money';
import { utf8Length } from '../../../../shared/api/text';
import type { PlanLine } from '../../../../shared/campaign/plan-line';
import type { PlannedRow } from '../../../../shared/campaign/write-plan';

/** Limits of the API in UTF-8 bytes (docs/api.md); a Chinese character has three. */
const TEXT_LIMITS = { send_name: 32, act_name: 32, wishing: 128, remark: 256, risk_info: 128 } as const;

type Text = keyof typeof TEXT_LIMITS;
const TEXTS = Object.keys(TEXT_LIMITS) as Text[];

/** From this share of its limit on, a text is shown as near to it. */
const NEAR = 0.9;

/** The longest text of a column, where it is near its limit. */
export interface NearLimit {
  readonly param: Text;
  readonly bytes: number;
  readonly limit: number;
  readonly row: number;
}

/** What is shown of the planned rows, counted as they pass. */
export class Statistics {
  smallestFen = Number.POSITIVE_INFINITY;
  largestFen = 0;
  totalFen = 0;
  first: PlannedRow | null = null;
  private readonly longest = new Map<Text, { readonly bytes: number; readonly row: number }>();
  private previous: Partial<PlanLine> = {};

  add(planned: PlannedRow): void {
    const { line, row } = planned;
    this.first ??= planned;
    const fen = yuanToFen(line.total_amount) ?? 0;
    this.smallestFen = Math.min(this.smallestFen, fen);
    this.largestFen = Math.max(this.largestFen, fen);
    this.totalFen += fen;
    for (const param of TEXTS) {
      const text = line[param];
      // Most rows repeat the text of the row before.
      if (text === undefined || text === this.previous[param]) continue;
      const bytes = utf8Length(text);
      if (bytes > (this.longest.get(param)?.bytes ?? 0)) this.longest.set(param, { bytes, row: row.row });
    }
    this.previous = line;
  }

  nearLimits(): NearLimit[] {
    return TEXTS.flatMap((param) => {
      const longest = this.longest.get(param);
      const limit = TEXT_LIMITS[param];
      return longest !== undefined && longest.bytes >= limit * NEAR ? [{ param, limit, ...longest }] : [];
    });
  }
}

/** Counts rows on their way into the plan. */
export async function* counted(
  rows: AsyncIterable<PlannedRow>,
  statistics: Statistics,
): AsyncGenerator<PlannedRow, void, undefined> {
  for await (const row of rows) {
    statistics.add(row);
    yield row;
  }
}
