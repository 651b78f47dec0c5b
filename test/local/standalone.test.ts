import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, createSecureContext, type PeerCertificate } from 'node:tls';
import { birthOf } from '../../scripts/local/process';
import {
  type Standalone,
  type StandaloneOptions,
  startStandalone,
} from '../../scripts/local/standalone/standalone';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { holdPort } from './own-port';

let dir: string;
const running: Standalone[] = [];

beforeEach(async () => {
  dir = join(await tempFolder(), 'out');
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
});
afterAll(removeTempFolders);

async function start(options: Partial<StandaloneOptions> = {}): Promise<Standalone> {
  const sandbox = await startStandalone({ dir, notice: () => undefined, ...options });
  running.push(sandbox);
  return sandbox;
}

async function stop(): Promise<void> {
  for (const each of running.splice(0)) await each.close();
}

function textsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** The server's certificate, as a client sees it that trusts the folder's authority alone. */
async function serverCertificate({ url, files }: Standalone, servername: string): Promise<PeerCertificate> {
  const options = { host: '127.0.0.1', port: Number(new URL(url).port), servername };
  const socket = connect({ ...options, ca: readFileSync(files.ca) });
  await once(socket, 'secureConnect');
  const certificate = socket.getPeerCertificate();
  socket.destroy();
  return certificate;
}

describe('the sandbox without a stack', () => {
  it('writes files that only their owner reads, and a p12 that OpenSSL opens with the merchant number', async () => {
    const { files, mchId } = await start();
    const mode = (path: string): number => statSync(path).mode & 0o777;
    expect(mode(dir)).toBe(0o700);
    for (const path of [...Object.values(files), join(dir, 'sandbox.json'), join(dir, 'sandbox.env')])
      expect([path, mode(path)]).toEqual([path, 0o600]);
    const pfx = readFileSync(files.p12);
    expect(() => createSecureContext({ pfx, passphrase: mchId })).not.toThrow();
    expect(() => createSecureContext({ pfx, passphrase: 'another' })).toThrow();
    expect(readFileSync(files.api_key, 'utf8')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('writes a deleted file again, of the same certificate, and leaves the others as they are', async () => {
    const { files, mchId } = await start();
    await stop();
    rmSync(files.p12);
    rmSync(files.ca);
    const { 'sandbox.ledger': _ledger, ...before } = textsIn(dir);
    await start();
    expect(textsIn(dir)).toMatchObject(before);
    const key = readFileSync(files.private_key);
    const cert = readFileSync(files.certificate);
    const pfx = readFileSync(files.p12);
    expect(() => createSecureContext({ key, cert, pfx, passphrase: mchId })).not.toThrow();
    expect((await serverCertificate(running[0] as Standalone, 'localhost')).subject.CN).toBe('localhost');
  });

  it('is reached by further names and addresses, which its certificate is given', async () => {
    const named = await start({ names: ['pay.internal'], address: '127.0.0.2' });
    expect(named.url).toMatch(/^https:\/\/pay\.internal:\d+$/);
    expect(named.adminUrl).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    await stop();
    const everywhere = await start({ names: ['pay.internal'], address: '0.0.0.0' });
    expect((await serverCertificate(everywhere, 'pay.internal')).subjectaltname).toContain('pay.internal');
    expect(everywhere.adminUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('the sandbox without a stack refuses', () => {
  it.each([
    ...['ca.pem', 'apiclient_cert.p12', 'apiclient_key.pem', 'api-v2-key.txt'],
    ...['sandbox.json', 'sandbox.env', 'sandbox.ledger'],
  ])('a folder that holds a %s of somebody else, and changes nothing in it', async (name) => {
    dir = await tempFolder();
    writeFileSync(join(dir, name), 'THEIRS=1\n');
    await expect(start()).rejects.toThrow(join(dir, name));
    expect(textsIn(dir)).toEqual({ [name]: 'THEIRS=1\n' });
  });

  it.each([
    ['the p12 of another merchant', (theirs: Standalone) => readFileSync(theirs.files.p12)],
    ['a file that is no p12', () => Buffer.from('MIIJ')],
  ])('a folder whose p12 was replaced by %s, and keeps it', async (_what, replacement) => {
    const { files } = await start();
    const theirs = replacement(await start({ dir: join(await tempFolder(), 'theirs') }));
    await stop();
    writeFileSync(files.p12, theirs);
    await expect(start()).rejects.toThrow('apiclient_cert.p12 is not a file of this sandbox');
    expect(readFileSync(files.p12)).toEqual(theirs);
  });

  it('a folder in which this process runs one already, and leaves none locked', async () => {
    await start();
    await expect(start()).rejects.toThrow(`already, as process ${process.pid} since`);
    await stop();
    expect(existsSync(join(dir, '.sandbox.lock'))).toBe(false);
  });

  it('a folder in which another process runs one, and says how to end it', async () => {
    await start();
    await stop();
    const pid = process.ppid;
    const lock = { pid, since: '2026-11-28T00:00:00.000Z', bornAt: await birthOf(pid), work: null };
    writeFileSync(join(dir, '.sandbox.lock'), JSON.stringify(lock));
    await expect(start()).rejects.toThrow(`already, as process ${pid} since 2026-11-28T00:00:00.000Z.`);
    await expect(start()).rejects.toThrow(`kill ${pid}`);
  });

  it('a port that is in use, and leaves the folder free', async () => {
    const { port, free } = await holdPort();
    await expect(start({ port })).rejects.toThrow(`Port ${port}`);
    await expect(start({ adminPort: port })).rejects.toThrow(`Port ${port}`);
    await free();
    expect(existsSync(join(dir, '.sandbox.lock'))).toBe(false);
    await start({ port });
    expect(running[0]?.url).toBe(`https://127.0.0.1:${port}`);
  });

  it('a folder whose name its variables cannot have, and ends what it had started', async () => {
    const { port, free } = await holdPort();
    await free();
    await expect(start({ port, dir: join(dir, 'line\nbreak') })).rejects.toThrow('line break');
    await expect(start({ port })).resolves.toMatchObject({ url: `https://127.0.0.1:${port}` });
  });
});
