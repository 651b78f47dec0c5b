/**
 * `throttled`: Lambda ran nothing, because all slots were taken. `transient`: it may work a moment later. `lasting`:
 * it will fail again until somebody changes something.
 */
export type FailureKind = 'throttled' | 'transient' | 'lasting';

export interface Failure {
  readonly kind: FailureKind;
  readonly code: number;
  readonly text: string;
}

/** What is read of an error. By its shape: `instanceof Error` is false for an error from another realm. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly errors?: readonly { readonly message: string }[];
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/**
 * The failure of an Invoke that the AWS SDK threw for.
 * @param timeoutMs the client's own time limit of one Invoke
 */
export function failureOf(error: unknown, timeoutMs: number): Failure {
  if (!isSdkError(error)) return { kind: 'transient', code: 600, text: String(error) };
  const { $metadata, name, message } = error;
  const status = $metadata?.httpStatusCode;
  if (name === 'TooManyRequestsException' || status === 429)
    return { kind: 'throttled', code: 503, text: `Lambda throttled the call (${name} ${message})` };
  if (status !== undefined && status >= 500)
    return { kind: 'transient', code: status, text: `${name} ${message}` };
  // Lambda's own 4xx (no such function, not allowed) are not the function's status: a 404 would read as "no such
  // record".
  if (status !== undefined && status >= 400)
    return { kind: 'lasting', code: 600, text: `${name} ${message}` };
  return misconfiguration(error) ?? networkFailure(error, timeoutMs);
}

/** The AWS SDK throws these before it opens a connection. */
function misconfiguration({ name, message }: SdkError): Failure | null {
  if (/^Region (is missing|not accepted)/.test(message)) {
    const text = `${message}: set AWS_REGION, or give RedPack a client that has a region`;
    return { kind: 'lasting', code: 600, text };
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    const text = `no AWS credentials (${message}): give the process a role or a profile, or RedPack a client`;
    return { kind: 'lasting', code: 600, text };
  }
  return null;
}

function networkFailure(error: SdkError, timeoutMs: number): Failure {
  const { code = '', hostname, message, name, syscall } = error;
  const transient = (status: number, text: string): Failure => ({ kind: 'transient', code: status, text });
  if (syscall === 'getaddrinfo')
    return transient(600, `the host name ${hostname} could not be resolved (${code})`);
  // The SDK's handler names these TimeoutError too, although the peer closed the connection.
  if (code === 'ECONNRESET' || code === 'EPIPE') return transient(600, `${code} ${message}`);
  // The SDK has one error name for all its time limits. Only this one means that nothing was sent.
  const connecting = /establish(?:ing)? a connection\D*(\d+) ms/.exec(message);
  if (name === 'TimeoutError' && connecting)
    return transient(600, `no connection within ${connecting[1]} ms`);
  if (code === 'ETIMEDOUT' && syscall !== undefined) return transient(600, `ETIMEDOUT ${message}`);
  if (name === 'TimeoutError' || name === 'AbortError')
    return transient(601, isOwn(message) ? message : `no answer within ${timeoutMs} ms (${message})`);
  // Node tries all addresses of a host, and its error then has the reasons of each and no message.
  const reasons = error.errors?.map((each) => each.message).join('; ') ?? message;
  return transient(600, [name === 'Error' ? '' : name, reasons].join(' ').trim());
}

/** The message of the client's own time limit. */
export function noAnswerText(timeoutMs: number): string {
  return `no answer within ${timeoutMs} ms`;
}

function isOwn(message: string): boolean {
  return /^no answer within \d+ ms$/.test(message);
}

function isSdkError(error: unknown): error is SdkError {
  return (
    typeof error === 'object' &&
    error !== null &&
    typeof (error as SdkError).name === 'string' &&
    typeof (error as SdkError).message === 'string'
  );
}
