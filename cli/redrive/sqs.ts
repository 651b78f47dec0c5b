import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import { CommandError, describeError } from '../errors';
import type { Stack } from '../stack';

/** Where a queue is. */
export interface QueueAddress {
  readonly url: string;
  /** Of the service; on AWS the origin of the URL. */
  readonly endpoint: string;
  readonly region: string;
}

export interface Message {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly Body: string;
}

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 200;

/**
 * The four operations of SQS that redrive needs, over its JSON protocol and with the signer of the AWS SDK: a whole
 * client package for them would be another 3 MB in every clone.
 */
export class Queue {
  readonly #signer: SignatureV4;

  constructor(
    { lambda }: Pick<Stack, 'lambda'>,
    private readonly address: QueueAddress,
  ) {
    const { credentials, sha256 } = lambda.config;
    this.#signer = new SignatureV4({ service: 'sqs', region: address.region, credentials, sha256 });
  }

  /** How many messages the queue holds, about: `visible` may be received, `hidden` were lately. */
  async size(): Promise<{ readonly visible: number; readonly hidden: number }> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const answer = await this.#call('GetQueueAttributes', { AttributeNames: names });
    const { Attributes = {} } = answer as { Attributes?: Record<string, string> };
    const [visible, hidden] = names.map((name) => Number(Attributes[name] ?? 0));
    return { visible: visible ?? 0, hidden: hidden ?? 0 };
  }

  /** Up to ten messages, which stay hidden from others for so many seconds; none if the queue is empty. */
  async receive(visibilityTimeoutS: number): Promise<readonly Message[]> {
    // Without a wait, SQS asks only some of its servers, and an empty answer proves nothing.
    const how = { MaxNumberOfMessages: 10, WaitTimeSeconds: 1, VisibilityTimeout: visibilityTimeoutS };
    const { Messages = [] } = (await this.#call('ReceiveMessage', how)) as { Messages?: readonly Message[] };
    return Messages;
  }

  async delete({ ReceiptHandle }: Message): Promise<void> {
    await this.#call('DeleteMessage', { ReceiptHandle });
  }

  /** Shows a message to others again, at once. */
  async release({ ReceiptHandle }: Message): Promise<void> {
    await this.#call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 });
  }

  /** Every operation may be repeated without harm. @throws CommandError */
  async #call(operation: string, input: object): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#callOnce(operation, input);
      } catch (cause) {
        const isFinal = cause instanceof RefusedError || attempt === ATTEMPTS;
        if (isFinal) throw new CommandError(`SQS ${operation} failed: ${describeError(cause)}`, { cause });
        await sleep(FIRST_PAUSE_MS * 2 ** attempt);
      }
    }
  }

  async #callOnce(operation: string, input: object): Promise<unknown> {
    const { endpoint, url } = this.address;
    const { protocol, host, hostname, port } = new URL(endpoint);
    const body = JSON.stringify({ QueueUrl: url, ...input });
    const request = await this.#signer.sign({
      method: 'POST',
      protocol,
      hostname,
      path: '/',
      query: {},
      body,
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
    });
    // fetch sets the host itself, to the same.
    const { host: _, ...headers } = request.headers;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text === '' ? '{}' : text);
    if (response.status < 500) throw new RefusedError(reasonOf(text));
    throw new Error(`HTTP status ${response.status}`);
  }
}

/** SQS refuses the request; another attempt would be refused as well. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

function reasonOf(text: string): string {
  try {
    const { __type = '', message = '' } = JSON.parse(text) as { __type?: string; message?: string };
    return `${__type.replace(/^.*#/, '')} ${message}`.trim();
  } catch {
    return text.slice(0, 200);
  }
}
