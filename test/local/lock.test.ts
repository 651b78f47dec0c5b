import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LockedError, readHolder, takeLock } from '../../scripts/local/lock';
import { birthOf, identify, isAlive } from '../../scripts/local/process';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { runNode } from '../kit/process';

/** After it, a process that waits for another one is ended. */
const LIMIT_MS = 90_000;

/** The word: its letters may stand in the name of a temporary folder, which has six of them in a row. */
const KILL = /\bkill\b/;

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

const holder = (pid: number, bornAt: string | null = null, work?: string) =>
  JSON.stringify({ pid, since: '2026-01-01T00:00:00.000Z', bornAt, work });

describe('a lock', () => {
  it('is held by one at a time, and says by whom', async () => {
    const release = await take();
    await expect(take()).rejects.toBeInstanceOf(LockedError);
    await expect(take()).rejects.toThrow('It is this process: wait until it is done.');
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

  it('goes to one of two calls at once in this process, and neither is told to end it', async () => {
    const results = await Promise.allSettled([take(), take()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const result of results)
      if (result.status === 'rejected') expect(String(result.reason)).not.toMatch(KILL);
      else await result.value();
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('names a holder by pid and birth, and what it does', async () => {
    await writeFile(file, holder(process.ppid, await birthOf(process.ppid), 'run'));
    expect(await readHolder(file)).toMatchObject({ pid: process.ppid, work: 'run', isVerified: true });
    await expect(take()).rejects.toThrow(`end it with: kill ${process.ppid}`);
  });

  it('counts as held by a process that cannot be verified, which nobody is told to end', async () => {
    await writeFile(file, holder(process.ppid, null));
    expect(await readHolder(file)).toMatchObject({ pid: process.ppid, isVerified: false });
    const error = await take().catch(String);
    expect(error).toContain(`If "ps -p ${process.ppid}" shows another program, delete ${file}`);
    expect(error).not.toMatch(KILL);
  });

  it.each([0, -1, 1.5])('is no lock with the pid %d, which would name a group of processes', async (pid) => {
    await writeFile(file, holder(pid));
    expect(await readHolder(file)).toBeNull();
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
    const outcomes = await tempFolder();
    // The winner lives until each has its outcome: the lock of one that has ended may be taken.
    const script = `
      const { readdirSync, writeFileSync } = require('node:fs');
      const outcomes = ${JSON.stringify(outcomes)};
      const note = (outcome) => writeFileSync(outcomes + '/' + process.pid, outcome);
      const endLast = () => readdirSync(outcomes).length < 6 && setTimeout(endLast, 50);
      require(${JSON.stringify(lockModule)}).takeLock(${JSON.stringify(file)}, () => undefined)
        .then(() => { note('taken'); endLast(); }, () => note('refused'));`;
    const args = ['--import', 'tsx', '-e', script];
    const ended = await Promise.all([1, 2, 3, 4, 5, 6].map(() => runNode(args, { timeout: LIMIT_MS })));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      Array(6).fill({ code: 0, stderr: '' }),
    );
    const texts = (await readdir(outcomes)).map((name) => readFile(join(outcomes, name), 'utf8'));
    expect((await Promise.all(texts)).sort()).toEqual([...Array(5).fill('refused'), 'taken']);
  }, 120_000);
});

describe('the birth of a process', () => {
  const NO_PROC = '/nonexistent';
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it('is known without procfs, to the second and in whatever time zone', async () => {
    const birth = await birthOf(process.ppid, NO_PROC);
    expect(birth).toMatch(/^ps \w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
    process.env.TZ = 'Asia/Shanghai';
    expect(await birthOf(process.ppid, NO_PROC)).toBe(birth);
    expect(await identify(process.ppid, birth, NO_PROC)).toBe('same');
    expect(await identify(process.ppid, 'ps Thu Jan  1 00:00:00 1970', NO_PROC)).toBe('gone');
    expect(await birthOf(deadPid(), NO_PROC)).toBeNull();
  });

  it('is compared only with one of the same kind', async () => {
    const [ticks, seconds] = [await birthOf(process.ppid), await birthOf(process.ppid, NO_PROC)];
    if (process.platform === 'linux') expect(ticks).not.toBe(seconds);
    expect(await identify(process.ppid, '12345', NO_PROC)).toBe('unknown');
    expect(await identify(process.ppid, null)).toBe('unknown');
    expect(await identify(deadPid(), '12345', NO_PROC)).toBe('gone');
  });
});
