import { randomUUID } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { joinLocalStack } from '../../scripts/local/join';
import { sessionsOf } from '../../scripts/local/sessions';
import { removeTempFolders } from '../kit/folder';
import { invokeIn, stackFolders } from './stack-fixture';

afterAll(removeTempFolders);

async function sessionsIn(dir: string): Promise<string[]> {
  return (await readdir(dir)).filter((name) => name.startsWith('session-'));
}

describe('using a stack that may run or not', () => {
  it('starts one, and ends it again', async () => {
    const folders = await stackFolders();
    const stack = await joinLocalStack(folders);
    expect(stack.own).toBe(true);
    expect(await invokeIn(stack.env, 'getSentRedPack')).toMatchObject({ status: 400 });
    await stack.leave();
    await expect(stat(join(folders.dir, 'env'))).rejects.toThrow('ENOENT');
    await expect(stat(join(folders.dir, 'lock'))).rejects.toThrow('ENOENT');
    expect(await sessionsIn(folders.dir)).toEqual([]);
  });

  it('joins a running stack; the owner shuts down only after the other session leaves', async () => {
    const folders = await stackFolders();
    const host = await joinLocalStack(folders);
    const joined = await joinLocalStack(folders);
    expect(joined).toMatchObject({ own: false, env: host.env });
    let ended = false;
    const leaving = host.leave().then(() => {
      ended = true;
    });
    await sleep(200);
    expect(ended).toBe(false);
    expect(await invokeIn(joined.env, 'getSentRedPack')).toMatchObject({ status: 400 });
    // A later caller finds no stack to join, and starts its own once the old one is gone.
    const late = joinLocalStack(folders);
    await joined.leave();
    await leaving;
    expect((await late).own).toBe(true);
    await (await late).leave();
  });

  it.each([
    ['with our own pid', () => process.pid, ''],
    ['whose pid is another program’s by now', () => process.ppid, '1'],
  ])('does not wait for a session of an earlier process %s', async (_, pid, bornAt) => {
    const { dir } = await stackFolders();
    const leave = await sessionsOf(dir).open();
    await writeFile(join(dir, `session-${pid()}-${randomUUID()}`), bornAt);
    let ended = false;
    const closed = sessionsOf(dir)
      .allClosed()
      .then(() => {
        ended = true;
      });
    await sleep(150);
    expect(ended).toBe(false);
    await leave();
    await closed;
  });

  it('does not wait for a session whose process died, and clears it away', async () => {
    const { dir } = await stackFolders();
    await (await sessionsOf(dir).open())();
    await writeFile(join(dir, `session-999999999-${randomUUID()}`), '');
    // Its folder may be anybody's.
    await writeFile(join(dir, 'session-notes.txt'), 'mine');
    await mkdir(join(dir, 'session-1'));
    await expect(sessionsOf(dir).allClosed()).resolves.toBeUndefined();
    expect((await sessionsIn(dir)).sort()).toEqual(['session-1', 'session-notes.txt']);
  });

  it('keeps a session that is opened while the owner looks for others', async () => {
    const { dir } = await stackFolders();
    for (let round = 0; round < 300; round += 1) {
      const closing = sessionsOf(dir).allClosed();
      const close = await sessionsOf(dir).open();
      expect(await sessionsIn(dir)).toHaveLength(1);
      await close();
      await closing;
    }
  });
});
