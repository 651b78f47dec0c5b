import { Agent } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { X1B_PAID_LIVE } from '../../fixtures/answers';
import { makeAuthority, makeServer } from '../../kit/certificates';
import { endServers, listen } from '../../kit/server';
import { authority, clientPair, serveTls } from '../../kit/tls-server';

const PATH = '/mmpaymkttransfers/sendredpack';
const BODY = '<xml><wishing><![CDATA[恭喜发财🧧]]></wishing></xml>';
const KIB_64 = 64 * 1024;

let agent: Agent;

beforeEach(() => {
  agent = new Agent({ keepAlive: true, ca: authority.cert, ...clientPair });
});

afterEach(async () => {
  agent.destroy();
  await endServers();
});

function send(host: string, timeoutMs = 5_000): Promise<Reply> {
  return post({ agent, host, path: PATH, body: BODY, timeoutMs });
}

describe('answered', () => {
  it('when a whole answer came, of whatever status', async () => {
    for (const status of [200, 204, 302, 400, 404, 500, 502]) {
      const { host } = await serveTls((_, res) =>
        res.writeHead(status).end(status === 204 ? '' : X1B_PAID_LIVE),
      );
      const body = status === 204 ? '' : X1B_PAID_LIVE;
      expect(await send(host)).toEqual({ kind: 'answered', httpStatus: status, body });
    }
  });

  it('to a request that WeChat can read: POST, path, type, length and body in UTF-8', async () => {
    const seen: unknown[] = [];
    const { host } = await serveTls((req, res, body) => {
      const { 'content-type': type, 'content-length': length, 'transfer-encoding': encoding } = req.headers;
      seen.push([req.method, req.url, type, Number(length), encoding, body]);
      res.end('<xml/>');
    });
    await send(host);
    const bytes = Buffer.byteLength(BODY);
    expect(seen).toEqual([['POST', PATH, 'text/xml; charset=utf-8', bytes, undefined, BODY]]);
  });

  it('when the answer comes in small pieces that split a character', async () => {
    const { host } = await serveTls((_, res) => {
      // One after the other: timers of their own could overtake each other on a busy machine.
      const rest = [...Buffer.from('<xml><a>恭喜</a></xml>')];
      const next = (): void => {
        const byte = rest.shift();
        if (byte === undefined) res.end();
        else res.write(Buffer.of(byte), () => void setTimeout(next, 1));
      };
      next();
    });
    expect(await send(host)).toMatchObject({ kind: 'answered', body: '<xml><a>恭喜</a></xml>' });
  });

  it('when the answer is just 64 KiB', async () => {
    const { host } = await serveTls((_, res) => res.end('x'.repeat(KIB_64)));
    expect(await send(host)).toMatchObject({ kind: 'answered', body: 'x'.repeat(KIB_64) });
  });

  it('a hundred times in a row over one handshake', async () => {
    const stage = await serveTls((_, res) => res.end('<xml/>'));
    for (let sent = 0; sent < 100; sent += 1) expect((await send(stage.host)).kind).toBe('answered');
    expect([stage.requests, stage.handshakes, stage.clients]).toEqual([100, 1, ['10000098']]);
  });
});

describe('unsent: not a byte of the request has left', () => {
  it('when the port is closed', async () => {
    const stage = await serveTls((_, res) => res.end());
    await stage.end();
    expect(await send(stage.host)).toMatchObject({ kind: 'unsent', cause: { code: 'ECONNREFUSED' } });
  });

  it('when the name is not known', async () => {
    expect((await send('name.invalid:443')).kind).toBe('unsent');
  });

  it('when the port is none, and does not throw', async () => {
    const cause = { message: expect.stringMatching(/port/i) };
    expect(await send('127.0.0.1:65536')).toMatchObject({ kind: 'unsent', cause });
  });

  it('when the server is reset before the handshake ends', async () => {
    const { host } = await listen(
      createServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect((await send(host)).kind).toBe('unsent');
  });

  it('when the server speaks no TLS', async () => {
    const { host } = await listen(createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect((await send(host)).kind).toBe('unsent');
  });

  it('when the handshake is never answered, after 5 s though there is time for more', async () => {
    const { host } = await listen(createServer((socket) => socket.resume()));
    const startedAt = Date.now();
    expect((await send(host, 30_000)).kind).toBe('unsent');
    const tookMs = Date.now() - startedAt;
    expect(tookMs).toBeGreaterThanOrEqual(4_900);
    expect(tookMs).toBeLessThan(15_000);
  });

  it('when time is up before the handshake', async () => {
    const { host } = await listen(createServer((socket) => socket.resume()));
    expect((await send(host, 200)).kind).toBe('unsent');
  });

  it.each([
    ['of an authority nobody trusts', () => makeServer(makeAuthority())],
    ['that names itself', () => makeAuthority()],
  ])('when the server shows a certificate %s, which then sees no request', async (_, pair) => {
    const stage = await serveTls((_req, res) => res.end('<xml/>'), pair());
    expect((await send(stage.host)).kind).toBe('unsent');
    await sleep(100);
    expect(stage.requests).toBe(0);
  });
});
