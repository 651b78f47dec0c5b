import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopbackHost } from '../sandbox/server/admin-host';
import { isErrno } from './files';

const LOOPBACK = '127.0.0.1';

/** Turns "address in use" into an error that says what to do; passes other errors on. */
export function describeListenError(error: unknown, what: string, port: number): Error {
  if (!isErrno(error, 'EADDRINUSE')) {
    return error instanceof Error ? error : new Error(`${what} did not start: ${String(error)}`);
  }
  return new Error(
    `Port ${port} (${what}) is in use. Choose another one, or leave it out to get a free one.`,
    {
      cause: error,
    },
  );
}

/** Answers 421 to requests under any other name: a web page can make its own name resolve to this machine. */
function refuseOtherHosts(server: Server, what: string): void {
  const handlers = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { host } = request.headers;
    if (isLoopbackHost(host)) for (const handler of handlers) handler.call(server, request, response);
    else
      response
        .writeHead(421)
        .end(`The local ${what} answers under ${LOOPBACK} only, not under "${host ?? ''}".`);
  });
}

/**
 * Listens on loopback only, and answers under no other name, since these servers do not authenticate callers.
 * @param port 0 for a free one.
 * @returns `http://127.0.0.1:PORT`
 * @throws Error that names the server and the port, if the port is in use.
 */
export function listen(server: Server, what: string, port = 0): Promise<string> {
  // Only clients close idle connections: if the server did, a client could be writing a request at that moment.
  server.keepAliveTimeout = 0;
  refuseOtherHosts(server, what);
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(describeListenError(error, what, port));
    server.once('error', fail);
    server.listen(port, LOOPBACK, () => {
      server.off('error', fail);
      resolve(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/**
 * Makes a server's Date headers show this time, in unix milliseconds, instead of the machine's. The functions correct
 * their clocks by these headers, so a stand-in for AWS must show the time that the functions have.
 */
export function showTime(server: Server, nowMs: () => number): void {
  // Before the server's own listener, which may respond at once.
  server.prependListener('request', (_request, response: ServerResponse) => {
    response.setHeader('date', new Date(nowMs()).toUTCString());
  });
}

/** Also ends keep-alive connections, for whose clients `close` would wait otherwise. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** Reads a body and its length. Beyond the limit it only counts, so that the caller still gets a response. */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<{ body: Buffer; bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= limitBytes) chunks.push(chunk);
  }
  return { body: Buffer.concat(chunks), bytes };
}
