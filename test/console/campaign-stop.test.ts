import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { birthOf, isAlive } from '../../scripts/local/process';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { until } from '../kit/until';
import { hiddenFields, textOf } from './campaign-page';
import { startTestConsole, type TestConsole } from './kit';

/** Says in its standard output how often it was asked to stop, and goes on; ends with its standard input. */
const STUBBORN = `let n = 0;
process.on('SIGTERM', () => process.stdout.write(String(++n)));
process.stdin.on('end', () => setTimeout(process.exit, 100)).resume();
process.stdout.write('ready ');`;

/** As the other kind of system would have noted it. */
const FOREIGN_BIRTH = process.platform === 'linux' ? 'ps Sat Nov 28 01:00:00 2026' : '12345';

let folder: string;
let console: TestConsole;
let child: ChildProcess;
let said: string;

beforeEach(async () => {
  const dir = await tempFolder();
  folder = await writeCampaign(dir, linesOf(3));
  console = startTestConsole({ campaigns: dir });
  child = spawn(process.execPath, ['-e', STUBBORN], { stdio: ['pipe', 'pipe', 'inherit'] });
  said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
});
afterEach(async () => {
  const ended = child.exitCode === null ? once(child, 'exit') : null;
  child.stdin?.end();
  await ended;
});
afterAll(removeTempFolders);

/** What a run, or another process of this machine, leaves in the folder. */
async function lock(changes: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const pid = child.pid ?? 0;
  const noted = {
    pid,
    since: '2026-11-28T01:00:00.000Z',
    bornAt: await birthOf(pid),
    work: 'run',
    ...changes,
  };
  await writeFile(join(folder, 'lock'), JSON.stringify(noted));
}

async function page(path = '', headers: Readonly<Record<string, string>> = {}): Promise<string> {
  return (await console.get(`/campaigns/${CAMPAIGN}${path}`, headers)).text();
}

function stop(): Promise<Response> {
  return console.post(`/campaigns/${CAMPAIGN}/stop`);
}

/** How often the process was asked to stop. It ends a moment later than it is told, for a signal on its way. */
async function signals(): Promise<string> {
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
  return said.replace('ready ', '');
}

describe('the button that stops a run', () => {
  it('signals the run that holds the lock, once for two clicks', async () => {
    await lock();
    expect(await page()).toContain('data-standing="running"');
    expect(textOf(await page('/stop'))).toContain(`kill ${child.pid}`);
    const clicks = await Promise.all([stop(), stop()]);
    expect(clicks.map(({ status }) => status)).toEqual([303, 303]);
    expect(await page()).toContain('data-standing="stopping"');
    await stop();
    expect(await signals()).toBe('1');
  });

  it('signals a run once, when it is asked to stop twice at the same moment', async () => {
    await lock();
    const { campaigns } = console.state;
    const kill = jest.spyOn(process, 'kill');
    const folder = campaigns.folder(CAMPAIGN);
    await Promise.all([campaigns.jobs.stop(folder), campaigns.jobs.stop(folder)]);
    const sent = kill.mock.calls.filter(([, signal]) => signal === 'SIGTERM');
    kill.mockRestore();
    expect(sent).toEqual([[child.pid, 'SIGTERM']]);
  });

  it.each([
    ['is another program’s by now', { bornAt: null }],
    ['was noted by another means than this machine has', { bornAt: FOREIGN_BIRTH }],
  ])('signals no process whose pid perhaps %s, and says what to do by hand', async (_, changes) => {
    await lock(changes);
    const shown = await page();
    expect(shown).toContain('data-standing="unverified"');
    expect(shown).not.toContain(`/campaigns/${CAMPAIGN}/stop`);
    const refused = await stop();
    expect(refused.status).toBe(400);
    const text = textOf(await refused.text());
    for (const part of [`ps -p ${child.pid}`, `kill ${child.pid}`, join(folder, 'lock')])
      expect(text).toContain(part);
    expect(await page('', { 'accept-language': 'zh-CN' })).toContain('可能正在发送');
    // It may be a run, so that no second one begins.
    const second = await console.post(`/campaigns/${CAMPAIGN}/run`, hiddenFields(await page('/run')));
    expect([second.status, await second.text()]).toEqual([
      400,
      expect.stringContaining(`ps -p ${child.pid}`),
    ]);
    expect(await signals()).toBe('');
  });

  it('finds nothing to stop where the pid is surely another program’s', async () => {
    await lock({ bornAt: '1' });
    expect(await page()).toContain('data-standing="planned"');
    expect((await stop()).status).toBe(400);
    expect(await signals()).toBe('');
  });

  it.each(['plan', 'status'])('does not end a campaign %s', async (work) => {
    await lock({ work });
    const shown = await page();
    expect(shown).toContain('data-standing="busy"');
    expect(shown).not.toContain(`/campaigns/${CAMPAIGN}/run`);
    expect(await (await stop()).text()).toContain('another command works on it');
    expect(await signals()).toBe('');
  });

  it('stops a later run that has the pid of an earlier one', async () => {
    await lock();
    await stop();
    // The system merges a signal with one that is still on its way.
    await until(() => said.endsWith('1'));
    await lock({ since: '2026-11-28T02:00:00.000Z' });
    expect(await page()).toContain('data-standing="running"');
    await stop();
    expect(await page()).toContain('data-standing="stopping"');
    expect(isAlive(child.pid ?? 0)).toBe(true);
    expect(await signals()).toBe('12');
  });
});
