import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export interface Delay {
  /** `127.0.0.1:port`: as the host behind it, but far away. */
  readonly host: string;
  close(): void;
}

/** Bytes and the end of `from` reach `to` in their order, each `delayMs` late and none before `notBefore`. */
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
 * A door to `host` through which every round trip takes `roundTripMs` longer, that of opening a connection too:
 * the kernel answers it at once on this machine, so the first bytes wait for as long as it would have taken.
 */
export async function startDelay(host: string, roundTripMs: number): Promise<Delay> {
  const [hostname = '', port] = host.split(':');
  const sockets = new Set<Socket>();
  // Half open, or the end of one direction would cut off what is still under way in the other.
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
