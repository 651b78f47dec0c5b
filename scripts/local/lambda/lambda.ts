import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PRIVATE_FOLDER_MODE } from '../files';
import { closeServer, listen } from '../server';
import { AsyncEvents, LAMBDA_MAX_EVENT_AGE_MS, LAMBDA_RETRY_DELAYS_MS, type LostEvent } from './async-events';
import { configurationFor } from './configuration';
import { ClosedError, FunctionPool, ThrottledError } from './function-pool';
import {
  arnOf,
  type ContainerInfo,
  type FunctionSpec,
  type InvocationResult,
  type Job,
} from './function-spec';
import { InvokeError, type InvokeRequest, readInvokeRequest } from './invoke-request';
import { logTo } from './log-file';
import { Management } from './management';

export interface LambdaOptions {
  readonly functions: readonly FunctionSpec[];
  /** Folder of the log files, `<function>.log`. */
  readonly logsDir: string;
  readonly region: string;
  /** As in serverless.yml, `nodejs24.x`: only shown to the function, which runs on this process's Node. */
  readonly runtime: string;
  readonly port?: number;
  /** Delays before the retries of a failed Event; Lambda's are one and two minutes. */
  readonly asyncRetryDelaysMs?: readonly number[];
  /** How long an Event may stay in the queue; Lambda's default is 6 hours. */
  readonly maxEventAgeMs?: number;
  /** Maximum of processes per function. */
  readonly maxContainers?: number;
  /** How long an unused process is kept. */
  readonly idleMs?: number;
  /** How far the functions' clocks are ahead of this machine's: each invocation takes it as it starts. Default 0. */
  readonly clockAheadMs?: () => number;
  /** Receives messages for the user. */
  readonly notice?: (text: string) => void;
  /** The queue that gets the Events of sendRedPack which are given up. */
  readonly onFailure?: { readonly queueArn: string; readonly lost: (event: LostEvent) => void };
}

/** Lambda's Invoke on this machine. */
export interface LocalLambda {
  readonly endpoint: string;
  containers(): ContainerInfo[];
  /** SIGKILLs the process of one container; false if there is none with that pid. */
  kill(pid: number): Promise<boolean>;
  /** Sets the reserved concurrency of a function; `undefined` removes the limit. */
  reserve(functionName: string, concurrency: number | undefined): void;
  /** Resolves when every accepted Event has succeeded, run out of retries or been dropped. */
  eventsSettled(): Promise<void>;
  close(): Promise<void>;
}

/**
 * More than the deployed send function runs at once. Processes start only when events run at the same time, and 26 of
 * them with built functions take 0.5 GB of memory in all.
 */
const DEFAULT_MAX_CONTAINERS = 32;

/** Shorter than Lambda's, so that the memory of a burst is soon free again. */
const DEFAULT_IDLE_MS = 60_000;

/** Lambda's quota for a response: 6 MB and a hundred bytes. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** `LogResult` contains the last 4 KB. */
const LOG_TAIL_BYTES = 4096;

type Pools = ReadonlyMap<string, FunctionPool>;

function poolOf(pools: Pools, region: string, request: InvokeRequest): FunctionPool {
  const pool = request.qualifier === '$LATEST' ? pools.get(request.functionName) : undefined;
  if (pool !== undefined) return pool;
  const qualifier = request.qualifier === '$LATEST' ? '' : `:${request.qualifier}`;
  const message = `Function not found: ${arnOf(region, request.functionName)}${qualifier}`;
  throw new InvokeError(404, 'ResourceNotFoundException', message);
}

