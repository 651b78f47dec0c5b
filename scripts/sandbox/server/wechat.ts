/** The HTTPS server, which merchants' programs call. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { readFields } from '../calls/receive';
import { catchUp, type World } from '../calls/world';
import { respond } from '../faults/exchange';
import type { FaultQueue } from '../faults/queue';
import { htmlReply, type Reply } from '../faults/reply';
import { type Call, callOf } from '../protocol/calls';
import { CERTIFICATE_ABSENT_PAGE, CERTIFICATE_REFUSED_PAGE } from '../protocol/pages';
import { readBody } from './body';
import { judgeCertificate } from './client-certificate';
import { type Connection, Connections } from './connections';
import { sendBack } from './send-back';
import type { LoggedRequest, Traffic } from './traffic';

export interface Front {
  world: World;
  faults: FaultQueue;
  traffic: Traffic;
  /** Ends the delays of slow responses, and all connections, when the sandbox closes. */
  closing: AbortSignal;
}

export interface TlsFiles {
  key: string;
  cert: string;
  clientCa: string;
}

const MAX_BODY_BYTES = 64 * 1024;
/** nginx's default, longer than a sensible client keeps an idle connection. */
const KEEP_ALIVE_MS = 75_000;

/** The fingerprint of an accepted certificate, or the page that refuses it. */
function fingerprintOf(front: Front, socket: TLSSocket): string | Reply {
  const accounts = [...front.world.ledger.accounts.values()];
  const isListed = (fingerprint: string): boolean =>
    accounts.some(({ certificates }) => certificates?.includes(fingerprint));
  const verdict = judgeCertificate(socket, isListed, front.world.realNowMs());
  switch (verdict.kind) {
    case 'absent':
      return htmlReply(400, CERTIFICATE_ABSENT_PAGE);
    case 'refused':
      return htmlReply(400, CERTIFICATE_REFUSED_PAGE);
    case 'shown':
      return verdict.fingerprint;
  }
}

/** A received request; `body` is undefined if it was too long, `fields` if it is not flat XML. */
interface Received {
  request: IncomingMessage;
  body: string | undefined;
  call: Call | undefined;
  fields: ReadonlyMap<string, string> | undefined;
}

async function replyTo(front: Front, received: Received, logged: LoggedRequest): Promise<Reply> {
  const { request, body, call, fields } = received;
  const fingerprint = fingerprintOf(front, request.socket as TLSSocket);
  if (typeof fingerprint !== 'string') return fingerprint;
  if (!call) return htmlReply(404);
  if (request.method !== 'POST') return htmlReply(405);
  if (body === undefined) return htmlReply(413);
  const queued = front.faults.take(call, fields?.get('mch_billno'));
  logged.fault = queued?.id ?? null;
  const wait = (ms: number): Promise<void> => sleep(ms, undefined, { signal: front.closing, ref: false });
  return respond(front.world, { call, fields, fingerprint }, queued?.fault, wait);
}

async function receiveRequest(request: IncomingMessage): Promise<Received> {
  const body = await readBody(request, MAX_BODY_BYTES);
  const call = callOf(request.url ?? '/');
  return { request, body, call, fields: call && body !== undefined ? readFields(body) : undefined };
}

async function handle(
  front: Front,
  connection: Connection | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const received = await receiveRequest(request);
  catchUp(front.world);
  const logged = front.traffic.begin({
    realMs: front.world.realNowMs(),
    atMs: front.world.clock.nowMs(),
    connection: connection?.number ?? 0,
    path: request.url ?? '/',
    call: received.call ?? null,
    mchId: received.fields?.get('mch_id') ?? null,
    mch_billno: received.fields?.get('mch_billno') ?? null,
    body: received.body ?? '',
  });
  const reply = await replyTo(front, received, logged);
  front.traffic.end(logged, reply.summary);
  sendBack(reply, response, connection);
}

/** Creates the HTTPS server, not listening yet. It requests a client certificate and checks it for every request. */
export function createWechatServer(tls: TlsFiles, front: Front): Server {
  const { key, cert, clientCa } = tls;
  const options = { key, cert, ca: clientCa, requestCert: true, rejectUnauthorized: false };
  const connections = new Connections();
  const server = createServer(options, (request, response) => {
    const connection = connections.of(request.socket);
    handle(front, connection, request, response).catch((error: unknown) => {
      // The caller has disconnected, or the sandbox is closing; anything else is a bug in the sandbox and must show.
      if (request.socket.destroyed || front.closing.aborted) return;
      console.error('sandbox:', error);
      if (!response.headersSent) sendBack(htmlReply(500), response, connection);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  front.closing.addEventListener('abort', () => connections.destroyAll());
  server.on('connection', (raw: Socket) => {
    front.traffic.count('connections');
    front.traffic.count('openConnections');
    connections.add(raw, () => front.traffic.count('openConnections', -1));
  });
  server.on('secureConnection', (socket: TLSSocket) => {
    front.traffic.count('tlsHandshakes');
    if (socket.isSessionReused()) front.traffic.count('tlsResumed');
  });
  server.on('tlsClientError', () => front.traffic.count('tlsErrors'));
  return server;
}
