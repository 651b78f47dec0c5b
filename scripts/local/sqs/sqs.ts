import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen, readBody } from '../server';
import { MemoryQueue } from './queue';

/** SQS on this machine, with one queue: that of lost sends. */
export interface LocalSqs {
  readonly endpoint: string;
  readonly queueArn: string;
  readonly queue: MemoryQueue;
  close(): Promise<void>;
}

const ACCOUNT_ID = '000000000000';
const NAME = 'red-pack-lost-sends';
const TARGET = /^AmazonSQS\.(\w+)$/;
const LIMIT_BYTES = 65_536;

/** A call that SQS refuses. */
class SqsError extends Error {
  override readonly name = 'SqsError';
  constructor(
    readonly type: string,
    message: string,
  ) {
    super(message);
  }
}

type Input = Readonly<Record<string, unknown>>;
type Operation = (queue: MemoryQueue, input: Input) => object;

const receipt = (input: Input): string => String(input.ReceiptHandle);

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ReceiveMessage: (queue, { MaxNumberOfMessages: max = 1, VisibilityTimeout: timeoutS = 30 }) => {
    const Messages = queue.receive(Number(max), Number(timeoutS));
    return Messages.length === 0 ? {} : { Messages };
  },
  DeleteMessage: (queue, input) => {
    queue.delete(receipt(input));
    return {};
  },
  ChangeMessageVisibility: (queue, input) => {
    if (!queue.changeVisibility(receipt(input), Number(input.VisibilityTimeout)))
      throw new SqsError('com.amazonaws.sqs#ReceiptHandleIsInvalid', 'The receipt handle names no message.');
    return {};
  },
  GetQueueAttributes: (queue) => {
    const { visible, hidden } = queue.size();
    return {
      Attributes: {
        ApproximateNumberOfMessages: String(visible),
        ApproximateNumberOfMessagesNotVisible: String(hidden),
      },
    };
  },
};

async function run(queue: MemoryQueue, request: IncomingMessage): Promise<object> {
  const { body } = await readBody(request, LIMIT_BYTES);
  if (!/^AWS4-HMAC-SHA256 .*\/sqs\/aws4_request,/.test(request.headers.authorization ?? ''))
    throw new SqsError('com.amazonaws.sqs#InvalidSecurity', 'The request is not signed for sqs.');
  const input = JSON.parse(body.toString('utf8')) as Input;
  if (!String(input.QueueUrl).endsWith(`/${ACCOUNT_ID}/${NAME}`))
    throw new SqsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
  const target = String(request.headers['x-amz-target']);
  const operation = OPERATIONS[TARGET.exec(target)?.[1] ?? ''];
  if (operation === undefined)
    throw new SqsError('com.amazonaws.sqs#UnsupportedOperation', `The local SQS does not support ${target}.`);
  return operation(queue, input);
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.end(JSON.stringify(body));
}

/**
 * Starts the stand-in for SQS over its JSON protocol. Its messages are gone when the stack ends, as are the asynchronous
 * events that wait for a retry.
 */
export async function startSqs(options: { region: string; port?: number }): Promise<LocalSqs> {
  const queue = new MemoryQueue();
  const server = createServer((request, response) => {
    run(queue, request).then(
      (body) => reply(response, 200, body),
      (error: unknown) => {
        if (error instanceof SqsError) reply(response, 400, { __type: error.type, message: error.message });
        else reply(response, 500, { __type: 'InternalFailure', message: String(error) });
      },
    );
  });
  const endpoint = await listen(server, 'SQS', options.port);
  const queueArn = `arn:aws:sqs:${options.region}:${ACCOUNT_ID}:${NAME}`;
  return { endpoint, queueArn, queue, close: () => closeServer(server) };
}
