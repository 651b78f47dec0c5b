import type { ClientRequest, IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import type { Socket } from 'node:net';

/** Result of one request. Only `unsent` proves that WeChat has received none of it. */
export type Reply =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly body: string }
  /** Zero bytes of the request were written: no connection, or no finished handshake. */
  | { readonly kind: 'unsent'; readonly cause: Error }
  /**
   * Bytes may have been written, and no complete response came: timeout, reset, or a response that is too large or
   * not UTF-8.
   */
  | { readonly kind: 'lost'; readonly cause: Error };

export interface Post {
  readonly agent: Agent;
  /** `host[:port]`; the default port is 443, the port of HTTPS. */
  readonly host: string;
  readonly path: string;
  readonly body: string;
  /** Time limit for the whole exchange. */
  readonly timeoutMs: number;
}

/** WeChat's responses are under 2 KB; anything larger is not one. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Node tries the addresses of a name one after the other and by default allows each 250 ms. That is less than one
 * round trip from a far region, so that no address would ever be reached. A second is several round trips.
 */
const EACH_ADDRESS = { autoSelectFamilyAttemptTimeout: 1_000 };

/**
 * Time limit for all addresses and the TLS handshake. WeChat's names have up to four addresses: three unresponsive
 * ones take 3 s, and the fourth and its handshake take another second from a far region. After this, trying another
 * host is worthwhile.
 */
const CONNECT_TIMEOUT_MS = 5_000;

/** Node's TLS sockets have this property; its types do not. */
interface Handshake extends Socket {
  readonly secureConnecting: boolean;
}

/** Posts XML over mutual TLS. Never throws: the reply says how it failed. */
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
      // Requesting a connection writes nothing; the call throws for a port beyond 65535. It always throws an Error.
      resolve({ kind: 'unsent', cause: error as Error });
      return;
    }
    const fail = (cause: Error) => finish({ kind: written ? 'lost' : 'unsent', cause });
    const whole = setTimeout(() => fail(new Error(`no complete response within ${timeoutMs} ms`)), timeoutMs);
    const connect = setTimeout(() => {
      if (!written) fail(new Error(`no connection within ${CONNECT_TIMEOUT_MS} ms`));
    }, CONNECT_TIMEOUT_MS);

    function finish(reply: Reply): void {
      clearTimeout(whole);
      clearTimeout(connect);
      resolve(reply);
      // Also ends the socket, so that nothing more of an abandoned request can be sent.
      // Stryker disable next-line ConditionalExpression,StringLiteral: Node detaches the socket from a request whose response has ended, so destroying it then does nothing; the check only skips that.
      if (reply.kind !== 'answered') req.destroy();
    }
    // The request, headers included, is handed over only once its bytes can be sent, so that nothing can have been
    // sent before.
    const hand = () => {
      // The time was up, or the socket failed, in between.
      if (req.destroyed) return;
      written = true;
      req.end(bytes);
    };
    req.on('socket', (socket: Socket) => {
      // A socket passed on by a full agent is not marked as reused, but its handshake is over.
      const isNew = !req.reusedSocket && (socket as Partial<Handshake>).secureConnecting === true;
      if (isNew) socket.once('secureConnect', hand);
      // Not within this event, after which Node flushes the request: it would count it as finished twice.
      else process.nextTick(hand);
    });
    req.on('error', (error) => fail(withReasons(error)));
    req.on('response', (response) => void collect(response).then(finish));
  });
}

/** Node's error has no message when no address of a name could be reached: each address has its own. */
function withReasons(error: Error): Error {
  const { errors } = error as Partial<AggregateError>;
  if (errors === undefined) return error;
  const reasons = new Set(errors.map((each: Error) => each.message));
  return new Error([...reasons].join('; '), { cause: error });
}

/** Uses events: an iterator over the response costs a tenth of a millisecond, as much as the rest of its processing. */
function collect(response: IncomingMessage): Promise<Reply> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ANSWER_BYTES)
        response.destroy(new Error(`the response is larger than ${MAX_ANSWER_BYTES} bytes`));
    });
    response.on('end', () => resolve(readBytes(Buffer.concat(chunks), response.statusCode ?? 0)));
    // Our own error, or Node's when the connection ends before the response does.
    response.on('error', (cause) => resolve({ kind: 'lost', cause }));
  });
}

/** Shared by all responses: it keeps no state between complete texts. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function readBytes(bytes: Buffer, httpStatus: number): Reply {
  try {
    return { kind: 'answered', httpStatus, body: utf8.decode(bytes) };
  } catch (error) {
    // The decoder throws TypeErrors.
    return { kind: 'lost', cause: error as Error };
  }
}
