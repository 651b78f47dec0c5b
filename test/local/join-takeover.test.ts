import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeEnvFile } from '../../scripts/local/env-file';
import { joinLocalStack } from '../../scripts/local/join';
import { nameOf, readHolder } from '../../scripts/local/lock';
import { removeTempFolders, tempFolder } from '../kit/folder';

/** Called when a process that wants to join has found no stack that is ready, before it looks again. */
let mockBetween: () => Promise<void>;

jest.mock('node:timers/promises', () => ({
  setTimeout: async () => mockBetween(),
}));

async function sessionsIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith('session-'));
}

afterAll(removeTempFolders);

describe('a folder whose stack was killed, and that another process takes over', () => {
  it('is joined with the variables of the new owner, not with those that the killed one left', async () => {
    const dir = await tempFolder();
    const lock = join(dir, 'lock');
    await writeEnvFile(join(dir, 'env'), { OWNER: 'killed' }, 'process 1, since 2025');
    await writeFile(lock, JSON.stringify({ pid: process.ppid, since: '2026-11-28T00:00:00.000Z' }));
    const owner = await readHolder(lock);
    mockBetween = async () => {
      expect(await sessionsIn(dir)).toEqual([]);
      if (owner) await writeEnvFile(join(dir, 'env'), { OWNER: 'new' }, nameOf(owner));
    };
    expect(await joinLocalStack({ dir })).toMatchObject({ own: false, env: { OWNER: 'new' } });
  });

  it('is left without a session when its variables cannot be read', async () => {
    const dir = await tempFolder();
    await writeFile(join(dir, 'lock'), JSON.stringify({ pid: process.ppid, since: '2026' }));
    await mkdir(join(dir, 'env'));
    await expect(joinLocalStack({ dir })).rejects.toThrow('EISDIR');
    expect(await sessionsIn(dir)).toEqual([]);
  });
});
