import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { HError } from './herror';

/** Response of every function. */
interface Envelope {
  readonly status: number;
  readonly data: unknown;
}

export interface Invocation {
  readonly client: LambdaClient;
  readonly functionName: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly timeoutMs: number;
  /** Waits the given milliseconds before a retry. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly idempotency_key?: string | undefined;
}

/** Maximum retries of one Invoke. They send the same payload and so the same key, which cannot pay twice. */
const MAX_REPEATS = 2;

/** Doubled for each retry, with jitter, so that a burst of callers does not come back all at once. */
const FIRST_PAUSE_MS = 200;

/** Codes of failures that may be transient. */
const PASSING = new Set([500, 502, 503, 504, 600, 601]);

/**
 * Invokes a function and returns its data.
 * @throws HError for any status other than 200, after up to two retries of transient failures.
 */
export async function invoke(invocation: Invocation): Promise<{ status: 200; data: unknown }> {
  for (let repeats = 0; ; repeats += 1) {
    try {
      return await invokeOnce(invocation);
    } catch (error) {
      if (!(error instanceof HError) || !PASSING.has(error.code) || isLasting(error)) throw error;
      if (repeats === MAX_REPEATS) throw error;
      await invocation.sleep(FIRST_PAUSE_MS * 2 ** repeats * (0.5 + Math.random()));
    }
  }
}

async function invokeOnce({ client, functionName, payload, timeoutMs, idempotency_key }: Invocation) {
  const command = new InvokeCommand({
    FunctionName: functionName,
    Payload: serialise(payload, idempotency_key),
  });
  let output: InvokeCommandOutput;
  try {
    output = await within(timeoutMs, (abortSignal) => client.send(command, { abortSignal }));
  } catch (cause) {
    throw new HError(codeOf(cause), textOf(cause, timeoutMs), { idempotency_key, cause });
  }
  const answer = parse(output.Payload);
  if (output.FunctionError !== undefined) {
    throw new HError(500, messageOf(answer) ?? output.FunctionError, { idempotency_key, cause: answer });
  }
  if (!isEnvelope(answer))
    throw new HError(500, 'the function gave no answer of ours', { idempotency_key, cause: answer });
  if (answer.status !== 200)
    throw new HError(answer.status, errorMsg(answer), { idempotency_key, cause: answer });
  return { status: 200 as const, data: answer.data };
}

/**
 * Limits the time of a whole call. The abort frees its connection but does not always end the call: not while it
 * waits for credentials, and if the body stalls after the headers, only when the client's request handler supports
 * it.
 * @throws Error named TimeoutError
 */
async function within<T>(timeoutMs: number, call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = Object.assign(new Error(`no answer within ${timeoutMs} ms`), { name: 'TimeoutError' });
      abort.abort(error);
      reject(error);
    }, timeoutMs);
  });
  try {
    return await Promise.race([call(abort.signal), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}

function serialise(payload: Invocation['payload'], idempotency_key: string | undefined): Buffer {
  try {
    return Buffer.from(JSON.stringify(payload));
  } catch (cause) {
    throw new HError(400, 'the params cannot be written as JSON', { idempotency_key, cause });
  }
}

function codeOf(error: unknown): number {
  if (!(error instanceof Error)) return 600;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 601;
  if (error.name === 'TooManyRequestsException') return 503;
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  // Lambda's own 4xx (no such function, not allowed) are not the function's status: a 404 would read as "no such
  // record".
  return status !== undefined && status >= 500 ? status : 600;
}

/** Whether AWS itself rejects the call and will keep doing so until somebody changes the configuration. */
function isLasting(error: unknown): boolean {
  if (!(error instanceof HError) || !(error.cause instanceof Error)) return false;
  const { $metadata, name } = error.cause as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  return name === 'CredentialsProviderError' || (status !== undefined && status < 500 && error.code === 600);
}

function textOf(error: unknown, timeoutMs: number): string {
  if (codeOf(error) === 601) return `no answer within ${timeoutMs} ms`;
  return error instanceof Error ? `${error.name} ${error.message}`.trim() : String(error);
}

function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString('utf8'));
  } catch {
    return null;
  }
}

function isEnvelope(answer: unknown): answer is Envelope {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'data' in answer &&
    Number.isInteger((answer as Envelope).status)
  );
}

function messageOf(answer: unknown): string | undefined {
  return (answer as { errorMessage?: string } | null)?.errorMessage;
}

function errorMsg({ data }: Envelope): string {
  return (data as { error_msg?: string } | null)?.error_msg ?? 'unknown error';
}
