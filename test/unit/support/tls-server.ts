import { once } from 'node:events';
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { makeAuthority, makeClient, makeServer } from './certificates';

/** Made once per test file; 2048-bit keys take a moment. */
export const authority = makeAuthority();
export const serverPair = makeServer(authority);
export const clientPair = makeClient(authority, '10000098');

export interface Listening {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** Resets every connection, as TCP does it: no TLS goodbye. */
  reset(): void;
  end(): Promise<void>;
}

export interface Stage extends Listening {
  /** Handshakes that were finished. */
  handshakes: number;
  /** Requests whose head has come. */
  requests: number;
  /** Common names of the clients that shook hands. */
  readonly clients: string[];
}

export type Handler = (req: IncomingMessage, res: ServerResponse, body: string) => void;

/** A mutual-TLS server on a free port of 127.0.0.1; the handler is called once the body has come. */
export async function serveTls(handler: Handler, pair = serverPair): Promise<Stage> {
  const options = { ...pair, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (req, res) => {
    stage.requests += 1;
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => handler(req, res, Buffer.concat(chunks).toString('utf8')));
    req.on('error', () => res.destroy());
  });
  const stage: Stage = { ...(await listen(server)), handshakes: 0, requests: 0, clients: [] };
  server.on('secureConnection', (socket: TLSSocket) => {
    stage.handshakes += 1;
    const name = socket.getPeerCertificate().subject?.CN;
    stage.clients.push(String(name));
  });
  return stage;
}

/** Lets any server listen, and ends it with all its connections. */
export async function listen(server: Server | HttpServer): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async end() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
