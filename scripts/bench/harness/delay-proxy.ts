import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface DelayProxy {
  /** `127.0.0.1:port`: behaves like the host behind it, with a longer round trip. */
  readonly host: string;
  close(): void;
}

/** Forwards the bytes and the end of `from` to `to` in order, each `delayMs` late and none before `notBefore`. */
function carry(from: Socket, to: Socket, delayMs: number, notBefore: number): void {
  let line = Promise.resolve();
  const later = (act: () => void): void => {
    const due = Math.max(Date.now(), notBefore) + delayMs;
    line = line.then(async () => {
      const waitMs = due - Date.now();
      if (waitMs > 0) await setTimeout(waitMs);
      act();
    });
  };
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => to.destroy());
  from.on('close', () => later(() => to.destroy()));
}

/**
 * Starts a proxy to `host` that lengthens every round trip by `roundTripMs`, opening a connection included: the local
 * kernel accepts a connection at once, so the first bytes wait for as long as a real one would have taken to open.
 */
export async function startDelayProxy(host: string, roundTripMs: number): Promise<DelayProxy> {
  const [hostname = '', port] = host.split(':');
  const sockets = new Set<Socket>();
  // Half-open, so that the end of one direction does not cut off bytes still under way in the other.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const onward = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.setNoDelay(true).on('close', () => sockets.delete(end));
    }
    carry(socket, onward, roundTripMs / 2, Date.now() + roundTripMs);
    carry(onward, socket, roundTripMs / 2, 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
