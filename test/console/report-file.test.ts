import { once } from 'node:events';
import { mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { startConsole } from '../../console/server';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { until } from '../kit/until';
import { startTestConsole } from './kit';

/** More than a socket takes at once. */
const BYTES = 16 * 1024 * 1024;

let report: string;
let origin: string;
let cookie: string;
let close: () => Promise<void>;

async function ask(url: string, method = 'GET'): Promise<IncomingMessage> {
  const asked = request(url, { method, headers: { cookie } }).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

beforeAll(async () => {
  const dir = await tempFolder();
  const folder = await writeCampaign(dir, linesOf(1));
  report = join(folder, 'report/report.html');
  await mkdir(join(folder, 'report'));
  await writeFile(report, Buffer.alloc(BYTES, 'x'));
  const running = await startConsole(startTestConsole({ campaigns: dir }).state, 0);
  ({ origin } = new URL(running.url));
  close = running.close;
  cookie = '';
  const answer = await ask(running.url);
  answer.resume();
  cookie = String(answer.headers['set-cookie']).split(';')[0] ?? '';
});
afterAll(async () => {
  await close();
  await removeTempFolders();
});

/**
 * How many handles of this process are open on the report. Only Linux has /proc: elsewhere the tests that count fail,
 * since a skipped one would fail `npm test` as well.
 */
async function openHandles(): Promise<number> {
  const handles = await readdir('/proc/self/fd');
  const files = await Promise.all(handles.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')));
  return files.filter((file) => file === report).length;
}

const url = (): string => `${origin}/campaigns/${CAMPAIGN}/report.html`;

describe('the report on a socket', () => {
  it('arrives whole', async () => {
    let bytes = 0;
    for await (const chunk of await ask(url())) bytes += (chunk as Buffer).length;
    expect(bytes).toBe(BYTES);
  });

  it('opens no file for a HEAD request', async () => {
    for (let n = 0; n < 7; n += 1) {
      const answer = await ask(url(), 'HEAD');
      answer.resume();
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      await once(answer, 'end');
    }
    expect(await openHandles()).toBe(0);
  });

  it('closes its file when the client leaves', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => ask(url())));
    await Promise.all(answers.map((answer) => once(answer, 'data')));
    expect(await openHandles()).toBe(3);
    for (const answer of answers) answer.pause().destroy();
    await until(async () => (await openHandles()) === 0);
  });
});