function limitSize(result: InvocationResult): InvocationResult {
  if (Buffer.byteLength(result.payload) <= RESPONSE_LIMIT_BYTES) return result;
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`;
  const payload = JSON.stringify({ errorType: 'Function.ResponseSizeTooLarge', errorMessage });
  return { ...result, failed: true, payload };
}

function respond(response: ServerResponse, request: InvokeRequest, result: InvocationResult): void {
  response.setHeader('x-amz-executed-version', '$LATEST');
  if (result.failed) response.setHeader('x-amz-function-error', 'Unhandled');
  if (request.tailLog) {
    const tail = Buffer.from(result.log).subarray(-LOG_TAIL_BYTES);
    response.setHeader('x-amz-log-result', tail.toString('base64'));
  }
  response.setHeader('content-type', 'application/json');
  response.end(result.payload);
}

function toInvokeError(error: unknown): InvokeError {
  if (error instanceof InvokeError) return error;
  if (error instanceof ThrottledError) {
    const { message } = error;
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded';
    return new InvokeError(429, 'TooManyRequestsException', message, {
      Reason: reason,
      Type: 'User',
      message,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new InvokeError(error instanceof ClosedError ? 503 : 500, 'ServiceException', message, {
    Type: 'Service',
  });
}

function respondError(response: ServerResponse, error: unknown): void {
  const { status, type, message, details } = toInvokeError(error);
  response.statusCode = status;
  response.setHeader('x-amzn-errortype', type);
  response.setHeader('content-type', 'application/json');
  // Lambda writes `Message` in most errors and `message` in some; those have it in their details.
  response.end(JSON.stringify('message' in details ? details : { ...details, Message: message }));
}

/** @returns whether the request was one of an operator's, and is answered */
async function manage(
  management: Management,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const result = await management.respond(incoming);
  if (result === null) return false;
  response.statusCode = result.status;
  if (result.body !== undefined) response.setHeader('content-type', 'application/json');
  response.end(result.body === undefined ? undefined : JSON.stringify(result.body));
  return true;
}

function serve(pools: Pools, events: AsyncEvents, region: string, management: Management) {
  const run = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    response.setHeader('x-amzn-requestid', requestId);
    try {
      if (await manage(management, incoming, response)) return;
      const request = await readInvokeRequest(incoming);
      const pool = poolOf(pools, region, request);
      const { event, clientContext } = request;
      const arn = arnOf(region, request.functionName);
      const job: Job = { requestId, event, arn, ...(clientContext !== undefined && { clientContext }) };
      if (request.type === 'RequestResponse') {
        respond(response, request, limitSize(await pool.invoke(job)));
        return;
      }
      response.statusCode = request.type === 'Event' ? 202 : 204;
      if (request.type === 'Event') events.accept(job, pool);
      response.end();
    } catch (error) {
      respondError(response, error);
    }
  };
  return (incoming: IncomingMessage, response: ServerResponse): void => void run(incoming, response);
}

/**
 * Starts the stand-in for Lambda's Invoke, and for the few operations by which a command reads, pauses and resumes functions. Each container is a separate process, so that a test can kill it during an
 * invocation, and so that Node reads `NODE_EXTRA_CA_CERTS`, which it does only at start.
 */
export async function startLambda(options: LambdaOptions): Promise<LocalLambda> {
  const { region, runtime, maxContainers = DEFAULT_MAX_CONTAINERS, idleMs = DEFAULT_IDLE_MS } = options;
  const { clockAheadMs = () => 0, notice = () => undefined } = options;
  await mkdir(options.logsDir, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const pools = new Map<string, FunctionPool>();
  for (const spec of options.functions) {
    const log = logTo(join(options.logsDir, `${spec.name}.log`), notice);
    pools.set(spec.name, new FunctionPool(spec, { runtime, log, clockAheadMs, maxContainers, idleMs }));
  }
  const events = new AsyncEvents(
    options.asyncRetryDelaysMs ?? LAMBDA_RETRY_DELAYS_MS,
    options.maxEventAgeMs ?? LAMBDA_MAX_EVENT_AGE_MS,
    (lost) => {
      if (lost.job.arn.endsWith('-sendRedPack')) options.onFailure?.lost(lost);
    },
  );
  const management = new Management({
    ...{ pools, region, onFailureArn: options.onFailure?.queueArn },
    configurationOf: (incoming) => configurationFor(incoming, options.functions, region, runtime),
  });
  const server = createServer(serve(pools, events, region, management));
  // A function may run until its own timeout; the server must not end the request earlier.
  server.requestTimeout = 0;
  const endpoint = await listen(server, 'Lambda', options.port);
  return {
    endpoint,
    containers: () => [...pools.values()].flatMap((pool) => pool.containers()),
    kill: async (pid) => {
      const kills = await Promise.all([...pools.values()].map((pool) => pool.kill(pid)));
      return kills.includes(true);
    },
    reserve: (functionName, concurrency) => {
      const pool = pools.get(functionName);
      if (pool === undefined) throw new Error(`The local Lambda has no function ${functionName}`);
      pool.reservedConcurrency = concurrency;
    },
    eventsSettled: () => events.settled(),
    close: async () => {
      events.close();
      await closeServer(server);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}
