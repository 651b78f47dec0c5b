/** Servers on a free port of 127.0.0.1 that do what a test wants. */
import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface TestServer {
  /** `127.0.0.1:port` */
  readonly host: string;
  /** Resets every connection, as TCP does it: no TLS goodbye. */
  reset(): void;
  end(): Promise<void>;
}

const open = new Set<TestServer>();

/** For `afterEach`: ends every server of this file that is still open. */
export async function endServers(): Promise<void> {
  await Promise.all([...open].map((server) => server.end()));
}

/** Lets any server listen, and ends it with all its connections. */
export async function listen(server: Server | HttpServer): Promise<TestServer> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const listening: TestServer = {
    host: `127.0.0.1:${port}`,
    reset() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    async end() {
      open.delete(listening);
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  open.add(listening);
  return listening;
}

/** Calls a handler with the whole body; a client that goes away in the middle is not an error of the test. */
export function withBody(handler: (req: IncomingMessage, res: ServerResponse, body: string) => void) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    let body = '';
    req.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    req.on('end', () => handler(req, res, body));
    req.on('error', () => res.destroy());
  };
}

export interface HttpTestServer extends TestServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
}

export type HttpHandler = (body: string, req: IncomingMessage, res: ServerResponse) => void;

/** A plain HTTP server, for AWS SDK clients. */
export async function serveHttp(handler: HttpHandler): Promise<HttpTestServer> {
  const server = createHttpServer(withBody((req, res, body) => handler(body, req, res)));
  const listening = await listen(server);
  return { ...listening, url: `http://${listening.host}` };
}
