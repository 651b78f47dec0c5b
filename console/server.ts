import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createApp } from './app';
import { newSecrets } from './secrets';
import type { ConsoleState } from './state';

export interface RunningConsole {
  /** With the token: what lets a browser in. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves the console on the loopback address.
 * @param port 0 for a free one
 * @throws Error if the port is in use
 */
export async function startConsole(console: ConsoleState, port: number): Promise<RunningConsole> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const secrets = newSecrets();
  const app = createApp({ console, host, secrets });
  const listener = getRequestListener(app.fetch);
  server.on('request', (request, response) => void listener(request, response));
  const close = async (): Promise<void> => {
    const closed = once(server, 'close');
    server.close();
    // Browsers keep connections open, and a page that polls would keep the server alive.
    server.closeAllConnections();
    await closed;
    console.campaigns.uploads.clear();
  };
  return { url: `http://${host}/?token=${secrets.token}`, close };
}
