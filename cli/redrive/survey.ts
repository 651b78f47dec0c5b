import { type LostSend, parseLostSend, type Unsendable } from './lost-send';
import type { Message, Queue } from './sqs';

/** As long as the messages stay hidden from another redrive, which would do no harm: it would use the same keys. */
export const HIDDEN_S = 900;

/** So many are sent within that time at 28 a second with room for a person to decide. */
const MAX_MESSAGES = 10_000;

export interface Survey {
  readonly sends: readonly LostSend[];
  readonly unsendable: readonly Unsendable[];
  /** There are more than one run takes. */
  readonly isCut: boolean;
}

/** Receives all messages of the queue, and deletes none. */
export async function survey(queue: Queue, functionName: string): Promise<Survey> {
  // SQS may deliver a message twice; the later receipt counts.
  const messages = new Map<string, Message>();
  for (;;) {
    const received = await queue.receive(HIDDEN_S);
    for (const message of received) messages.set(message.MessageId, message);
    if (received.length === 0 || messages.size >= MAX_MESSAGES) break;
  }
  const sends: LostSend[] = [];
  const unsendable: Unsendable[] = [];
  for (const message of messages.values()) {
    const parsed = parseLostSend(message, functionName);
    if ('why' in parsed) unsendable.push(parsed);
    else sends.push(parsed);
  }
  return { sends, unsendable, isCut: messages.size >= MAX_MESSAGES };
}

/** Shows the messages again, so that the next run need not wait. Best effort: SQS does so itself after a while. */
export async function releaseAll(queue: Queue, messages: readonly Message[]): Promise<void> {
  await Promise.allSettled(messages.map((message) => queue.release(message)));
}
