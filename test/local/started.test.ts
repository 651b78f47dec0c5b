import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectToLocal } from '../../cli/stack-local';
import { writeEnvFile } from '../../scripts/local/env-file';
import { nameOf, readHolder } from '../../scripts/local/lock';
import { endAll, endIfFails } from '../../scripts/local/started';
import { SILENT } from '../cli/kit';
import { removeTempFolders, tempFolder } from '../kit/folder';

afterAll(removeTempFolders);

describe('what was started', () => {
  const ended: string[] = [];
  const end = (name: string) => () => {
    ended.push(name);
    return name.startsWith('fails') ? Promise.reject(new Error(name)) : Promise.resolve();
  };
  beforeEach(() => {
    ended.length = 0;
  });

  it('is ended from the last to the first, also behind one that cannot be ended, and once', async () => {
    const started = [end('first'), end('fails'), end('fails too'), end('last')];
    await expect(endAll(started)).rejects.toThrow('fails too');
    await endAll(started);
    expect(ended).toEqual(['last', 'fails too', 'fails', 'first']);
  });

  it('is ended when the next step fails, whose error is the one that is told', async () => {
    const step = () => Promise.reject(new Error('no port'));
    await expect(endIfFails([end('first'), end('fails')], step)).rejects.toThrow('no port');
    expect(ended).toEqual(['fails', 'first']);
    await expect(endIfFails([end('kept')], () => Promise.resolve(1))).resolves.toBe(1);
    expect(ended).not.toContain('kept');
  });
});

it('a command that cannot read the authority of the stack that it has joined leaves it', async () => {
  const dir = await tempFolder();
  await writeFile(join(dir, 'lock'), JSON.stringify({ pid: process.ppid, since: '2026' }));
  const owner = await readHolder(join(dir, 'lock'));
  if (owner === null) throw new Error('the lock is held by the parent');
  await writeEnvFile(join(dir, 'env'), { NODE_EXTRA_CA_CERTS: join(dir, 'ca.pem') }, nameOf(owner));
  process.env.RED_PACK_LOCAL_DIR = dir;
  try {
    await expect(connectToLocal(SILENT)).rejects.toThrow('ca.pem');
  } finally {
    delete process.env.RED_PACK_LOCAL_DIR;
  }
  expect(await readdir(dir)).toEqual(['env', 'lock']);
});
