import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Socket } from 'node:net';

/** What came of one request. Only `unsent` proves that WeChat has seen none of it. */
export type Reply =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly body: string }
  /** Zero bytes of the request were written: no connection, no finished handshake. */
  | { readonly kind: 'unsent'; readonly cause: Error }
  /** Bytes may have been written, and no whole answer came: time-out, reset, an answer too large or not UTF-8. */
  | { readonly kind: 'lost'; readonly cause: Error };

export interface Post {
  readonly agent: Agent;
  /** `host[:port]`; the port of HTTPS, 443, goes without saying. */
  readonly host: string;
  readonly path: string;
  readonly body: string;
  /** For the whole exchange. */
  readonly timeoutMs: number;
}

/** WeChat's answers are under 2 KB; what is larger is not one. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Node tries the addresses of a name one after the other and gives each 250 ms unless told otherwise: less than one
 * round trip from a far region, so that no address would ever be reached. A second is several round trips.
 */
const EACH_ADDRESS = { autoSelectFamilyAttemptTimeout: 1_000 };

/**
 * For all addresses and the TLS handshake. WeChat's names have up to four addresses: three that stay silent take 3 s,
 * and the fourth and its handshake take another second from a far region. After this another host is worth trying.
 */
const CONNECT_TIMEOUT_MS = 5_000;

/** Node's TLS sockets say so of themselves; its types do not. */
interface Handshake extends Socket {
  readonly secureConnecting: boolean;
}

/** Posts XML over mutual TLS. Never throws: how it failed is the answer. */
export function post({ agent, host, path, body, timeoutMs }: Post): Promise<Reply> {
  return new Promise((resolve) => {
    let written = false;
    const [hostname, port] = host.split(':');
    const bytes = Buffer.from(body);
    const headers = { 'content-type': 'text/xml; charset=utf-8', 'content-length': bytes.length };
    let req: ClientRequest;
    try {
      req = request({ ...EACH_ADDRESS, agent, hostname, port, path, method: 'POST', headers });
    } catch (error) {
      // Nothing is written in the call that asks for a connection; it throws over a port beyond 65535. Always an Error.
      resolve({ kind: 'unsent', cause: error as Error });
      return;
    }
    const fail = (cause: Error) => finish({ kind: written ? 'lost' : 'unsent', cause });
    const whole = setTimeout(() => fail(new Error(`no whole answer within ${timeoutMs} ms`)), timeoutMs);
    const connect = setTimeout(() => {
      if (!written) fail(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
    }, CONNECT_TIMEOUT_MS);

    function finish(reply: Reply): void {
      clearTimeout(whole);
      clearTimeout(connect);
      resolve(reply);
      // Ends the socket too, so that nothing more of an abandoned request can leave.
      if (reply.kind !== 'answered') req.destroy();
    }
    // Handed over only once the bytes can go, so that nothing can have left before; not even the headers do.
    const hand = () => {
      written = true;
      req.end(bytes);
    };
    req.on('socket', (socket: Socket) => {
      // A socket handed over by a full agent is not marked as reused, but its handshake is over.
      const isNew = !req.reusedSocket && (socket as Partial<Handshake>).secureConnecting === true;
      if (isNew) socket.once('secureConnect', hand);
      else hand();
    });
    req.on('error', (error) => fail(withReasons(error)));
    req.on('response', (response) => void collect(response).then(finish));
  });
}

/** Node's error for a name none of whose addresses could be reached has no message: each address has its own. */
function withReasons(error: Error): Error {
  const { errors } = error as Partial<AggregateError>;
  if (errors === undefined) return error;
  const reasons = new Set(errors.map((each: Error) => each.message));
  return new Error([...reasons].join('; '), { cause: error });
}

/** By events: an iterator over the answer costs a tenth of a millisecond, as much as all else that is done with it. */
function collect(response: IncomingMessage): Promise<Reply> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES)
        response.destroy(new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on('end', () => resolve(readBytes(Buffer.concat(chunks), response.statusCode ?? 0)));
    // Of ours, or Node's own of a connection that ends before the answer does.
    response.on('error', (cause) => resolve({ kind: 'lost', cause }));
  });
}

/** One for all: it keeps nothing from one whole text to the next. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function readBytes(bytes: Buffer, httpStatus: number): Reply {
  try {
    return { kind: 'answered', httpStatus, body: utf8.decode(bytes) };
  } catch (error) {
    // It throws TypeErrors.
    return { kind: 'lost', cause: error as Error };
  }
}
