import { defineCommand } from '../command';
import { checkConfirmable, confirm } from '../confirm';
import { reservationOf } from '../doctor/gather';
import { CommandError } from '../errors';
import type { Io } from '../io';
import { checkQueueUrl, findQueue } from '../redrive/find-queue';
import { present, printReport, redriveReport, reportJson } from '../redrive/report';
import { redriveAll } from '../redrive/send';
import { Queue } from '../redrive/sqs';
import { releaseAll, type Survey, survey } from '../redrive/survey';
import type { Stack } from '../stack';
import { describeSum, NOTHING, sumBy } from '../sum';

interface Given {
  readonly yes?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Each send would wait for 15 minutes and fail. Without the right to see a pause they are tried. @throws CommandError */
async function checkNotPaused(stack: Stack): Promise<void> {
  const reserved = await reservationOf(stack);
  if (reserved.known && reserved.value === 0)
    throw new CommandError(
      'sendRedPack is paused: its reserved concurrency is 0. Nothing was read or sent. First: ./red-pack unpause',
    );
}

/** @returns whether every message has left the queue */
async function redrive(
  stack: Stack,
  queue: Queue,
  found: Survey,
  { yes, json }: Given,
  io: Io,
): Promise<boolean> {
  const { sends, unsendable } = found;
  const kept = new Set([...sends, ...unsendable].map(({ message }) => message));
  try {
    present(found, io);
    if (sends.length > 0) {
      const sum =
        sumBy(
          sends,
          () => '',
          ({ params }) => params.total_amount,
        ).get('') ?? NOTHING;
      await confirm(`Send ${describeSum(sum)}?`, yes, io);
    } else io.err('There is nothing to send.');
    const done = await redriveAll(stack, queue, sends);
    for (const { send, outcome, problem } of done)
      if (outcome !== 'kept' && problem === undefined) kept.delete(send.message);
    const report = redriveReport(sends, done);
    if (json === true) io.out(JSON.stringify(reportJson(report, found)));
    else if (sends.length > 0) printReport(report, io);
    return kept.size === 0;
  } finally {
    await releaseAll(queue, [...kept]);
  }
}

export const command = defineCommand({
  usage: `./red-pack redrive [--yes] [--queue-url URL] [--json]

Reads the queue to which Lambda hands an asynchronous send that it gives up, shows what lies there, asks, and sends each
under the idempotency key of its first attempt: its idempotency_key, else the id of its EventBridge event, else its
request id. So none is paid twice, not even by two redrives at once. A message is deleted only once sendRedPack has
answered with status 200; the others stay, with their reason. While it runs, the messages are hidden from others, for
15 minutes at most. Those given up because of ZeroReservedConcurrency came during a pause. While sending is paused it
reads nothing: unpause first.

On AWS it needs lambda:InvokeFunction and lambda:GetFunctionEventInvokeConfig on sendRedPack, and on the queue
sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:ChangeMessageVisibility and sqs:DeleteMessage; to see a pause,
lambda:GetFunctionConcurrency.

  --yes             do not ask; needed without a terminal
  --queue-url URL   of the queue; by default the on-failure destination of sendRedPack
  --json            the result as JSON: paid, open, retry, refused, kept, not_tried, problems, unsendable`,
  options: { yes: { type: 'boolean' }, 'queue-url': { type: 'string' }, json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    checkQueueUrl(values['queue-url']);
    checkConfirmable(values.yes, io);
    const opened = await stack();
    await checkNotPaused(opened);
    const queue = new Queue(opened, await findQueue(opened, values['queue-url']));
    const { hidden } = await queue.size();
    if (hidden > 0)
      io.err(`${hidden} more are hidden: another redrive has read them less than 15 minutes ago.`);
    const found = await survey(queue, `${opened.functionPrefix}sendRedPack`);
    return (await redrive(opened, queue, found, values, io)) ? 0 : 1;
  },
});
