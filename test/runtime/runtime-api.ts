import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen, type TestServer } from '../kit/server';

/** One event on its way to a function. */
export interface Invocation {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  readonly timeLeftMs: number;
  /** `Lambda-Runtime-…`, beside request id and deadline. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a function said to the Runtime API: the answer to an event, its failure, or that it cannot start. */
export interface Report {
  readonly kind: 'response' | 'error' | 'init/error';
  /** As it came over the wire. */
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

const RUNTIME = '/2018-06-01/runtime/';
const REPORT_OF_INVOCATION = /^invocation\/([^/]+)\/(?:response|error)$/;
const KIND = /(?:init\/error|error|response)$/;

/** Lambda's header values are UTF-8; Node takes one byte for one character. */
const toHeader = (value: string): string => Buffer.from(value, 'utf8').toString('latin1');
export const fromHeader = (value: unknown): string => Buffer.from(String(value), 'latin1').toString('utf8');

/** Stands in for Lambda's Runtime API, for one execution environment: one event at a time. */
export class RuntimeApi {
  private listening: TestServer | null = null;
  private asked: (response: ServerResponse) => void = () => undefined;
  /** The runtime client's call for an event, held until there is one. */
  private asking: Promise<ServerResponse> = this.nextAsking();
  private readonly waiting = new Map<string, (report: Report) => void>();
  private startFailed: (report: Report) => void = () => undefined;
  /** Resolves if the function reports that it cannot start. */
  readonly initError = new Promise<Report>((resolve) => {
    this.startFailed = resolve;
  });

  private constructor() {}

  static async start(): Promise<RuntimeApi> {
    const api = new RuntimeApi();
    api.listening = await listen(createServer((request, response) => void api.serve(request, response)));
    return api;
  }

  get hostPort(): string {
    return this.listening?.host ?? '';
  }

  /**
   * Hands an event out when it is asked for, from when its time counts, and resolves with what is reported of it.
   * @throws Error when nothing has been reported within that time.
   */
  async invoke({ requestId, event, timeLeftMs, headers }: Invocation): Promise<Report> {
    const response = await this.asking;
    this.asking = this.nextAsking();
    const report = new Promise<Report>((resolve) => this.waiting.set(requestId, resolve));
    response.setHeader('Content-Type', 'application/json');
    response.setHeader('Lambda-Runtime-Aws-Request-Id', requestId);
    response.setHeader('Lambda-Runtime-Deadline-Ms', String(Date.now() + timeLeftMs));
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, toHeader(value));
    response.end(event);
    return within(timeLeftMs, report);
  }

  async close(): Promise<void> {
    await this.listening?.end();
  }

  private nextAsking(): Promise<ServerResponse> {
    return new Promise((resolve) => {
      this.asked = resolve;
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(RUNTIME) ? request.url.slice(RUNTIME.length) : '';
    if (request.method === 'GET' && path === 'invocation/next') {
      this.asked(response);
      return;
    }
    const report = this.reporter(path);
    const body = await text(request);
    const [kind = 'response'] = KIND.exec(path) ?? [];
    report?.({ kind: kind as Report['kind'], body, headers: request.headers });
    // Unknown is, for instance, a second answer to one event.
    response.writeHead(report ? 202 : 400, { 'content-type': 'application/json' }).end('{}');
  }

  /** Who waits for this report, if anyone does. */
  private reporter(path: string): ((report: Report) => void) | undefined {
    if (path === 'init/error') return this.startFailed;
    const requestId = decodeURIComponent(REPORT_OF_INVOCATION.exec(path)?.[1] ?? '');
    const report = this.waiting.get(requestId);
    this.waiting.delete(requestId);
    return report;
  }
}

async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const timedOut = new Error(`Task timed out after ${limitMs} ms`);
    timer = setTimeout(() => reject(timedOut), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
