import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../../kit/folder';
import { runScript, stdoutOf } from '../../kit/process';
import { authority, clientPair, type Handler, serveTls, type TlsTestServer } from '../../kit/tls-server';
import type { SenderStep } from '../support/sender';

let folder: string;
let stage: TlsTestServer;

beforeAll(async () => {
  folder = await tempFolder();
  const files = { 'ca.pem': authority.cert, 'cert.pem': clientPair.cert, 'key.pem': clientPair.key };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(removeTempFolders);

afterEach(() => stage.end());

const ANSWER: Handler = (_, res) => res.end('<xml/>');

/** Runs the steps in a process of its own, which trusts our authority or not, and gives the kinds of its replies. */
async function send(steps: SenderStep[], isTrusted = true, handler = ANSWER): Promise<string[]> {
  stage = await serveTls(handler);
  const plan = JSON.stringify({ host: stage.host, steps });
  const args = [plan, join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const { NODE_EXTRA_CA_CERTS: _, NODE_OPTIONS: __, ...env } = process.env;
  const trust = isTrusted ? { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') } : {};
  const options = { env: { ...env, ...trust }, timeout: 30_000 };
  const ended = await runScript('test/unit/support/sender.ts', args, options);
  return JSON.parse(stdoutOf(ended)) as string[];
}

describe('the agent of a merchant', () => {
  it('shows its certificate, and shakes hands once for a hundred sends in a row', async () => {
    const kinds = await send([{ post: 100 }]);
    expect(new Set(kinds)).toEqual(new Set(['answered']));
    expect([stage.requests, stage.handshakes]).toEqual([100, 1]);
    expect(stage.clients).toEqual(['10000098']);
  });

  it('trusts what the process trusts and nothing else: unsent', async () => {
    expect(await send([{ post: 2 }], false)).toEqual(['unsent', 'unsent']);
    expect(stage.requests).toBe(0);
  });

  it('does not write into a connection that stood idle for over 4 s by the clock, as after a thaw', async () => {
    expect(await send([{ post: 2 }, { sleepMs: 4_100, post: 2 }])).toEqual(Array(4).fill('answered'));
    expect([stage.requests, stage.handshakes]).toEqual([4, 2]);
  });

  it('keeps a connection over a shorter pause', async () => {
    await send([{ post: 1 }, { sleepMs: 3_000, post: 1 }, { sleepMs: 3_000, post: 1 }]);
    expect([stage.requests, stage.handshakes]).toEqual([3, 1]);
  });

  it('drops all of several idle connections', async () => {
    const slow: Handler = (_, res) => void setTimeout(() => res.end('<xml/>'), 50);
    await send([{ atOnce: 5 }, { sleepMs: 5_000, atOnce: 5 }], true, slow);
    expect([stage.requests, stage.handshakes]).toEqual([10, 10]);
  });

  it('opens no more than 30 connections, however many sends wait', async () => {
    const slow: Handler = (_, res) => void setTimeout(() => res.end('<xml/>'), 20);
    const kinds = await send([{ atOnce: 90 }], true, slow);
    expect(new Set(kinds)).toEqual(new Set(['answered']));
    expect(stage.requests).toBe(90);
    expect(stage.handshakes).toBeLessThanOrEqual(30);
  });

  it('belongs to one merchant object: a renewed secret gets connections of its own', async () => {
    await send([
      { post: 2, merchant: 0 },
      { post: 2, merchant: 1 },
      { post: 2, merchant: 0 },
    ]);
    expect([stage.requests, stage.handshakes]).toEqual([6, 2]);
  });

  it('counts a reset of a kept connection as lost', async () => {
    const resetting: Handler = (_, res) => (stage.requests > 1 ? stage.reset() : res.end('<xml/>'));
    expect(await send([{ post: 2 }], true, resetting)).toEqual(['answered', 'lost']);
  });
});
