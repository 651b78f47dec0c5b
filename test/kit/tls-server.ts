import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { makeAuthority, makeClient, makeServer } from './certificates';
import { listen, type TestServer, withBody } from './server';

/** Made once per test file. */
export const authority = makeAuthority();
export const serverPair = makeServer(authority);
export const clientPair = makeClient('10000098', { issuer: authority });

export interface TlsTestServer extends TestServer {
  /** Handshakes that were finished. */
  handshakes: number;
  /** Requests whose head has come. */
  requests: number;
  /** Common names of the clients that shook hands. */
  readonly clients: string[];
}

export type Handler = (req: IncomingMessage, res: ServerResponse, body: string) => void;

/** A mutual-TLS server on a free port of 127.0.0.1; the handler is called once the body has come. */
export async function serveTls(handler: Handler, pair = serverPair): Promise<TlsTestServer> {
  const options = { ...pair, ca: authority.cert, requestCert: true, rejectUnauthorized: true };
  const handle = withBody(handler);
  const server = createServer(options, (req, res) => {
    stage.requests += 1;
    handle(req, res);
  });
  const stage: TlsTestServer = { ...(await listen(server)), handshakes: 0, requests: 0, clients: [] };
  server.on('secureConnection', (socket: TLSSocket) => {
    stage.handshakes += 1;
    const name = socket.getPeerCertificate().subject?.CN;
    stage.clients.push(String(name));
  });
  return stage;
}
