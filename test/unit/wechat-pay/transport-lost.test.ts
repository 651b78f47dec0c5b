import { Agent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { X1B_PAID_LIVE } from '../../fixtures/answers';
import { makeAuthority, makeClient } from '../../kit/certificates';
import { authority, clientPair, type Handler, serveTls, type TlsTestServer } from '../../kit/tls-server';

const BODY = '<xml><n>1</n></xml>';
const WHOLE = Buffer.from(X1B_PAID_LIVE);

let agent: Agent;
let stage: TlsTestServer;

async function serve(handler: Handler): Promise<void> {
  stage = await serveTls(handler);
}

function send(timeoutMs = 5_000, sentBy = agent): Promise<Reply> {
  return post({ agent: sentBy, host: stage.host, path: '/', body: BODY, timeoutMs });
}

beforeEach(() => {
  agent = new Agent({ keepAlive: true, ca: authority.cert, ...clientPair });
});

afterEach(async () => {
  agent.destroy();
  await stage.end();
});

describe('lost: the request may have been seen, and no complete response came', () => {
  it.each<[string, Handler]>([
    ['the connection is reset', () => stage.reset()],
    ['the connection is closed', (req) => req.socket.end()],
    ['what comes is not HTTP', (req) => req.socket.end('<xml>')],
    ['the head is cut off', (req) => req.socket.end('HTTP/1.1 200 OK\r\nContent-')],
    [
      'the body is cut off',
      (_, res) => {
        res.writeHead(200, { 'content-length': WHOLE.length });
        res.write(WHOLE.subarray(0, -1), () => res.socket?.destroy());
      },
    ],
    [
      'the last chunk is missing',
      (_, res) => {
        res.write(WHOLE, () => res.socket?.destroy());
      },
    ],
    ['the answer is one byte over 64 KiB', (_, res) => res.end('x'.repeat(64 * 1024 + 1))],
    ['the answer never ends', (_, res) => void setInterval(() => res.write('x'.repeat(8_192)), 1).unref()],
    ['the answer is not UTF-8', (_, res) => res.end(Buffer.from([0x3c, 0xd6, 0xd0, 0x3e]))],
    ['half a character ends the answer', (_, res) => res.end(Buffer.from('<xml>恭').subarray(0, -1))],
  ])('%s', async (_, handler) => {
    await serve(handler);
    // At once: nothing waits for the time to be up.
    const cause = { message: expect.not.stringContaining('no complete response within') };
    expect(await send()).toMatchObject({ kind: 'lost', cause });
    expect(stage.requests).toBe(1);
  });

  it.each<[string, Handler]>([
    ['nothing comes', () => undefined],
    ['only the head comes', (_, res) => res.writeHead(200).flushHeaders()],
    ['half a body comes', (_, res) => void res.writeHead(200).write('<xml>')],
    [
      'the server would rather speak another protocol',
      (_, res) => res.writeHead(101, { upgrade: 'x', connection: 'upgrade' }).end(),
    ],
    ['the body drips', (_, res) => void setInterval(() => res.write(' '), 20).unref()],
  ])('time is up, and %s', async (_, handler) => {
    await serve(handler);
    const startedAt = Date.now();
    const reply = await send(1_000);
    expect(reply).toMatchObject({ kind: 'lost', cause: { message: 'no complete response within 1000 ms' } });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('and half a character of one answer spoils no other', async () => {
    const whole = '<xml>恭</xml>';
    let first = true;
    await serve((_, res) => {
      res.end(first ? Buffer.from(whole).subarray(0, 7) : whole);
      first = false;
    });
    expect((await send()).kind).toBe('lost');
    expect(await send()).toMatchObject({ kind: 'answered', body: whole });
  });

  it('and the connection of a lost request is not used again', async () => {
    let first = true;
    await serve((_, res) => {
      if (!first) res.end('<xml/>');
      first = false;
    });
    expect((await send(1_000)).kind).toBe('lost');
    expect((await send()).kind).toBe('answered');
    expect(stage.handshakes).toBe(2);
  });

  it('when a kept connection is reset by the next request: a used socket may have taken bytes', async () => {
    await serve((_, res) => {
      if (stage.requests > 1) stage.reset();
      else res.end('<xml/>');
    });
    expect((await send()).kind).toBe('answered');
    expect((await send()).kind).toBe('lost');
    expect([stage.handshakes, stage.requests]).toEqual([1, 2]);
  });

  it('is never sent again by itself', async () => {
    await serve(() => stage.reset());
    expect((await send()).kind).toBe('lost');
    await sleep(300);
    expect(stage.requests).toBe(1);
  });

  it('when the server does not accept our certificate, which TLS 1.3 tells only after the request', async () => {
    await serve((_, res) => res.end('<xml/>'));
    const stranger = makeClient('stranger', { issuer: makeAuthority() });
    const strange = new Agent({ ca: authority.cert, ...stranger });
    expect((await send(5_000, strange)).kind).not.toBe('answered');
    expect(stage.requests).toBe(0);
    strange.destroy();
  });
});
