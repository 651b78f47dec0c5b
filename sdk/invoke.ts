import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { type FailureKind, failureOf, noAnswerText } from './failures';
import { HError } from './herror';

/** Response of every function. */
interface Envelope {
  readonly status: number;
  readonly data: unknown;
}

export interface Invocation {
  readonly client: LambdaClient;
  readonly functionName: string;
  /** The params as JSON. */
  readonly payload: Uint8Array;
  readonly timeoutMs: number;
  readonly idempotency_key?: string | undefined;
}

export type InvokeResult =
  | { readonly kind: 'answered'; readonly data: unknown }
  | { readonly kind: FailureKind; readonly error: HError };

/** Invokes a function once. */
export async function invokeOnce(invocation: Invocation): Promise<InvokeResult> {
  const { client, functionName, payload, timeoutMs, idempotency_key } = invocation;
  const failed = (kind: FailureKind, code: number, text: string, cause: unknown): InvokeResult => ({
    kind,
    error: new HError(code, text, { idempotency_key, cause }),
  });
  const command = new InvokeCommand({ FunctionName: functionName, Payload: payload });
  try {
    const output = await within(timeoutMs, (abortSignal) => client.send(command, { abortSignal }));
    const answer = parse(output.Payload);
    if (output.FunctionError !== undefined)
      return failed('transient', 500, messageOf(answer) ?? output.FunctionError, answer);
    if (!isEnvelope(answer)) {
      const text = `the function ${functionName} returned an unexpected response (expected { status, data })`;
      return failed('transient', 500, text, answer);
    }
    if (answer.status !== 200) return failed('lasting', answer.status, errorMsg(answer), answer);
    return { kind: 'answered', data: answer.data };
  } catch (cause) {
    const { kind, code, text } = failureOf(cause, timeoutMs);
    return failed(kind, code, text, cause);
  }
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
      const error = Object.assign(new Error(noAnswerText(timeoutMs)), { name: 'TimeoutError' });
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
