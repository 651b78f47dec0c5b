import type { ServerResponse } from 'node:http';
import type { Reply } from '../faults/reply';
import type { Connection } from './connections';

/** Cuts an answer in its middle, once that much has left this process. */
function resetAfter(begun: string, response: ServerResponse, reset: () => void): void {
  const bytes = Buffer.from(begun);
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'content-length': bytes.length });
  // A moment for the caller to read what was sent: a reset may throw away what is still in flight.
  response.write(bytes.subarray(0, bytes.length >> 1), () => setTimeout(reset, 50));
}

/** Sends a reply, or does to the connection what the reply says instead. */
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
