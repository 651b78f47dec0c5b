import { safeName } from '../../../../shared/api/log';
import type { Manifest } from '../../../../shared/campaign/manifest';
import { yuanShown } from '../../../report/money';
import { table } from '../../../table';
import { maskOpenid } from '../../../unfinished/openids';
import { readAsText } from '../input/read-as';
import { cellText, type Input, type InputRow } from '../input/row';
import type { Columns } from '../judge/columns';
import type { Surveyed } from '../survey';
import { DAY_FEN, DAY_PACKETS, DAY_RECIPIENT_FEN, duration } from './pace';
import { drawPacket } from './packet';
import type { Statistics } from './statistics';

/** Characters of a cell that are shown. */
const CELL = 24;

/** Everything that is shown of a plan that was made. */
export interface Made {
  readonly manifest: Manifest;
  readonly dir: string;
  readonly input: Input;
  readonly surveyed: Surveyed;
  readonly statistics: Statistics;
  /** Sends per second; null if nothing limits them. */
  readonly rate: number | null;
}

function cut(text: string): string {
  const line = text.replace(/\s/g, ' ');
  return line.length <= CELL ? line : `${line.slice(0, CELL - 1)}…`;
}

/** The cells of a row as they were read, each short and with openids masked, in the order of `columns`. */
export function shownCells({ at }: Columns, { cells }: InputRow): string[] {
  return [...at].map(([column, index]) => {
    const text = cellText(cells[index] ?? '');
    return column === 're_openid' || column === 'row_key' ? maskOpenid(text) : cut(safeName(text));
  });
}

/** The first rows as they were read, so that a wrong encoding is seen. Openids are masked. */
export function firstRowsTable(columns: Columns, rows: readonly InputRow[]): string {
  return table(
    ['row', ...columns.at.keys()],
    rows.map((row) => [String(row.row), ...shownCells(columns, row)]),
  );
}

function count(howMany: number, one: string, many = `${one}s`): string {
  return `${howMany.toLocaleString('en')} ${howMany === 1 ? one : many}`;
}

function timeLine({ manifest, rate }: Made): string {
  const days = Math.ceil(manifest.total_fen / DAY_FEN);
  const time =
    rate === null
      ? 'not limited by serverless.yml'
      : `${duration(manifest.count / rate)} at ${rate} a second (send-concurrency and send-slot-ms of serverless.yml; your stack may differ)`;
  return days > 1 ? `${time}, and ${days} days by the day's limit of money` : time;
}

function limitLines({ manifest, surveyed, statistics }: Made): string[][] {
  const percent = (manifest.total_fen / DAY_FEN) * 100;
  const share = percent < 0.1 ? 'less than 0.1' : percent.toFixed(1);
  const [packets, fen] = [surveyed.mostPackets, manifest.largest_recipient_fen];
  const isOver = packets > DAY_PACKETS || fen > DAY_RECIPIENT_FEN;
  const over = isOver ? ': the rest has to wait for the next day' : '';
  return [
    [
      'day limits',
      `${share} % of the ${yuanShown(DAY_FEN)} yuan that a merchant may send in a day by default;`,
    ],
    [
      '',
      `${count(packets, 'packet')} and ${yuanShown(fen)} yuan for one recipient at most, who may get ${DAY_PACKETS} and ${yuanShown(DAY_RECIPIENT_FEN)} yuan a day${over}`,
    ],
    ...statistics
      .nearLimits()
      .map(({ param, bytes, limit, row }) => [
        'near a limit',
        `${param} of row ${row}: ${bytes} of ${limit} bytes`,
      ]),
  ];
}

function limitsGiven({ earlier_fen = 0, budget_fen, max_per_recipient_fen }: Manifest): string[][] {
  return [
    ...(earlier_fen === 0
      ? []
      : [
          [
            'sent before',
            `${yuanShown(earlier_fen)} yuan in rows that this plan has not; they count for the budget`,
          ],
        ]),
    ...(budget_fen === null ? [] : [['budget', `${yuanShown(budget_fen)} yuan`]]),
    ...(max_per_recipient_fen === null
      ? []
      : [['limit for one', `${yuanShown(max_per_recipient_fen)} yuan`]]),
  ];
}

/** What was planned, for people. */
export function summaryText(made: Made): string {
  const { manifest, surveyed, statistics, dir, input } = made;
  const { faults, blankRows } = surveyed;
  const left = [
    ...(faults.count === 0 ? [] : [`${count(faults.count, 'row')} with a fault left out`]),
    ...(blankRows === 0 ? [] : [`${count(blankRows, 'blank row')} skipped`]),
  ];
  const lines = [
    ['read as', readAsText(input.readAs, 'en')],
    ['payments', [count(manifest.count, 'row'), ...left].join(', ')],
    ['recipients', surveyed.recipients.toLocaleString('en')],
    ['total', `${yuanShown(manifest.total_fen)} yuan`],
    ['amounts', `${yuanShown(statistics.smallestFen)} to ${yuanShown(statistics.largestFen)} yuan`],
    ...limitsGiven(manifest),
    ['keys from', manifest.identity],
    ['time', timeLine(made)],
    ...limitLines(made),
    ['approval', manifest.approval],
    ['plan', `${dir}/plan.jsonl, SHA-256 ${manifest.plan_sha256}`],
  ];
  const width = Math.max(...lines.map(([name = '']) => name.length));
  const { first } = statistics;
  const packet =
    first === null ? '' : `\nRow ${first.row.row} as its receiver sees it:\n\n${drawPacket(first.line)}\n`;
  return `${packet}\n${lines.map(([name = '', text]) => `${name.padEnd(width)}  ${text}`).join('\n')}`;
}

/** The same for programs. Amounts in yuan; no openid. */
export function summaryJson(
  { manifest, dir, input, surveyed, statistics, rate }: Made,
  errorFile: string | null,
): string {
  const yuan = (fen: number): number => fen / 100;
  return JSON.stringify({
    ...{ campaign: manifest.campaign, plan: `${dir}/plan.jsonl`, plan_sha256: manifest.plan_sha256 },
    ...{ rows: manifest.count, recipients: surveyed.recipients, total_yuan: yuan(manifest.total_fen) },
    ...{ sent_before_yuan: yuan(manifest.earlier_fen ?? 0) },
    ...{ smallest_yuan: yuan(statistics.smallestFen), largest_yuan: yuan(statistics.largestFen) },
    ...{ left_out: surveyed.faults.count, blank_rows: surveyed.blankRows, error_file: errorFile },
    ...{ identity: manifest.identity, read_as: readAsText(input.readAs, 'en'), encoding: input.encoding },
    ...{ seconds: rate === null ? null : Math.ceil(manifest.count / rate), sends_per_second: rate },
    ...{ share_of_day_limit: manifest.total_fen / DAY_FEN, most_packets_for_one: surveyed.mostPackets },
    near_limits: statistics.nearLimits(),
  });
}
