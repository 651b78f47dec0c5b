import { createHash } from 'node:crypto';
import fs, { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from '../../scripts/local/lock';
import { birthOf } from '../../scripts/local/process';
import { linesOf, writeCampaign } from '../campaign/kit';
import { redPack } from '../cli/kit';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { FIELDS, outcome, textOf } from './campaign-page';
import { startTestConsole, type TestConsole } from './kit';

const OPTIONS = Object.entries(FIELDS).flatMap(([name, value]) => [`--${name}`, value]);

let dir: string;
let console: TestConsole;

beforeEach(async () => {
  dir = await tempFolder();
  console = startTestConsole({ campaigns: dir });
});
afterEach(() => {
  jest.restoreAllMocks();
  console.state.campaigns.uploads.clear();
});
afterAll(removeTempFolders);

function openid(n: number): string {
  return `oTest${String(n).padStart(23, '0')}`;
}

function csv(count: number, cell: (n: number) => string = () => '1.88'): string {
  const rows = Array.from({ length: count }, (_, n) => `${openid(n)},${cell(n)}`);
  return ['re_openid,total_amount', ...rows, ''].join('\n');
}

/** Sends the form. */
function check(
  content: string,
  fields: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const file = new File([content], '收款人.csv', { type: 'text/csv' });
  return console.post('/campaigns/new_plan', { ...FIELDS, ...fields, file }, headers);
}

/** The page to which the form leads. */
async function review(content: string, fields: Readonly<Record<string, string>> = {}) {
  const sent = await check(content, fields);
  expect(sent.status).toBe(303);
  const path = sent.headers.get('location') ?? '';
  return { path, text: await (await console.get(path)).text() };
}

async function uploads(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`red-pack-upload-${process.pid}-`));
}

async function page(path: string): Promise<string> {
  return (await console.get(path)).text();
}

describe('the check of a file', () => {
  it('shows every bad row beside its reason, a hundred at a time, with openids masked', async () => {
    const { path, text } = await review(csv(300, (n) => (n % 2 === 0 ? 'much' : '1.00')));
    expect(text).toContain('150 of 300 rows have a fault');
    const rows = (shown: string): (string | undefined)[] =>
      [...shown.matchAll(/<th scope="row" class="num">(\d+)<\/th><td class="why"/g)].map(([, row]) => row);
    const next = await page(`${path}?offset=100`);
    const expected = Array.from({ length: 150 }, (_, n) => String(2 + 2 * n));
    expect([...rows(text), ...rows(next)]).toEqual(expected);
    expect(text).toContain('total_amount is not a number of yuan');
    expect(text).toContain(`${openid(0).slice(0, 4)}***${openid(0).slice(-3)}`);
    expect(text + next).not.toMatch(/oTest0{8}/);
    expect(await readdir(dir)).toEqual([]);
  });

  it('shows encoding, totals, first rows and the packet of a good file, and plans nothing yet', async () => {
    const { text } = await review(csv(12));
    const shown = textOf(text);
    for (const part of ['CSV, utf-8', '22.56 yuan', 'Row 2 as its receiver sees it', '恭喜发财', '1.88'])
      expect(shown).toContain(part);
    expect(text).not.toMatch(/oTest0{8}/);
    expect(await readdir(dir)).toEqual([]);
  });

  it('refuses a budget that the rows exceed, and offers no plan', async () => {
    const { text, path } = await review(csv(12), { budget: '20' });
    expect(text).toContain('The plan pays 22.56 yuan in all, 2.56 more than its budget of 20.00');
    expect(text).not.toContain(`${path}/plan`);
  });

  it.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['a name that is none', csv(1), { campaign: 'Spring!' }, '“Name of the campaign” must be 1 to 64'],
    ['a name like an option', csv(1), { campaign: '-spring' }, 'and not begin with &quot;-&quot;'],
    ['a missing param', csv(1), { 'send-name': '' }, 'The file has no column send_name'],
    ['an unknown column', 're_openid,amount\n', {}, 'unknown column &quot;amount&quot;'],
    ['an empty file', ' ', {}, 'Row 1 is blank'],
    ['another encoding', csv(1), { encoding: 'latin1' }, '“Encoding” must be one of utf-8'],
    ['a default that is no amount', csv(1), { 'total-amount': '-1' }, '“Amount” is negative'],
  ])(
    'says what is wrong with %s, and keeps what was entered but the file',
    async (_, content, fields, what) => {
      const sent = await check(content, { remark: '一路顺风', ...fields });
      const text = await sent.text();
      expect(sent.status).toBe(400);
      expect(text).toContain(what);
      expect(text).toContain('value="一路顺风"');
      expect(text).not.toContain('red-pack-upload');
      expect(await uploads()).toEqual([]);
    },
  );

  it('needs a file', async () => {
    const sent = await console.post('/campaigns/new_plan', { ...FIELDS, file: new File([], '') });
    expect(sent.status).toBe(400);
    expect(await sent.text()).toContain('Choose a file of recipients.');
  });

  it('refuses more than 32 MB before it reads it, and says what to do', async () => {
    const sent = await check(csv(1), {}, { 'content-length': String(32 * 1024 * 1024 + 1) });
    expect(sent.status).toBe(413);
    expect(await sent.text()).toContain(
      'larger than 32 MB, the most that this page takes. Divide it, or plan it',
    );
  });

  it('keeps the file for its owner alone, and no longer than it is needed', async () => {
    const { path } = await review(csv(3));
    const [kept = ''] = await uploads();
    expect((await stat(join(tmpdir(), kept))).mode & 0o777).toBe(0o700);
    expect((await stat(join(tmpdir(), kept, '收款人.csv'))).mode & 0o777).toBe(0o600);
    expect((await console.post(`${path}/discard`)).status).toBe(303);
    expect(await uploads()).toEqual([]);
    expect((await console.get(path)).status).toBe(404);
    for (let n = 0; n < 6; n += 1) await review(csv(1));
    expect(await uploads()).toHaveLength(5);
    const other = await review(csv(1));
    expect((await console.post(`${other.path}/plan`)).status).toBe(303);
    expect(await uploads()).toHaveLength(4);
  });

  it('takes a file name for a name, wherever it points to', async () => {
    const file = new File([csv(1)], '../../etc/<b>名单</b>.csv');
    const sent = await console.post('/campaigns/new_plan', { ...FIELDS, file });
    const text = await page(sent.headers.get('location') ?? '');
    expect(text).toContain('Check of b_.csv');
    expect(text).not.toContain('<b>');
  });
});

