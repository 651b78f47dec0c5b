import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvokeCommand, type InvokeCommandInput, LambdaClient } from '@aws-sdk/client-lambda';
import { type LambdaOptions, type LocalLambda, startLambda } from '../../scripts/local/lambda/lambda';
import { tempFolder } from '../kit/folder';

/** A bundle with one handler per behaviour that a test wants to see. */
const BUNDLE = `
const { appendFileSync, readFileSync } = require('node:fs');
const waitMs = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let count = 0;
exports.echo = async (event, context) => {
  const { getRemainingTimeInMillis, ...rest } = context;
  count += 1;
  return { event, context: rest, leftMs: getRemainingTimeInMillis(), pid: process.pid, count, env: process.env };
};
exports.sleep = async (event) => {
  if (event.file) appendFileSync(event.file, 'run\\n');
  await waitMs(event.ms);
  if (event.ended) appendFileSync(event.ended, 'ended\\n');
  return { pid: process.pid };
};
exports.fail = async (event, context) => {
  if (event.file) appendFileSync(event.file, context.awsRequestId + '\\n');
  if (event.succeedAt && readFileSync(event.file, 'utf8').split('\\n').length > event.succeedAt) return 'done';
  throw new TypeError('no such thing');
};
exports.throwText = async () => { throw 'a bare text'; };
exports.exit = async () => { process.exit(7); };
exports.reject = async () => { void Promise.reject(new RangeError('unseen')); await waitMs(1000); };
exports.big = async (event) => 'x'.repeat(event.bytes);
exports.nothing = async () => undefined;
exports.circular = async () => { const one = {}; one.self = one; return one; };
exports.talk = async () => { console.log('first line'); console.error('second line'); return 1; };
exports.flood = async () => { console.log('y'.repeat(3_000_000)); console.log('the end'); return 1; };
exports.text = 'not a function';
`;

export const HANDLERS = [
  'echo',
  'sleep',
  'fail',
  'throwText',
  'exit',
  'reject',
  'big',
  'nothing',
  'circular',
  'talk',
  'flood',
  'text',
];

/** Every handler of the bundle as a function of its own, `test-<handler>`, and a client of the real SDK. */
export interface LambdaFixture {
  readonly lambda: LocalLambda;
  readonly client: LambdaClient;
  readonly dir: string;
  readonly bundle: string;
  readonly invoke: (handler: string, event?: unknown, more?: Partial<InvokeCommandInput>) => Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number | undefined;
  readonly error: string | undefined;
  readonly version: string | undefined;
  readonly log: string;
  readonly requestId: string | undefined;
  readonly payload: unknown;
}

/** @param reserved concurrency by handler */
export async function startFixture(
  options: Partial<LambdaOptions> = {},
  reserved: Readonly<Record<string, number>> = {},
): Promise<LambdaFixture> {
  const dir = await tempFolder();
  const bundle = join(dir, 'index.js');
  await writeFile(bundle, BUNDLE);
  const functions = [...HANDLERS, 'missing'].map((handler) => ({
    name: `test-${handler}`,
    file: handler === 'missing' ? join(dir, 'missing.js') : bundle,
    handler,
    timeoutMs: handler === 'sleep' ? 3000 : 20_000,
    memoryMb: 256,
    environment: { GREETING: 'hello' },
    ...(reserved[handler] !== undefined && { reservedConcurrency: reserved[handler] }),
  }));
  const lambda = await startLambda({
    functions,
    logsDir: join(dir, 'logs'),
    region: 'eu-west-1',
    runtime: 'nodejs24.x',
    ...options,
  });
  const client = new LambdaClient({
    endpoint: lambda.endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  return {
    lambda,
    client,
    dir,
    bundle,
    invoke: (handler, event = {}, more = {}) => invoke(client, handler, event, more),
    close: async () => {
      client.destroy();
      await lambda.close();
    },
  };
}

async function invoke(
  client: LambdaClient,
  handler: string,
  event: unknown,
  more: Partial<InvokeCommandInput>,
): Promise<Answer> {
  const Payload = typeof event === 'string' ? event : JSON.stringify(event);
  const answer = await client.send(new InvokeCommand({ FunctionName: `test-${handler}`, Payload, ...more }));
  const text = answer.Payload?.transformToString() ?? '';
  return {
    status: answer.StatusCode,
    error: answer.FunctionError,
    version: answer.ExecutedVersion,
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString('utf8'),
    requestId: answer.$metadata.requestId,
    payload: text === '' ? undefined : JSON.parse(text),
  };
}
