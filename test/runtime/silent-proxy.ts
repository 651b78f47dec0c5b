import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy like a network that forgets idle connections: what is written into one then vanishes without a word. */
export interface SilentProxy {
  readonly hostPort: string;
  /** From now on the connections that are open lead nowhere. New ones work. */
  forget(): void;
  close(): Promise<void>;
}

export async function startSilentProxy(to: string): Promise<SilentProxy> {
  const [host = '', port] = to.split(':');
  const pairs: [Socket, Socket][] = [];
  const server = createServer((socket) => {
    const onward = connect(Number(port), host);
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
    pairs.push([socket, onward]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    hostPort: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    forget: () => {
      for (const [socket, onward] of pairs) {
        onward.unpipe(socket);
        socket.unpipe(onward).resume();
      }
    },
    close: async () => {
      server.close();
      for (const end of pairs.flat()) end.destroy();
      await once(server, 'close');
    },
  };
}
