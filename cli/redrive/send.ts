import { isHError } from '../../sdk/index';
import { messageOf } from '../errors';
import type { Stack } from '../stack';
import type { LostSend } from './lost-send';
import type { Queue } from './sqs';

/** What came of one send. `kept`: its message stays in the queue. */
export interface Redriven {
  readonly send: LostSend;
  readonly outcome: 'paid' | 'open' | 'retry' | 'refused' | 'kept';
  /** Why it is kept; or that it could not be deleted, which does no harm. */
  readonly problem?: string;
}

/** Below the slots of the default deploy, so that other callers are served meanwhile. */
const WORKERS = 10;

/** Lambda throttles (503) or cannot be reached (600): the others would fare the same. */
const STOPPING: readonly number[] = [503, 600];

async function sendOne(stack: Stack, queue: Queue, send: LostSend): Promise<Redriven> {
  const { data } = await stack.redPack.sendRedPack(send.params);
  // From here on the record of the payment is what counts: recovery completes it, and a repeat reads it.
  const outcome = data.outcome ?? 'paid';
  try {
    await queue.delete(send.message);
    return { send, outcome };
  } catch (error) {
    const problem = `${messageOf(error)}. Its message stays; redriven again, it is not paid again.`;
    return { send, outcome, problem };
  }
}

/**
 * Sends each under its first key, and deletes its message once sendRedPack has answered 200.
 * @returns those that were reached; the others' messages stay
 */
export async function redriveAll(
  stack: Stack,
  queue: Queue,
  sends: readonly LostSend[],
): Promise<readonly Redriven[]> {
  const waiting = [...sends];
  const done: Redriven[] = [];
  const work = async (): Promise<void> => {
    for (let send = waiting.shift(); send !== undefined; send = waiting.shift()) {
      try {
        done.push(await sendOne(stack, queue, send));
      } catch (error) {
        done.push({ send, outcome: 'kept', problem: messageOf(error) });
        if (isHError(error) && STOPPING.includes(error.code)) waiting.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return done;
}
