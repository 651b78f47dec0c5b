import { Readable } from 'node:stream';

/**
 * Time limit for one attempt of one call, including the body. A response takes about 10 ms; three attempts at this
 * limit still fit into an invocation.
 */
const REQUEST_TIMEOUT_MS = 3_000;

/**
 * Settings of every AWS client. By default the SDK has no request timeout, and a timeout that is set only logs a
 * warning unless the SDK is told to throw. Region, credentials and endpoint come from the environment, as the SDK
 * reads them.
 */
export const AWS_CLIENT = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_000,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
} as const;

/** The part of the SDK's middleware stack used here; each client has its own types for it. */
interface MiddlewareStack {
  add(
    middleware: <Args, Result extends { readonly response: unknown }>(
      next: (args: Args) => Promise<Result>,
    ) => (args: Args) => Promise<Result>,
    options: { readonly step: 'deserialize'; readonly priority: 'low'; readonly name: string },
  ): void;
}

/**
 * Limits every attempt of every call of a client to `REQUEST_TIMEOUT_MS`, including the body, and records AWS's time
 * for `awsNow`. The SDK's own request timeout ends with the headers: a body that stalls or trickles after them would
 * block its call forever. An attempt that runs out of time fails with a TimeoutError, which the SDK retries as
 * transient.
 * @returns the same client
 */
export function bounded<Client extends { readonly middlewareStack: MiddlewareStack }>(
  client: Client,
): Client {
  // The last middleware before the handler: it runs once per attempt and sees the response before its body has
  // arrived.
  client.middlewareStack.add(boundTry, { step: 'deserialize', priority: 'low', name: 'boundTry' });
  return client;
}

function boundTry<Args, Result extends { readonly response: unknown }>(
  next: (args: Args) => Promise<Result>,
): (args: Args) => Promise<Result> {
  return async (args) => {
    const askedAtMs = Date.now();
    // The limit uses a monotonic clock, which nobody can set.
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
  // Runs when the body ends and when it fails.
  body.once('close', () => clearTimeout(timer));
}

/** A Date header has whole seconds and its response took time to arrive; a correct clock is never off by this much. */
const SKEW_NOTED_MS = 60_000;

/**
 * How far AWS's clock was ahead of this host's at the last response; 0 if within a minute. One value for the process:
 * all its clients share this host's clock and AWS's, and code that needs the time has no client at hand.
 */
let skewMs = 0;

/**
 * AWS's time: this host's clock, corrected if AWS's last response showed it to be more than a minute off. Use it for
 * stored times that other hosts compare with theirs. Unix milliseconds. A local stand-in for AWS shares this host's
 * clock, so if the process seems ahead of it, a test has moved its time, and that time is kept.
 */
export function awsNow(): number {
  return Date.now() + skewMs;
}

/** Whether the request of an attempt went to AWS itself. */
function isAws(args: unknown): boolean {
  const { hostname = '' } = (args as { readonly request?: { readonly hostname?: string } }).request ?? {};
  return /\.(amazonaws\.(com(\.cn)?|eu)|api\.(aws|amazonwebservices\.com\.cn))$/.test(hostname);
}

function noteTime(date: string | undefined, askedAtMs: number, fromAws: boolean): void {
  if (date === undefined) return;
  const dateMs = Date.parse(date);
  // `Date.parse` accepts many texts as dates ("1" is 2001); AWS writes only the HTTP format.
  if (Number.isNaN(dateMs) || new Date(dateMs).toUTCString() !== date) return;
  const receivedAtMs = Date.now();
  // Any time between request and response is acceptable: a Lambda may have been frozen for hours in between.
  const isRight = dateMs >= askedAtMs - SKEW_NOTED_MS && dateMs <= receivedAtMs + SKEW_NOTED_MS;
  const seenMs = isRight ? 0 : dateMs - receivedAtMs;
  skewMs = fromAws ? seenMs : Math.max(0, seenMs);
}
