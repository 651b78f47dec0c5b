import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAlive, LockedError, readHolder, takeLock } from '../../scripts/local/lock';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { runNode } from '../kit/process';

let file: string;
let notices: string[];
const take = () => takeLock(file, (text) => notices.push(text));

beforeEach(async () => {
  file = join(await tempFolder(), 'lock');
  notices = [];
});
afterAll(removeTempFolders);

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

const holder = (pid: number, bornAt: string | null = null) =>
  JSON.stringify({ pid, since: '2026-01-01T00:00:00.000Z', bornAt });

describe('a lock', () => {
  it('is held by one at a time, and says by whom', async () => {
    const release = await take();
    await expect(take()).rejects.toBeInstanceOf(LockedError);
    await expect(take()).rejects.toThrow(`kill ${process.pid}`);
    expect(await readHolder(file)).toMatchObject({ pid: process.pid });
    await release();
    expect(await readHolder(file)).toBeNull();
    await (await take())();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('is refused while another living process has it', async () => {
    await writeFile(file, holder(process.ppid));
    await expect(take()).rejects.toThrow(`already runs as process ${process.ppid}, since 2026-01-01`);
    expect(isAlive(process.ppid)).toBe(true);
  });

  it('is taken over from a process that died, with a word about it', async () => {
    const pid = deadPid();
    await writeFile(file, holder(pid));
    expect(await readHolder(file)).toBeNull();
    await take();
    expect(notices).toEqual([`Taking over from process ${pid}, which ended without releasing its lock.`]);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.each([
    ['of an earlier process with our own pid', () => holder(process.pid)],
    ['that is no JSON', () => '{"pid":'],
  ])('is taken over when it is one %s', async (_what, text) => {
    await writeFile(file, text());
    await take();
    expect(notices).toHaveLength(1);
  });

  const onLinux = process.platform === 'linux' ? it : it.failing;
  onLinux('is taken over when its pid now belongs to a younger process', async () => {
    await writeFile(file, holder(process.ppid, '1'));
    await take();
    expect(notices).toHaveLength(1);
  });

  it('goes to exactly one of many who find it stale', async () => {
    await writeFile(file, holder(deadPid()));
    const lockModule = join(__dirname, '../../scripts/local/lock.ts');
    const script = `
      require(${JSON.stringify(lockModule)}).takeLock(${JSON.stringify(file)}, () => undefined)
        .then(() => { process.stdout.write('taken'); setTimeout(() => undefined, 3000); }, () => process.stdout.write('refused'));`;
    const args = ['--import', 'tsx', '-e', script];
    const ended = await Promise.all([1, 2, 3, 4, 5, 6].map(() => runNode(args)));
    expect(ended.map(({ stdout }) => stdout).sort()).toEqual([...Array(5).fill('refused'), 'taken']);
  });
});
