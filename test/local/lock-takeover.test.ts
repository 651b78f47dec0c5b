/** Several processes that find one stale lock, at the moments when one could take what another just got. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LockedError, takeLock } from '../../scripts/local/lock';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { runNode } from '../kit/process';

let folder: string;
let file: string;
/** Called before the lock itself is moved or removed. */
let mockBefore: (() => Promise<void>) | null = null;
/** Called after a step that changes files. */
let mockAfter: () => void = () => undefined;

jest.mock('node:fs/promises', () => {
  const real = jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises');
  const watched = (name: 'rename' | 'link' | 'rm') => async (path: string, more: never) => {
    if (path.endsWith('/lock')) await mockBefore?.();
    await real[name](path, more);
    mockAfter();
  };
  return { ...real, rename: watched('rename'), link: watched('link'), rm: watched('rm') };
});

const holder = (pid: number): string => JSON.stringify({ pid, since: '2026-01-01T00:00:00.000Z' });

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'lock');
  writeFileSync(file, holder(spawnSync(process.execPath, ['-e', '']).pid));
});
afterEach(() => {
  mockBefore = null;
  mockAfter = () => undefined;
});
afterAll(removeTempFolders);

/** Another process that takes the lock, after it has run this script. */
function taking(script = '') {
  const lockModule = join(__dirname, '../../scripts/local/lock.ts');
  const take = `${script}; const { takeLock } = require(${JSON.stringify(lockModule)});
    takeLock(${JSON.stringify(file)}, () => undefined).then(() => 'taken', (error) => error.name).then(console.log);`;
  return runNode(['--import', 'tsx', '-e', take]);
}

describe('a stale lock', () => {
  it('that another process took over meanwhile stays in its place at every moment', async () => {
    const quicker = holder(process.ppid);
    const isThere: boolean[] = [];
    mockAfter = () => isThere.push(existsSync(file));
    const late = takeLock(file, () => writeFileSync(file, quicker));
    await expect(late).rejects.toBeInstanceOf(LockedError);
    expect(isThere.length).toBeGreaterThan(2);
    expect(new Set(isThere)).toEqual(new Set([true]));
    expect(readFileSync(file, 'utf8')).toBe(quicker);
  });

  it('goes to no other process while one is about to remove it', async () => {
    const others: string[] = [];
    mockBefore = async () => {
      mockBefore = null;
      others.push((await taking()).stdout.trim());
    };
    const release = await takeLock(file, () => undefined);
    expect(others).toEqual(['LockedError']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over although a process was killed while it removed it', async () => {
    const killed = `const fs = require('node:fs/promises'); const { rm } = fs;
      fs.rm = (path, how) => (path.endsWith('/lock') ? process.kill(process.pid, 'SIGKILL') : rm(path, how))`;
    expect((await taking(killed)).stdout).toBe('');
    const stale = () => readdirSync(folder).filter((name) => /^lock\.stale-/.test(name));
    expect(stale()).toHaveLength(1);
    const release = await takeLock(file, () => undefined);
    expect(stale()).toEqual([]);
    await release();
  });
});
