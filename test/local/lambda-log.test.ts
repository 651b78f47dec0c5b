import { mkdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { startFixture } from './lambda-fixture';

afterAll(removeTempFolders);

it('a log that cannot be written is reported once, fails nothing, and goes on when it can be', async () => {
  const logsDir = join(await tempFolder(), 'logs');
  const file = join(logsDir, 'test-talk.log');
  // A folder in its place fails every write, as a full disk does.
  await mkdir(file, { recursive: true });
  const notices: string[] = [];
  const fixture = await startFixture({ logsDir, notice: (text) => notices.push(text) });
  try {
    for (const more of [{}, { LogType: 'Tail' as const }])
      expect(await fixture.invoke('talk', {}, more)).toMatchObject({ status: 200, payload: 1 });
    expect(notices).toEqual([expect.stringContaining(file)]);
    await rmdir(file);
    await fixture.invoke('talk');
    expect(await readFile(file, 'utf8')).toContain('first line');
  } finally {
    await fixture.close();
  }
});
