import { randomUUID } from 'node:crypto';

/** A message as a consumer receives it. */
export interface ReceivedMessage {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
}

interface Stored {
  readonly id: string;
  readonly body: string;
  /** Of the latest delivery; an earlier one deletes nothing, as on AWS it need not. */
  receipt: string;
  visibleAtMs: number;
}

/** A standard queue of SQS in memory: a received message is hidden for a while, and stays until it is deleted. */
export class MemoryQueue {
  readonly #messages: Stored[] = [];

  /** @param nowMs real time in unix milliseconds; tests replace it */
  constructor(private readonly nowMs: () => number = Date.now) {}

  /** @returns the id of the message */
  put(body: string): string {
    const id = randomUUID();
    this.#messages.push({ id, body, receipt: '', visibleAtMs: 0 });
    return id;
  }

  receive(max: number, visibilityTimeoutS: number): ReceivedMessage[] {
    const nowMs = this.nowMs();
    const visible = this.#messages.filter(({ visibleAtMs }) => visibleAtMs <= nowMs).slice(0, max);
    return visible.map((message) => {
      message.receipt = randomUUID();
      message.visibleAtMs = nowMs + visibilityTimeoutS * 1000;
      return { MessageId: message.id, ReceiptHandle: message.receipt, Body: message.body };
    });
  }

  /** Succeeds for a message that is gone, as on AWS. */
  delete(receipt: string): void {
    const index = this.#messages.findIndex((message) => message.receipt === receipt);
    if (index >= 0) this.#messages.splice(index, 1);
  }

  /** @returns false if the receipt names no message */
  changeVisibility(receipt: string, timeoutS: number): boolean {
    const message = this.#messages.find((each) => each.receipt === receipt);
    if (message === undefined) return false;
    message.visibleAtMs = this.nowMs() + timeoutS * 1000;
    return true;
  }

  size(): { readonly visible: number; readonly hidden: number } {
    const nowMs = this.nowMs();
    const hidden = this.#messages.filter(({ visibleAtMs }) => visibleAtMs > nowMs).length;
    return { visible: this.#messages.length - hidden, hidden };
  }
}
