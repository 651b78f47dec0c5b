import type { IncomingMessage } from 'node:http';
import { readBody } from '../server';
import type { FunctionPool } from './function-pool';
import { arnOf } from './function-spec';
import { InvokeError } from './invoke-request';

/** What an operator changes on a running function: its reserved concurrency and its tags. */
export interface ManagementOptions {
  readonly pools: ReadonlyMap<string, FunctionPool>;
  readonly region: string;
  /** ARN of the queue that gets events that failed for good; without one there is no such configuration. */
  readonly onFailureArn?: string | undefined;
  /** Answers GetFunctionConfiguration; null for any other request. */
  readonly configurationOf: (request: IncomingMessage) => object | null;
}

interface Result {
  readonly status: number;
  /** None for 204. */
  readonly body?: object;
}

type Operation = (management: Management, key: string, request: IncomingMessage) => Result | Promise<Result>;

/** A call has a few tags at most. */
const LIMIT_BYTES = 65_536;
const NO_CONTENT: Result = { status: 204 };

const OPERATIONS: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = [
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, (it, name) => it.getFunction(name)],
  [
    'PUT',
    /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/,
    (it, name, request) => it.reserve(name, request),
  ],
  ['DELETE', /^\/2017-10-31\/functions\/([^/]+)\/concurrency$/, (it, name) => it.unreserve(name)],
  ['GET', /^\/2019-09-30\/functions\/([^/]+)\/concurrency$/, (it, name) => it.getConcurrency(name)],
  ['GET', /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config$/, (it, name) => it.getEventConfig(name)],
  ['POST', /^\/2017-03-31\/tags\/(.+)$/, (it, arn, request) => it.tag(arn, request)],
  ['DELETE', /^\/2017-03-31\/tags\/(.+)$/, (it, arn, request) => it.untag(arn, request)],
];

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const { body } = await readBody(request, LIMIT_BYTES);
  return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
}

/** The operations of Lambda, besides Invoke, that pause, unpause and redrive need. */
export class Management {
  readonly #tags = new Map<string, Map<string, string>>();

  constructor(private readonly options: ManagementOptions) {}

  /** Null for a request that is none of these. @throws InvokeError with Lambda's status and type */
  async respond(request: IncomingMessage): Promise<Result | null> {
    const configuration = this.options.configurationOf(request);
    if (configuration !== null) return { status: 200, body: configuration };
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    for (const [method, path, operation] of OPERATIONS) {
      const key = request.method === method ? path.exec(pathname)?.[1] : undefined;
      if (key !== undefined) return await operation(this, decodeURIComponent(key), request);
    }
    return null;
  }

  getFunction(name: string): Result {
    const { reservedConcurrency } = this.#pool(name);
    const FunctionArn = arnOf(this.options.region, name);
    const body = {
      Configuration: { FunctionName: name, FunctionArn },
      Tags: Object.fromEntries(this.#tags.get(name) ?? []),
      ...(reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
      }),
    };
    return { status: 200, body };
  }

  getConcurrency(name: string): Result {
    const { reservedConcurrency } = this.#pool(name);
    return { status: 200, body: { ReservedConcurrentExecutions: reservedConcurrency } };
  }

  async reserve(name: string, request: IncomingMessage): Promise<Result> {
    const pool = this.#pool(name);
    const { ReservedConcurrentExecutions: count } = await bodyOf(request);
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 0)
      throw new InvokeError(400, 'InvalidParameterValueException', `Not a concurrency: ${String(count)}`);
    pool.reservedConcurrency = count;
    return { status: 200, body: { ReservedConcurrentExecutions: count } };
  }

  unreserve(name: string): Result {
    this.#pool(name).reservedConcurrency = undefined;
    return NO_CONTENT;
  }

  getEventConfig(name: string): Result {
    this.#pool(name);
    const { onFailureArn, region } = this.options;
    if (onFailureArn === undefined || !name.endsWith('-sendRedPack')) {
      const message = `The function ${arnOf(region, name)}:$LATEST doesn't have an EventInvokeConfig`;
      throw new InvokeError(404, 'ResourceNotFoundException', message);
    }
    return { status: 200, body: { DestinationConfig: { OnFailure: { Destination: onFailureArn } } } };
  }

  async tag(arn: string, request: IncomingMessage): Promise<Result> {
    const { Tags } = (await bodyOf(request)) as { Tags: Record<string, string> };
    const tags = this.#tagsOf(arn);
    for (const [key, value] of Object.entries(Tags)) tags.set(key, value);
    return NO_CONTENT;
  }

  untag(arn: string, request: IncomingMessage): Result {
    const tags = this.#tagsOf(arn);
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    for (const key of searchParams.getAll('tagKeys')) tags.delete(key);
    return NO_CONTENT;
  }

  #tagsOf(arn: string): Map<string, string> {
    const name = arn.split(':').at(-1) ?? '';
    this.#pool(name);
    const tags = this.#tags.get(name) ?? new Map<string, string>();
    this.#tags.set(name, tags);
    return tags;
  }

  #pool(name: string): FunctionPool {
    const pool = this.options.pools.get(name);
    if (pool !== undefined) return pool;
    const message = `Function not found: ${arnOf(this.options.region, name)}`;
    throw new InvokeError(404, 'ResourceNotFoundException', message);
  }
}
