import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isErrno } from './files';

const LOOPBACK = '127.0.0.1';

/** The address in use, or the reason in words that say what to do. */
export function describeListenError(error: unknown, what: string, port: number): Error {
  if (!isErrno(error, 'EADDRINUSE')) {
    return error instanceof Error ? error : new Error(`${what} did not start: ${String(error)}`);
  }
  return new Error(`Port ${port} (${what}) is in use. Give another one, or none: then a free one is taken.`, {
    cause: error,
  });
}

/**
 * Binds to loopback only: nothing here asks who is calling.
 * @param port 0 takes a free one.
 * @returns `http://127.0.0.1:PORT`
 * @throws Error that names what wanted the port, when it is in use.
 */
export function listen(server: Server, what: string, port = 0): Promise<string> {
  // An idle connection ends only with its client: one that the server ends may just have been written into.
  server.keepAliveTimeout = 0;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(describeListenError(error, what, port));
    server.once('error', fail);
    server.listen(port, LOOPBACK, () => {
      server.off('error', fail);
      resolve(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}`);
    });
  });
}

/** Ends kept-alive connections too; without that `close` waits for their clients. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/** A body, and how long it was: past the limit only its length is kept, so that the caller still gets an answer. */
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
