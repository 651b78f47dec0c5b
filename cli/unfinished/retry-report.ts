import type { RetriedRecord } from '../../shared/api/responses';
import type { Io } from '../io';
import { describeSum, NOTHING, type Sum, sumBy, toJson } from '../sum';
import type { UnfinishedRecord } from './records';

/** A confirmed record and what came of it; null if it was not reached. */
interface Result {
  readonly record: UnfinishedRecord;
  readonly retried: RetriedRecord | null;
}

/** Where a record stands, in the words of the report. */
function groupOf({ retried }: Result): string {
  if (retried === null) return 'not reached';
  if (retried.outcome === null) return 'failed';
  // Only the limit of 72 hours keeps a parked record from being sent.
  if (retried.outcome === 'retry')
    return retried.error_msg === undefined ? `parked ${retried.err_code}` : 'too old';
  return retried.outcome;
}

export interface RetryReport {
  readonly groups: ReadonlyMap<string, Sum>;
  /** The reasons of those that could not be sent. */
  readonly failures: readonly { readonly id: string; readonly error_msg: string }[];
}

/** @param tooOld not sent at all, and not among the confirmed */
export function retryReport(
  confirmed: readonly UnfinishedRecord[],
  tooOld: readonly UnfinishedRecord[],
  retried: readonly RetriedRecord[],
): RetryReport {
  const byId = new Map(retried.map((each) => [each.id, each]));
  const results = confirmed.map((record) => ({ record, retried: byId.get(record.id) ?? null }));
  const old = tooOld.map((record) => ({ record, retried: null }));
  const oldIds = new Set(tooOld.map(({ id }) => id));
  const groups = sumBy<Result>(
    [...results, ...old],
    (result) => (oldIds.has(result.record.id) ? 'too old' : groupOf(result)),
    ({ record }) => record.total_amount,
  );
  const failures = retried.flatMap(({ id, outcome, error_msg = '' }) =>
    outcome === null ? [{ id, error_msg }] : [],
  );
  return { groups, failures };
}

const LINES: readonly (readonly [group: string, text: string])[] = [
  ['open', 'Open, recovery completes them'],
  ['refused', 'Refused for good'],
  ['too old', 'Not sent: claimed more than 72 hours ago. Pay with a new key once they are refused'],
  ['failed', 'Not sent, for the reasons above'],
  ['not reached', 'Not reached: run the command again'],
];

function parkedOf(groups: RetryReport['groups']): (readonly [code: string, sum: Sum])[] {
  return [...groups].flatMap(([group, sum]) =>
    group.startsWith('parked ') ? [[group.slice('parked '.length), sum] as const] : [],
  );
}

export function printReport({ groups, failures }: RetryReport, io: Io): void {
  for (const { id, error_msg } of failures) io.err(`${id}: ${error_msg}`);
  const parked = parkedOf(groups).map(([code, sum]) => `Still parked by ${code}: ${describeSum(sum)}.`);
  const others = LINES.flatMap(([group, text]) => {
    const sum = groups.get(group);
    return sum === undefined ? [] : [`${text}: ${describeSum(sum)}.`];
  });
  io.out(`Paid: ${describeSum(groups.get('paid') ?? NOTHING)}.`);
  for (const line of [...parked, ...others]) io.out(line);
}

export function reportJson({ groups, failures }: RetryReport): object {
  const of = (group: string) => toJson(groups.get(group) ?? NOTHING);
  return {
    paid: of('paid'),
    parked: Object.fromEntries(parkedOf(groups).map(([code, sum]) => [code, toJson(sum)])),
    open: of('open'),
    refused: of('refused'),
    too_old: of('too old'),
    failed: of('failed'),
    not_reached: of('not reached'),
    failures,
  };
}
