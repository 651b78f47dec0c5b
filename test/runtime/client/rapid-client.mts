/**
 * In place of `rapid-client.node`: the functions that aws-lambda-ric 4.0.2 calls, with the arguments, results and
 * errors of its src/native/rapid-client.cc and of the aws-lambda-cpp client below that.
 */
import { type IncomingMessage, request } from 'node:http';
import { Worker } from 'node:worker_threads';
import type { Post } from './post-worker.mts';

/** As the original hands it to JavaScript. */
interface Invocation {
  readonly bodyJson: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

const INVOCATIONS = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation/`;

/** The original's code for "no HTTP response of use". */
const REQUEST_NOT_MADE = -1;

/** Set only if they have a value; the other headers are always set. */
const OPTIONAL_HEADERS = [
  'lambda-runtime-client-context',
  'lambda-runtime-cognito-identity',
  'lambda-runtime-aws-tenant-id',
];

// None of the flags of this process, or it would load itself again.
const poster = new Worker(new URL('./post-worker.mts', import.meta.url), { execArgv: [] });
poster.unref();

function failed(code: number): Error {
  return new Error(`Failed to get next invocation, error ${code}`);
}

/** Waits for the next event as long as it takes. */
export async function next(): Promise<Invocation> {
  const response = await get(`${INVOCATIONS}next`);
  const { statusCode = REQUEST_NOT_MADE } = response;
  const chunks: Buffer[] = await response.toArray();
  if (statusCode < 200 || statusCode > 299) throw failed(statusCode);
  if (header(response, 'lambda-runtime-aws-request-id') === '') throw failed(REQUEST_NOT_MADE);
  return { bodyJson: Buffer.concat(chunks).toString('utf8'), headers: contextHeaders(response) };
}

function get(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one could be closed by the server while the function runs.
    const next = request(url, { agent: false }, resolve);
    next.on('error', () => reject(failed(REQUEST_NOT_MADE))).end();
  });
}

/** Node reads headers as Latin-1; the original takes their bytes for UTF-8. */
function header({ headers }: IncomingMessage, name: string): string {
  return Buffer.from(String(headers[name] ?? ''), 'latin1').toString('utf8');
}

function contextHeaders(response: IncomingMessage): Record<string, string | number> {
  const headers: Record<string, string | number> = {
    'lambda-runtime-deadline-ms': Number(header(response, 'lambda-runtime-deadline-ms')),
  };
  for (const name of ['aws-request-id', 'trace-id', 'invoked-function-arn'].map(
    (last) => `lambda-runtime-${last}`,
  ))
    headers[name] = header(response, name);
  for (const name of OPTIONAL_HEADERS) {
    const value = header(response, name);
    if (value !== '') headers[name] = value;
  }
  return headers;
}

/** Answers an event. Returns when the Runtime API has it, or could not be reached; it does not say which. */
export function done(...args: unknown[]): null {
  const [requestId, body] = texts(args, 2);
  return post(`${requestId}/response`, body);
}

/** Reports that the handler threw. Returns as `done` does. */
export function error(...args: unknown[]): null {
  const [requestId, body, xRayCause] = texts(args, 3);
  // curl drops a header without a value.
  const headers = xRayCause ? { 'lambda-runtime-function-xray-error-cause': toLatin1(xRayCause) } : {};
  return post(`${requestId}/error`, body, headers);
}

function texts(args: readonly unknown[], count: number): string[] {
  if (args.length < count) throw new TypeError(`Wrong number of arguments, expected ${count}`);
  const wanted = args.slice(0, count);
  if (!wanted.every((arg) => typeof arg === 'string')) throw new TypeError('Wrong arguments');
  return wanted;
}

/** The original writes the bytes of UTF-8 into a header; Node writes one byte per character. */
function toLatin1(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** The original blocks the thread of the handler until the answer is delivered, so this does. */
function post(path: string, body = '', more: Readonly<Record<string, string>> = {}): null {
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    ...more,
  };
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  poster.postMessage({ url: INVOCATIONS + path, body, headers, answered } satisfies Post);
  Atomics.wait(answered, 0, 0);
  return null;
}