describe('the plan', () => {
  it('is byte for byte that of the command which the page shows', async () => {
    const content = csv(40, (n) => (n === 7 ? '' : (1 + n / 100).toFixed(2)));
    const { path, text } = await review(content, { 'total-amount': '5', 'max-per-recipient': '9' });
    expect(textOf(text)).toContain('--total-amount 5 --max-per-recipient 9');
    const made = await console.post(`${path}/plan`);
    expect(made.headers.get('location')).toMatch(/^\/campaigns\/spring\?done=/);
    const [elsewhere, file] = [await tempFolder(), join(await tempFolder(), 'same.csv')];
    await writeFile(file, content);
    const more = ['--total-amount', '5', '--max-per-recipient', '9', '--dir', elsewhere];
    expect(await redPack(['campaign', 'plan', file, ...OPTIONS, ...more])).toMatchObject({ code: 0 });
    const hash = async (folder: string): Promise<string> =>
      createHash('sha256')
        .update(await readFile(join(folder, 'spring/plan.jsonl')))
        .digest('hex');
    expect(await hash(dir)).toBe(await hash(elsewhere));
  });

  it('leaves out bad rows, which errors.csv beside it names', async () => {
    const { path, text } = await review(csv(5, (n) => (n === 1 ? 'x' : '2.00')));
    expect(textOf(text)).toContain('--skip-bad');
    await console.post(`${path}/plan`);
    expect(outcome(await page('/campaigns/spring'), 'total')).toEqual(['4', '8.00']);
    expect(await readFile(join(dir, 'spring/errors.csv'), 'utf8')).toContain('total_amount is not a number');
  });

  it('is made once however often one clicks, and every click leads to the campaign', async () => {
    const { path } = await review(csv(300));
    const clicks = await Promise.all([1, 2, 3].map(() => console.post(`${path}/plan`)));
    const later = await console.post(`${path}/plan`);
    for (const { status, headers } of [...clicks, later]) {
      expect([status, headers.get('location')]).toEqual([
        303,
        expect.stringMatching(/^\/campaigns\/spring\?/),
      ]);
      expect(await page(headers.get('location') ?? '')).toContain('300 packets');
    }
    expect(await readdir(join(dir, 'spring'))).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
    expect(await uploads()).toEqual([]);
  });

  it('of a second file waits for that of the first, and nobody is told to end this console', async () => {
    const [one, two] = [await review(csv(300)), await review(csv(200))];
    const clicks = await Promise.all([one, two].map(({ path }) => console.post(`${path}/plan`)));
    expect(clicks.map(({ status }) => status)).toEqual(expect.arrayContaining([303, 400]));
    const refused = await clicks.find(({ status }) => status === 400)?.text();
    expect(refused).toMatch(/It is this process|Another command works on spring/);
    // The word: its letters may stand in the name of the temporary folder.
    expect(refused).not.toMatch(/\bkill\b/);
    const again = clicks[0]?.status === 400 ? one : two;
    expect((await console.post(`${again.path}/plan`)).status).toBe(303);
  });

  it('that fails can be made again from the same file', async () => {
    await writeCampaign(dir, linesOf(3, {}, 'spring'), { campaign: 'spring' });
    const { path } = await review(csv(3));
    const lock = { pid: process.ppid, since: 'now', bornAt: await birthOf(process.ppid), work: 'run' };
    await writeFile(join(dir, 'spring/lock'), JSON.stringify(lock));
    expect((await console.post(`${path}/plan`)).status).toBe(400);
    await rm(join(dir, 'spring/lock'));
    expect((await console.post(`${path}/plan`)).status).toBe(303);
  });

  it.each<[string, (id: string) => unknown]>([
    ['a quarter of an hour ends', () => jest.advanceTimersByTime(15 * 60_000)],
    [
      'five other files are sent',
      (id) => {
        const { uploads: kept } = console.state.campaigns;
        const reviewed = kept.get(id);
        for (let n = 0; reviewed !== null && n < 5; n += 1)
          kept.keep({
            ...reviewed,
            upload: { ...reviewed.upload, id: `other-${n}`, remove: () => undefined },
          });
      },
    ],
    ['somebody discards the file', (id) => console.post(`/campaigns/new_plan/${id}/discard`)],
  ])('is made of the whole file where %s meanwhile, which is deleted after it', async (_, happens) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    const { path } = await review(csv(3));
    const { jobs } = console.state.campaigns;
    jest.spyOn(jobs, 'workOn').mockImplementationOnce(async () => {
      await happens(path.split('/').at(-1) ?? '');
      return { state: 'idle' };
    });
    const made = await console.post(`${path}/plan`).finally(() => jest.useRealTimers());
    expect(made.status).toBe(303);
    expect(JSON.parse(await readFile(join(dir, 'spring/manifest.json'), 'utf8'))).toMatchObject({ count: 3 });
    expect(await uploads()).toEqual([]);
  });

  it('deletes the error file of an earlier plan under the lock, so that it is not that of a later one', async () => {
    await writeCampaign(dir, linesOf(3, {}, 'spring'), { campaign: 'spring' });
    const { path } = await review(csv(3));
    const file = join(dir, 'spring/errors.csv');
    await writeFile(file, '');
    const { rmSync } = fs;
    const isLocked: boolean[] = [];
    jest.spyOn(fs, 'rmSync').mockImplementation((path, options) => {
      if (path === file) isLocked.push(existsSync(join(dir, 'spring/lock')));
      rmSync(path, options);
    });
    expect((await console.post(`${path}/plan`)).status).toBe(303);
    expect(isLocked).toEqual([true]);
  });

  it('is not replaced while a run sends it', async () => {
    await writeCampaign(dir, linesOf(3, {}, 'spring'), { campaign: 'spring' });
    const { path } = await review(csv(3));
    const unlock = await takeLock(join(dir, 'spring/lock'), () => undefined);
    const refused = await console.post(`${path}/plan`);
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('spring is being sent. Stop it');
    await unlock();
    expect((await console.post(`${path}/plan`)).status).toBe(303);
  });
});
