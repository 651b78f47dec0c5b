import { once } from 'node:events';
import { Agent } from 'node:https';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { endServers, listen } from '../../kit/server';
import { authority, clientPair, serveTls } from '../../kit/tls-server';

let agent: Agent;

beforeEach(() => {
  agent = new Agent({ keepAlive: true, ca: authority.cert, ...clientPair });
});

afterEach(async () => {
  agent.destroy();
  await endServers();
});

/** Lets nothing through before `open` is called, and all that has come by then, and its answers, after. */
async function serveGate(host: string): Promise<{ host: string; open: () => void }> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const [hostname = '', port] = host.split(':');
  const gate = await listen(
    createServer((client) => {
      client.pause();
      void opened.then(() => {
        const server = connect(Number(port), hostname);
        server.on('error', () => client.destroy());
        client.on('close', () => server.destroy());
        client.pipe(server).pipe(client);
      });
    }),
  );
  return { host: gate.host, open };
}

function send(host: string, timeoutMs: number): Promise<Reply> {
  return post({ agent, host, path: '/', body: '<xml/>', timeoutMs });
}

describe('an abandoned request', () => {
  it('never leaves once it was said to be unsent, though the handshake could still be finished', async () => {
    const stage = await serveTls((_, res) => res.end('<xml/>'));
    const { host, open } = await serveGate(stage.host);
    expect((await send(host, 300)).kind).toBe('unsent');
    open();
    // The way is free for another, and so it would have been for the first.
    expect((await send(host, 10_000)).kind).toBe('answered');
    await sleep(300);
    expect([stage.requests, stage.handshakes]).toEqual([1, 1]);
  });

  it('takes its connection with it when it is lost', async () => {
    const closed: Promise<unknown>[] = [];
    const stage = await serveTls((req) => void closed.push(once(req.socket, 'close')));
    expect((await send(stage.host, 2_000)).kind).toBe('lost');
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });
});
