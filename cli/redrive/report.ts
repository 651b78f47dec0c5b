import type { Io } from '../io';
import { describeSum, NOTHING, type Sum, sumBy, toJson, yuan } from '../sum';
import { table } from '../table';
import { beijingMinute } from '../unfinished/filters';
import type { LostSend } from './lost-send';
import type { Redriven } from './send';
import type { Survey } from './survey';

const yuanOf = ({ params }: LostSend): unknown => params.total_amount;

function oldestOf(sends: readonly LostSend[]): string {
  const times = sends.flatMap(({ lostAtS }) => (lostAtS === null ? [] : [lostAtS]));
  return times.length === 0 ? '-' : beijingMinute(times.reduce((a, b) => Math.min(a, b)));
}

/** Says what would be done. Times of Beijing. */
export function present({ sends, unsendable, isCut }: Survey, io: Io): void {
  const rows = [...sumBy(sends, ({ reason }) => reason, yuanOf)].map(([reason, { count, fen }]) => {
    const oldest = oldestOf(sends.filter((send) => send.reason === reason));
    return [reason, String(count), yuan(fen), oldest];
  });
  if (rows.length > 0) io.err(table(['given up because', 'count', 'yuan', 'oldest'], rows));
  for (const { message, why } of unsendable) io.err(`Message ${message.MessageId} cannot be sent: ${why}`);
  if (isCut) io.err('The queue holds more; run the command again for the others.');
}

export interface RedriveReport {
  readonly sums: Readonly<Record<Redriven['outcome'], Sum>>;
  /** Sends that were not tried, because Lambda could not be reached. */
  readonly notTried: Sum;
  readonly problems: readonly { readonly idempotency_key: string; readonly error_msg: string }[];
}

export function redriveReport(sends: readonly LostSend[], done: readonly Redriven[]): RedriveReport {
  const sums = sumBy(
    done,
    ({ outcome }) => outcome,
    ({ send }) => yuanOf(send),
  );
  const of = (outcome: Redriven['outcome']): Sum => sums.get(outcome) ?? NOTHING;
  const tried = new Set(done.map(({ send }) => send));
  const others = sends.filter((send) => !tried.has(send));
  return {
    sums: {
      paid: of('paid'),
      open: of('open'),
      retry: of('retry'),
      refused: of('refused'),
      kept: of('kept'),
    },
    notTried: sumBy(others, () => '', yuanOf).get('') ?? NOTHING,
    problems: done.flatMap(({ send, problem }) =>
      problem === undefined
        ? []
        : [{ idempotency_key: String(send.params.idempotency_key), error_msg: problem }],
    ),
  };
}

export function printReport({ sums, notTried, problems }: RedriveReport, io: Io): void {
  for (const { idempotency_key, error_msg } of problems) io.err(`${idempotency_key}: ${error_msg}`);
  const lines: readonly (readonly [string, Sum])[] = [
    ['Paid', sums.paid],
    ['Open, recovery completes them', sums.open],
    ['Parked, retry-parked sends them again', sums.retry],
    ['Refused for good', sums.refused],
    ['Kept in the queue, for the reasons above', sums.kept],
    ['Kept in the queue, not tried', notTried],
  ];
  for (const [index, [text, sum]] of lines.entries())
    if (index === 0 || sum.count > 0) io.out(`${text}: ${describeSum(sum)}.`);
}

export function reportJson({ sums, notTried, problems }: RedriveReport, { unsendable }: Survey): object {
  const { paid, open, retry, refused, kept } = sums;
  return {
    ...{ paid: toJson(paid), open: toJson(open), retry: toJson(retry), refused: toJson(refused) },
    ...{ kept: toJson(kept), not_tried: toJson(notTried), problems },
    unsendable: unsendable.map(({ message, why }) => ({ message_id: message.MessageId, error_msg: why })),
  };
}
