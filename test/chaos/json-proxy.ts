import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen, type TestServer } from '../kit/server';
import { type Peer, peerOf } from './containers';

/** One request of an AWS SDK client. */
export interface JsonCall {
  readonly peer: Peer;
  /** `PutItem`, `GetSecretValue` … */
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is done to a request; both cuts reset the connection. */
export type Treatment =
  | { readonly do: 'pass' }
  | { readonly do: 'cut-before' }
  | { readonly do: 'cut-after' }
  | { readonly do: 'fail' }
  /** The client waits so long, or gives up and tries again: the request takes its effect all the same. */
  | { readonly do: 'delay'; readonly ms: number };

export interface RequestController {
  treat(call: JsonCall): Treatment;
  /** The service has answered; the client does not know yet. */
  answered(call: JsonCall, status: number): void;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

const INTERNAL_ERROR = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
  message: 'The request processing has failed.',
});

function forward(target: URL, { headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = request(
      target,
      { method: 'POST', headers: { ...headers, host: target.host } },
      (answer) => {
        buffer(answer).then(
          (all) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: all }),
          reject,
        );
      },
    );
    onward.on('error', reject);
    onward.end(body);
  });
}

function cut({ socket }: IncomingMessage): void {
  socket.resetAndDestroy();
}

/** A proxy in front of an AWS service that parses each request, so that a fault can hit one request of one intent. */
export class JsonProxy {
  private readonly server = createServer((incoming, outgoing) => {
    // A client that goes away in the middle has done so on purpose: it was killed, or cut off by this proxy.
    incoming.on('error', () => undefined);
    this.serve(incoming, outgoing).catch(() => cut(incoming));
  });
  private listening: TestServer | null = null;
  private target: URL | null = null;

  constructor(private readonly controller: RequestController) {}

  async open(): Promise<string> {
    this.listening = await listen(this.server);
    return `http://${this.listening.host}`;
  }

  forwardTo(to: string): void {
    this.target = new URL(to);
  }

  async close(): Promise<void> {
    await this.listening?.end();
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const peer = peerOf(incoming.socket);
    const bytes = await buffer(incoming);
    const [, operation = ''] = String(incoming.headers['x-amz-target']).split('.');
    const call = { peer, operation, body: JSON.parse(bytes.toString('utf8')) };
    const treatment = this.controller.treat(call);
    if (treatment.do === 'cut-before' || this.target === null) return cut(incoming);
    if (treatment.do === 'fail') {
      outgoing.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' }).end(INTERNAL_ERROR);
      return;
    }
    if (treatment.do === 'delay') await sleep(treatment.ms);
    const { status, headers, body } = await forward(this.target, incoming, bytes);
    this.controller.answered(call, status);
    if (treatment.do === 'cut-after') return cut(incoming);
    outgoing.writeHead(status, headers).end(body);
  }
}
