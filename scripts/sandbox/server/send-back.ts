import type { ServerResponse } from 'node:http';
import type { Reply } from '../faults/reply';
import type { Connection } from './connections';

/** Sends half of a response, then resets the connection. */
function resetAfter(begun: string, response: ServerResponse, reset: () => void): void {
  const bytes = Buffer.from(begun);
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length });
  // Gives the caller time to read the first half: a reset may discard bytes in flight.
  response.write(bytes.subarray(0, bytes.length >> 1), () => setTimeout(reset, 50));
}

/** Sends a reply, or resets the connection or leaves it hanging if the reply says so. */
export function sendBack(reply: Reply, response: ServerResponse, connection: Connection | undefined): void {
  switch (reply.kind) {
    case 'http':
      response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
      response.end(reply.body);
      break;
    case 'reset':
      if (reply.begun === null) connection?.raw.resetAndDestroy();
      else resetAfter(reply.begun, response, () => connection?.raw.resetAndDestroy());
      break;
    case 'hang':
      break;
  }
}
