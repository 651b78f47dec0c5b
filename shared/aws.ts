import { Readable } from 'node:stream';

/** For one try of one call, its body included. An answer takes some 10 ms; three such tries still fit an invocation. */
const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Settings of every AWS client: by default the SDK has no request timeout, and one that is set only warns unless it is
 * told to throw. Region, credentials and endpoint come from the environment, as the SDK reads them.
 */
export const AWS_CLIENT = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
} as const;

/** What is used here of the SDK's middleware: each client has types of its own for it. */
interface MiddlewareStack {
  add(
    middleware: <Args, Result extends { readonly response: unknown }>(
      next: (args: Args) => Promise<Result>,
    ) => (args: Args) => Promise<Result>,
    options: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
  ): void;
}

/**
 * Bounds every try of every call of a client to `REQUEST_TIMEOUT_MS`, body included, and notes AWS's time for
 * `awsNow`. The SDK's own request timeout ends with the headers: a body that stalls or dribbles after them would keep
 * its call waiting forever. A try that is ended fails with a TimeoutError, which the SDK retries as transient.
 * @returns the same client
 */
export function bounded<Client extends { readonly middlewareStack: MiddlewareStack }>(
  client: Client,
): Client {
  // The last one before the handler: it runs once per try, and sees the response while its body is still to come.
  client.middlewareStack.add(boundTry, { step: 'deserialize', priority: 'low', name: 'boundTry' });
  return client;
}

function boundTry<Args, Result extends { readonly response: unknown }>(
  next: (args: Args) => Promise<Result>,
): (args: Args) => Promise<Result> {
  return async (args) => {
    const askedAtMs = Date.now();
    // For the bound a clock that nobody sets.
    const startedAtMs = performance.now();
    const result = await next(args);
    const { headers, body } = result.response as {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: unknown;
    };
    noteTime(headers.date, askedAtMs, isAws(args));
    if (body instanceof Readable) endAfter(body, startedAtMs + REQUEST_TIMEOUT_MS - performance.now());
    return result;
  };
}

function endAfter(body: Readable, ms: number): void {
  const timer = setTimeout(() => {
    const error = new Error(`the response body was not complete ${REQUEST_TIMEOUT_MS} ms after the request`);
    error.name = 'TimeoutError';
    body.destroy(error);
  }, ms);
  // Follows the end of the body as well as its failure.
  body.once('close', () => clearTimeout(timer));
}

/** A Date header has whole seconds and its response took time to arrive; a clock that is right never looks this wrong. */
const SKEW_NOTED_MS = 60_000;

/**
 * How far AWS's clock was ahead of this host's at the last response; 0 within a minute. One for the process: its clients
 * share this host's clock and AWS's, and code that needs the time has no client at hand.
 */
let skewMs = 0;

/**
 * AWS's time: this host's, corrected when the last response of AWS showed it more than a minute off. For stored times
 * that other hosts compare with theirs. Unix milliseconds. Beside a stand-in for AWS, which has this very clock, a
 * process that seems ahead has had its time moved by a test, and keeps it.
 */
export function awsNow(): number {
  return Date.now() + skewMs;
}

/** Whether the request of a try went to AWS itself. */
function isAws(args: unknown): boolean {
  const { hostname = '' } = (args as { readonly request?: { readonly hostname?: string } }).request ?? {};
  return /\.(amazonaws\.com(\.cn)?|api\.aws)$/.test(hostname);
}

function noteTime(date: string | undefined, askedAtMs: number, fromAws: boolean): void {
  if (date === undefined) return;
  const dateMs = Date.parse(date);
  // `Date.parse` takes much for a date ("1" is 2001); AWS writes the one form of HTTP.
  if (Number.isNaN(dateMs) || new Date(dateMs).toUTCString() !== date) return;
  const receivedAtMs = Date.now();
  // Between question and answer any time is right: a Lambda may have been frozen for hours in between.
  const isRight = dateMs >= askedAtMs - SKEW_NOTED_MS && dateMs <= receivedAtMs + SKEW_NOTED_MS;
  const seenMs = isRight ? 0 : dateMs - receivedAtMs;
  skewMs = fromAws ? seenMs : Math.max(0, seenMs);
}
