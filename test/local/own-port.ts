import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that systems give away: those begin at 32768 on Linux, at 49152 elsewhere. */
const PORTS = { from: 20_000, count: 10_000 };

/** A port of 127.0.0.1 that is in use. */
export interface HeldPort {
  readonly port: number;
  /** Closes the server on it. */
  readonly free: () => Promise<void>;
}

/**
 * Holds a port that the system gives to nobody. It therefore stays free after `free()`, where one that the system had
 * given might go to another process, or to the next server of the same stack.
 */
export async function holdPort(): Promise<HeldPort> {
  for (let tries = 0; tries < PORTS.count; tries += 1) {
    // Each worker of jest begins at another place.
    const port = PORTS.from + ((process.pid * 10 + tries) % PORTS.count);
    const server = createServer().listen(port, '127.0.0.1');
    const isHeld = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    const free = async (): Promise<void> => {
      const closed = once(server, 'close');
      server.close();
      await closed;
    };
    if (isHeld) return { port, free };
  }
  throw new Error('no port can be held');
}
