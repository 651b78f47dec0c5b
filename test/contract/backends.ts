import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A door in front of one backend: it counts what a function sends, and can be shut. */
export interface Backend {
  readonly hostPort: string;
  /** Connections and bytes that came from the functions so far. */
  readonly seen: { connections: number; bytes: number };
  /** Where it leads to, `host:port`. */
  lead(to: string): void;
  /** From now on every connection is reset, the open ones included. */
  shut(): void;
  reopen(): void;
  close(): Promise<void>;
}

function join(from: Socket, to: string): Socket {
  const [host, port] = to.split(':');
  const onward = connect(Number(port), host ?? '');
  from.pipe(onward).pipe(from);
  onward.on('error', () => from.destroy());
  onward.on('close', () => from.destroy());
  return onward;
}

/** Opens a door on a free port of the loopback address. */
export async function startBackend(): Promise<Backend> {
  const seen = { connections: 0, bytes: 0 };
  const sockets = new Set<Socket>();
  let target: string | null = null;
  let isShut = false;
  const server = createServer((socket) => {
    seen.connections += 1;
    socket.on('error', () => socket.destroy());
    if (isShut || target === null) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('data', (chunk) => {
      seen.bytes += chunk.length;
    });
    const onward = join(socket, target);
    socket.on('close', () => {
      sockets.delete(socket);
      onward.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endAll = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    hostPort: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    lead: (to) => {
      target = to;
    },
    shut: () => {
      isShut = true;
      endAll();
    },
    reopen: () => {
      isShut = false;
    },
    close: async () => {
      server.close();
      endAll();
      await once(server, 'close');
    },
  };
}
