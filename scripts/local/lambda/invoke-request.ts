import type { IncomingMessage } from 'node:http';
import { readBody } from '../server';

/** An Invoke call that Lambda rejects, with the status and type from which clients choose an error class. */
export class InvokeError extends Error {
  override readonly name = 'InvokeError';
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    readonly details: Readonly<Record<string, string>> = { Type: 'User' },
  ) {
    super(message);
  }
}

export type InvocationType = 'RequestResponse' | 'Event' | 'DryRun';

/** A parsed and validated Invoke call. */
export interface InvokeRequest {
  readonly functionName: string;
  readonly qualifier: string;
  readonly type: InvocationType;
  /** JSON text. */
  readonly event: string;
  /** JSON text. */
  readonly clientContext?: string;
  readonly tailLog: boolean;
}

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

/** Name, `ACCOUNT:function:NAME` or the full ARN, each with or without `:QUALIFIER`. */
const FUNCTION_NAME =
  /^(?:arn:[\w-]+:lambda:[\w-]+:\d{12}:function:|\d{12}:function:)?([\w-]{1,64})(?::(\$LATEST|[\w-]+))?$/;

/** Lambda's quotas: 6 MB for a synchronous call, 1 MB for an event. */
const LIMIT_BYTES = { RequestResponse: 6_291_456, DryRun: 6_291_456, Event: 1_048_576 } as const;

function isInvocationType(text: string): text is InvocationType {
  return Object.hasOwn(LIMIT_BYTES, text);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function parseType(request: IncomingMessage): InvocationType {
  const text = header(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  if (isInvocationType(text)) return text;
  throw new InvokeError(400, 'InvalidParameterValueException', `Unsupported InvocationType: ${text}`);
}

function parseName(request: IncomingMessage): { functionName: string; qualifier: string } {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const name = INVOKE_PATH.exec(url.pathname)?.[1];
  if (name === undefined || request.method !== 'POST') {
    throw new InvokeError(
      404,
      'UnknownOperationException',
      `The local Lambda does not support ${request.method} ${url.pathname}`,
    );
  }
  const parts = FUNCTION_NAME.exec(decodeURIComponent(name));
  if (parts?.[1] === undefined) {
    throw new InvokeError(
      400,
      'ValidationException',
      `Not a function name or ARN: ${decodeURIComponent(name)}`,
    );
  }
  return { functionName: parts[1], qualifier: url.searchParams.get('Qualifier') ?? parts[2] ?? '$LATEST' };
}

function requireJson(text: string, what: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InvokeError(400, 'InvalidRequestContentException', `${what}: ${why}`);
  }
}

function parseClientContext(request: IncomingMessage): string | undefined {
  const encoded = header(request, 'x-amz-client-context');
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  requireJson(text, 'Client context must be a valid Base64-encoded JSON object');
  return text;
}

/**
 * Reads and validates an Invoke call like Lambda's front end.
 * @throws InvokeError with Lambda's status and error type.
 */
export async function readInvokeRequest(request: IncomingMessage): Promise<InvokeRequest> {
  const type = parseType(request);
  const limit = LIMIT_BYTES[type];
  const { body, bytes } = await readBody(request, limit);
  const { functionName, qualifier } = parseName(request);
  if (bytes > limit) {
    const message = `${bytes} byte payload is too large for the ${type} invocation type (limit ${limit} bytes)`;
    throw new InvokeError(413, 'RequestTooLargeException', message);
  }
  // Without a payload the handler gets an empty object.
  const event = body.length === 0 ? '{}' : body.toString('utf8');
  requireJson(event, 'Could not parse request body into json');
  const clientContext = parseClientContext(request);
  const tailLog = header(request, 'x-amz-log-type') === 'Tail';
  return {
    functionName,
    qualifier,
    type,
    event,
    tailLog,
    ...(clientContext !== undefined && { clientContext }),
  };
}
