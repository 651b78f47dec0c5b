import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeServer, listen, readBody, showTime } from '../server';
import { OPERATIONS } from './operations';
import { SecretsError } from './secret-errors';
import { SecretStore } from './secret-store';
import type { Input } from './versions';

/** Secrets Manager on this machine. */
export interface LocalSecretsManager {
  readonly endpoint: string;
  close(): Promise<void>;
}

const TARGET = /^secretsmanager\.(\w+)$/;

/** Enough for a value of 64 KB with its escapes; none of our requests is larger. */
const LIMIT_BYTES = 1_048_576;

function parseInput(body: Buffer): Input {
  try {
    return JSON.parse(body.length === 0 ? '{}' : body.toString('utf8')) as Input;
  } catch {
    throw new SecretsError('SerializationException', 'The request is not JSON.');
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(JSON.stringify(body));
}

async function run(store: SecretStore, region: string, request: IncomingMessage): Promise<object> {
  const { body } = await readBody(request, LIMIT_BYTES);
  const target = String(request.headers['x-amz-target']);
  const operation = OPERATIONS[TARGET.exec(target)?.[1] ?? ''];
  if (operation === undefined) {
    throw new SecretsError(
      'UnknownOperationException',
      `The local Secrets Manager does not support ${target}.`,
    );
  }
  return await operation(store, parseInput(body), region);
}

function serve(store: SecretStore, region: string) {
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.setHeader('x-amzn-requestid', randomUUID());
    try {
      reply(response, 200, await run(store, region, request));
    } catch (error) {
      if (error instanceof SecretsError) reply(response, 400, { __type: error.type, Message: error.message });
      else reply(response, 500, { __type: 'InternalServiceError', Message: String(error) });
    }
  };
  return (request: IncomingMessage, response: ServerResponse): void => void respond(request, response);
}

/**
 * Starts the stand-in for Secrets Manager. It uses the same JSON protocol and error types, so that the SDK's client works
 * unchanged.
 * @param file stores the secrets; readable only by its owner.
 * @param nowMs the time that its responses show, in unix milliseconds; by default the machine's.
 */
export async function startSecretsManager(options: {
  file: string;
  region: string;
  nowMs?: () => number;
  port?: number;
}): Promise<LocalSecretsManager> {
  const store = await SecretStore.open(options.file);
  const server = createServer(serve(store, options.region));
  showTime(server, options.nowMs ?? Date.now);
  const endpoint = await listen(server, 'Secrets Manager', options.port);
  return { endpoint, close: () => closeServer(server) };
}
