import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startConsole } from '../../console/server';
import { redPack } from '../cli/kit';
import { startTestConsole } from './kit';

const { state } = startTestConsole();

/** With a Host of its own, which `fetch` would replace. */
function ask(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; cookie: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, cookie: String(answer.headers['set-cookie'] ?? '') });
    });
    asked.once('error', reject).end();
  });
}

describe('the console on a socket', () => {
  it('lets in by its address, on 127.0.0.1, with another token at each start', async () => {
    const [one, two] = [await startConsole(state, 0), await startConsole(state, 0)];
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    const token = (url: string): string => new URL(url).searchParams.get('token') ?? '';
    expect(token(one.url)).not.toBe(token(two.url));
    const { status, cookie } = await ask(one.url);
    expect(status).toBe(303);
    const { origin } = new URL(one.url);
    expect((await ask(`${origin}/packets`, { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
    expect((await ask(`${origin}/?token=${token(two.url)}`)).status).toBe(401);
    await Promise.all([one.close(), two.close()]);
  });

  it('answers no other Host, nor a request that hides one', async () => {
    const { url, close } = await startConsole(state, 0);
    expect((await ask(url, { host: 'rebind.test' })).status).toBe(421);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET http://127.0.0.1:${port}/ HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 4\d\d /);
    socket.destroy();
    await close();
  });

  it('ends at once, also with connections that browsers keep open', async () => {
    const { url, close } = await startConsole(state, 0);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    // A request that has begun: Node alone would wait for its end.
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    await sleep(50);
    const startedMs = performance.now();
    await Promise.all([close(), once(socket, 'close')]);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  it('says when its port is in use', async () => {
    const { url, close } = await startConsole(state, 0);
    await expect(startConsole(state, Number(new URL(url).port))).rejects.toThrow('EADDRINUSE');
    await close();
  });
});

describe('./red-pack console refuses', () => {
  it.each([
    [['--port', 'x'], '--port must be a number'],
    [['--port', '70000'], '--port must be a number'],
    [['--open'], '--open needs a terminal'],
  ])('%j, and starts nothing', async (args, why) => {
    const { code, stdout, stderr } = await redPack(['console', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(why);
  });
});
