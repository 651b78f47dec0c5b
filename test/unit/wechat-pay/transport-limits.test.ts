import { Agent } from 'node:https';
import { createServer } from 'node:net';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { endServers, listen } from '../../kit/server';
import { authority, clientPair, serveTls } from '../../kit/tls-server';

let agent: Agent;

beforeEach(() => {
  agent = newAgent();
});

afterEach(async () => {
  agent.destroy();
  await endServers();
});

function newAgent(options: ConstructorParameters<typeof Agent>[0] = {}): Agent {
  return new Agent({ keepAlive: true, ca: authority.cert, ...clientPair, ...options });
}

function send(host: string, timeoutMs = 10_000): Promise<Reply> {
  return post({ agent, host, path: '/', body: '<xml/>', timeoutMs });
}

/** What would keep a process from its end, or a Lambda from its freeze, beside the sockets. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

describe('the time for a connection', () => {
  it('is over once there is one: an answer may take longer', async () => {
    const { host } = await serveTls((_, res) => void setTimeout(() => res.end('<xml/>'), 5_300));
    expect(await send(host)).toEqual({ kind: 'answered', httpStatus: 200, body: '<xml/>' });
  });

  it('is named when it ran out', async () => {
    const silent = await listen(createServer((socket) => socket.resume()));
    expect(await send(silent.host)).toMatchObject({
      kind: 'unsent',
      cause: { message: 'no connection within 5000 ms' },
    });
  });
});

describe('no timer is left behind', () => {
  it('by an answer', async () => {
    const { host } = await serveTls((_, res) => res.end('<xml/>'));
    const before = timers();
    expect((await send(host)).kind).toBe('answered');
    expect(timers()).toBe(before);
  });

  it('by a request that was lost', async () => {
    const stage = await serveTls(() => stage.reset());
    const before = timers();
    expect((await send(stage.host)).kind).toBe('lost');
    expect(timers()).toBe(before);
  });
});

describe('a connection that a full agent hands over', () => {
  it('has had its handshake, so that a reset of it is lost and not unsent', async () => {
    agent.destroy();
    agent = newAgent({ maxSockets: 1 });
    const stage = await serveTls((_, res) => (stage.requests > 1 ? stage.reset() : res.end('<xml/>')));
    const replies = await Promise.all([send(stage.host), send(stage.host)]);
    expect(replies.map(({ kind }) => kind)).toEqual(['answered', 'lost']);
    expect([stage.requests, stage.handshakes]).toEqual([2, 1]);
  });
});

describe('the port', () => {
  it.each([
    ['api.mch.weixin.qq.com', 443],
    ['127.0.0.1:8443', 8443],
  ])('of %s is %d', async (host, port) => {
    const asked: unknown[] = [];
    class Nowhere extends Agent {
      override createConnection(options: object): never {
        asked.push(options);
        throw new Error('nowhere');
      }
    }
    agent = new Nowhere();
    expect((await send(host)).kind).toBe('unsent');
    const [{ port: seen }] = asked as [{ port: unknown }];
    expect(Number(seen)).toBe(port);
    expect(asked).toHaveLength(1);
  });
});

describe('an answer that is too large', () => {
  it('is named with the limit', async () => {
    const { host } = await serveTls((_, res) => res.end('x'.repeat(70_000)));
    const cause = { message: 'the response is larger than 65536 bytes' };
    expect(await send(host)).toMatchObject({ kind: 'lost', cause });
  });
});
