/** A web page can make its name resolve to 127.0.0.1, and is then of the same origin as what answers there. */
import { request } from 'node:http';
import { isOwnHost } from '../../scripts/sandbox/server/admin-host';
import { type Stage, setStage } from './harness';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage({ names: ['Sandbox.test'] });
});
afterAll(() => stage.end());

/** `fetch` does not let its caller choose the Host. */
function ask(method: string, path: string, host: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(stage.admin.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path, headers: { host } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject).end();
  });
}

describe('the admin API', () => {
  it.each(['GET /ledger', 'GET /', 'GET /none', 'POST /reset', 'DELETE /faults', 'OPTIONS /clock'])(
    'answers %s with 421 under the name of a web page, and does nothing',
    async (route) => {
      const [method = '', path = ''] = route.split(' ');
      const { port } = new URL(stage.admin.url);
      await stage.admin.fault({ kind: 'fail' });
      const { status, text } = await ask(method, path, `rebound.example:${port}`);
      expect(status).toBe(421);
      expect(JSON.parse(text).error).toContain(`does not answer under the Host "rebound.example:${port}"`);
      expect((await stage.admin.do<{ faults: object[] }>('GET', '/faults')).faults).not.toEqual([]);
    },
  );

  it('answers under its address, localhost, and the names that its user has chosen', async () => {
    const { port } = new URL(stage.admin.url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `sandbox.test:${port}`])
      expect([host, (await ask('GET', '/clock', host)).status]).toEqual([host, 200]);
  });
});

describe('isOwnHost', () => {
  const local = { address: '127.0.0.1', names: [] };
  const everywhere = { address: '0.0.0.0', names: ['host.docker.internal'] };
  it.each([
    ['127.0.0.1:9000', local, true],
    ['LOCALHOST:9000', local, true],
    ['[::1]:9000', { address: '::1', names: [] }, true],
    ['127.0.0.1:9001', local, false],
    ['127.0.0.1', local, false],
    ['192.0.2.1:9000', local, false],
    ['localhost.example:9000', local, false],
    ['127.0.0.1.example:9000', local, false],
    ['user@127.0.0.1:9000', local, false],
    ['127.0.0.1:9000/x', local, false],
    ['', local, false],
    [undefined, local, false],
    // A container reaches it by the host's address, through a port that may be another one.
    ['192.0.2.1:18000', everywhere, true],
    ['host.docker.internal:18000', everywhere, true],
    ['rebound.example:9000', everywhere, false],
  ])('%s is own to %j: %s', (host, at, isOwn) => {
    expect(isOwnHost(host, at, 9000)).toBe(isOwn);
  });

  it('takes port 80 without its number', () => {
    expect([isOwnHost('127.0.0.1', local, 80), isOwnHost('127.0.0.1:80', local, 80)]).toEqual([true, true]);
  });
});
