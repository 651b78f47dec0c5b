import { writeFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { isIP, Socket } from 'node:net';
import { join } from 'node:path';
import { post, type Reply } from '../../../shared/wechat-pay/protocol/transport';
import { removeTempFolders, tempFolder } from '../../kit/folder';
import { runScript, stdoutOf } from '../../kit/process';
import { clientPair, serveTls, type TlsTestServer } from '../../kit/tls-server';
import type { DistantPlan, DistantReply } from '../support/distant-sender';

/** Where the server listens. Other addresses of the loopback refuse, and those of 2001:db8::/32 have no route. */
const HERE = '127.0.0.1';

let folder: string;
let stage: TlsTestServer;

beforeAll(async () => {
  folder = await tempFolder();
  await writeFile(join(folder, 'cert.pem'), clientPair.cert);
  await writeFile(join(folder, 'key.pem'), clientPair.key);
});

afterAll(removeTempFolders);

beforeEach(async () => {
  stage = await serveTls((_, res) => res.end('<xml/>'));
});

afterEach(() => stage.end());

function portOf({ host }: TlsTestServer): string {
  return host.split(':')[1] ?? '';
}

async function sendFromAfar(plan: Omit<DistantPlan, 'port'>): Promise<DistantReply> {
  const args = [
    JSON.stringify({ ...plan, port: portOf(stage) }),
    join(folder, 'cert.pem'),
    join(folder, 'key.pem'),
  ];
  const ended = await runScript('test/unit/support/distant-sender.ts', args, { timeout: 30_000 });
  return JSON.parse(stdoutOf(ended)) as DistantReply;
}

describe('a host with two addresses of each family', () => {
  it.each([
    ['the first', [HERE, '2001:db8::1', '127.0.0.2', '2001:db8::2']],
    ['the second, of the other family', ['2001:db8::1', HERE, '::1', '127.0.0.2']],
    ['the last', ['::1', '127.0.0.2', '2001:db8::1', HERE]],
  ])('is reached at %s when a round trip takes 300 ms', async (_, addresses) => {
    const reply = await sendFromAfar({ addresses, roundTripMs: 300 });
    expect(reply).toMatchObject({ kind: 'answered' });
    expect([stage.requests, stage.handshakes]).toEqual([1, 1]);
  });

  it.each([
    ['the first is', 1, ['127.0.0.2'], ['127.0.0.2', '2001:db8::1', HERE, '2001:db8::2']],
    ['the first three are', 3, ['127.0.0.2', '::1', '::2'], ['::1', '127.0.0.2', '::2', HERE]],
  ])('is reached though %s silent, after a second each', async (_, seconds, silent, addresses) => {
    const reply = await sendFromAfar({ addresses, silent, roundTripMs: 300 });
    expect(reply).toMatchObject({ kind: 'answered' });
    expect(reply.elapsedMs).toBeGreaterThanOrEqual(seconds * 1_000);
    expect(reply.elapsedMs).toBeLessThan(10_000);
    expect([stage.requests, stage.handshakes]).toEqual([1, 1]);
  });

  it('is given up after 5 s when all are silent: unsent', async () => {
    const addresses = ['127.0.0.2', '::1', '127.0.0.3', '::2'];
    const reply = await sendFromAfar({ addresses, silent: addresses, roundTripMs: 300 });
    expect(reply).toMatchObject({ kind: 'unsent', message: 'no connection within 5000 ms' });
  });
});

describe('the cause of a host none of whose addresses can be reached', () => {
  /** Posts to a name that resolves to these addresses, at a port where nobody listens. */
  async function send(addresses: readonly string[]): Promise<Reply> {
    const found = addresses.map((address) => ({ address, family: isIP(address) }));
    const agent = new Agent({ lookup: (_name, _options, done) => done(null, found) });
    const host = `pay.example:${portOf(stage)}`;
    await stage.end();
    const reply = await post({ agent, host, path: '/', body: '<xml/>', timeoutMs: 5_000 });
    stage = await serveTls(() => undefined);
    return reply;
  }

  it('says of each address why, and keeps the error of Node', async () => {
    const port = portOf(stage);
    // A machine without IPv6 has another reason for the second.
    const message = expect.stringMatching(
      new RegExp(`^connect ECONNREFUSED 127\\.0\\.0\\.1:${port}; connect E[A-Z]+ ::1:${port}( - Local .*)?$`),
    );
    const errors = [expect.objectContaining({ address: HERE }), expect.objectContaining({ address: '::1' })];
    expect(await send([HERE, '::1'])).toMatchObject({
      kind: 'unsent',
      cause: { message, cause: { errors } },
    });
  });

  it('says the same reason once', async () => {
    const refused = new Error('connect ECONNREFUSED 192.0.2.1:443');
    class Refused extends Agent {
      override createConnection(_: object, done?: (error: Error, socket: Socket) => void): undefined {
        done?.(new AggregateError([refused, refused]), new Socket());
      }
    }
    const reply = await post({ agent: new Refused(), host: 'x', path: '/', body: '', timeoutMs: 5_000 });
    expect(reply).toMatchObject({ kind: 'unsent', cause: { message: refused.message } });
  });
});
