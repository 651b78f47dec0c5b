import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../cli/errors';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { xlsx } from '../cli/xlsx';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { FIELDS, hiddenFields, textOf } from './campaign-page';
import { startTestConsole, type TestConsole } from './kit';

const CHINESE = { 'accept-language': 'zh-CN' };
const OPENIDS = ['oTest00000000000000000000001', 'oTest00000000000000000000002'];
const HEAD = 're_openid,total_amount';

let dir: string;
let console: TestConsole;

beforeEach(async () => {
  dir = await tempFolder();
  console = startTestConsole({ campaigns: dir });
});
afterEach(() => console.state.campaigns.uploads.clear());
afterAll(removeTempFolders);

/** Sends the form from a Chinese page. */
function check(content: string | Buffer, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
  const file = new File([new Uint8Array(Buffer.from(content))], '名单.csv');
  return console.post('/campaigns/new_plan', { ...FIELDS, ...fields, file }, CHINESE);
}

async function reviewPath(
  content: string | Buffer,
  fields: Readonly<Record<string, string>> = {},
): Promise<string> {
  const sent = await check(content, fields);
  expect(sent.status).toBe(303);
  return sent.headers.get('location') ?? '';
}

async function page(path: string, headers: Readonly<Record<string, string>> = CHINESE): Promise<string> {
  return (await console.get(path, headers)).text();
}

/** What is marked as English on a Chinese page. */
function englishIn(text: string): string[] {
  return [...text.matchAll(/ lang="en"[^>]*>([^<]*)</g)]
    .map(([, said = '']) => said)
    .filter((said) => said !== 'English');
}

describe('the check of a file on a Chinese page', () => {
  const BAD = `${HEAD}\n${OPENIDS[0]},much\n${OPENIDS[1]},2\n${OPENIDS[1]},3\n`;

  it('shows each reason in Chinese, and in English when the page is switched', async () => {
    const path = await reviewPath(BAD);
    const chinese = await page(path);
    expect(chinese).toContain('total_amount 不是以元为单位的金额：请填写数字');
    expect(chinese).toContain('re_openid 与第 3 行相同');
    expect(chinese).toContain('CSV，编码 utf-8，以逗号分隔');
    expect(englishIn(chinese)).toEqual([]);
    const english = await page(path, {});
    expect(english).toContain('total_amount is not a number of yuan');
    expect(english).toContain('re_openid is that of row 3');
    expect(english).toContain('CSV, utf-8, comma between cells');
  });

  it('offers the rows with Chinese reasons as a file, and the command that writes the same', async () => {
    const path = await reviewPath(BAD);
    expect(await page(`${path}/errors.csv`)).toContain(
      `${OPENIDS[0]},much,total_amount 不是以元为单位的金额`,
    );
    expect(textOf(await page(path))).toMatch(/campaign plan &#39;名单.csv&#39; .*--skip-bad --lang zh/);
    expect(textOf(await page(path, {}))).not.toContain('--lang');
    await console.post(`${path}/plan`, {}, CHINESE);
    expect(await page('/campaigns/spring', {})).toContain('spring');
  });

  it('names the field of the form, not the option, where a row goes over its limit', async () => {
    const file = `${HEAD},row_key\n${OPENIDS[0]},3,a\n${OPENIDS[0]},3,b\n`;
    const text = await page(await reviewPath(file, { 'max-per-recipient': '5' }));
    expect(text).toContain(
      'total_amount 付给这位收款人 3.00 元，加上此前各行的 3.00 元，超过“每人最多”允许的 5.00 元',
    );
  });

  it('says in Chinese that the rows exceed the budget', async () => {
    const text = await page(await reviewPath(`${HEAD}\n${OPENIDS[0]},3\n`, { budget: '2' }));
    expect(text).toContain('计划共付 3.00 元，超出预算 2.00 元的部分为 1.00 元');
    expect(text).toContain('提高“预算”后重新制定计划');
    expect(englishIn(text)).toEqual([]);
  });

  it.each<[string, string | Buffer, Readonly<Record<string, string>>, string]>([
    ['an unknown column', 're_openid,amount\n', {}, '第 1 行有未知的列“amount”。'],
    [
      'a missing column',
      `${HEAD}\n`,
      { 'send-name': '' },
      '文件中没有 send_name 列：请添加，或用“商户名称”为',
    ],
    ['a file without a header', `${OPENIDS[0]},1\n`, {}, '第 1 行没有任何已知的列名'],
    ['a blank first row', ' ', {}, '第 1 行是空行'],
    ['an empty file', '', {}, '名单.csv 是空文件。'],
    ['bytes of no encoding', Buffer.from([0x72, 0xff, 0xff]), {}, '既不是 UTF-8 文本，也不是 GB18030 文本'],
    ['another encoding than chosen', '名单,x\n', { encoding: 'utf-16be' }, ''],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), {}, '名单.csv 是旧版 Excel 文件（.xls）'],
    ['a damaged workbook', Buffer.from('PK\u0003\u0004'), {}, '名单.csv 是已损坏的 .xlsx 文件'],
    ['an open quote', `${HEAD}\n"a,1\n`, {}, '名单.csv 从第 2 行起无法读取：引号（&quot;）没有闭合'],
    [
      'no such sheet',
      xlsx({ name: '甲', rows: [['re_openid']] }),
      { sheet: '乙' },
      '没有工作表“乙”，其中的工作表有：“甲”',
    ],
    ['a name that is none', `${HEAD}\n`, { campaign: 'Spring!' }, '“活动代号”必须是 1 到 64 个小写字母'],
    ['no name', `${HEAD}\n`, { campaign: '' }, '没有填写“活动代号”。'],
    ['a default that is no amount', `${HEAD}\n`, { 'total-amount': '-1' }, '“金额”是负数'],
    ['a default that is too long', `${HEAD}\n`, { wishing: '福'.repeat(43) }, '“祝福语”必须有 1 到 128 个'],
    ['a budget that is none', `${HEAD}\n`, { budget: '1,000' }, '“预算”必须是大于 0 的金额（元）'],
  ])('says in Chinese what is wrong with %s', async (_, content, fields, what) => {
    const sent = await check(content, fields);
    const text = await sent.text();
    expect(sent.status).toBe(400);
    expect(text).toContain(what);
    expect(text).not.toContain('red-pack-upload');
    expect(englishIn(text)).toEqual([]);
  });

  it('says in Chinese that the keys of the present plan would change', async () => {
    await writeCampaign(dir, linesOf(3, {}, 'spring'), { campaign: 'spring' });
    const sent = await check(`${HEAD},row_key\n${OPENIDS[0]},1,a\n`);
    expect(sent.status).toBe(400);
    expect(await sent.text()).toContain('该活动现有计划的幂等键由 re_openid 得出');
  });
});

describe('an error of the engine on a Chinese page', () => {
  it('has a Chinese title and what to do, and its own words marked as English', async () => {
    const folder = await writeCampaign(dir, linesOf(3));
    await writeFile(join(folder, 'plan.jsonl'), '{}\n');
    const response = await console.get(`/campaigns/${CAMPAIGN}/run`, CHINESE);
    const text = await response.text();
    expect(response.status).toBe(400);
    expect(textOf(text)).toMatch(/无法执行这项操作 没有执行任何操作。请更正后重试。 .*原文（英文）/);
    expect(englishIn(text)).toEqual([
      expect.stringContaining('is no payment of this campaign: it was edited'),
    ]);
    const english = await (await console.get(`/campaigns/${CAMPAIGN}/run`)).text();
    expect(english).not.toContain('What the command said');
    expect(english).toContain('is no payment of this campaign: it was edited');
  });

  it.each<[string, unknown, number, string]>([
    ['that AWS denies', new CommandError('AccessDenied: no', { cause: new Error() }), 502, '缺少 AWS 权限'],
    ['that nobody answers', new Error('connect ECONNREFUSED 127.0.0.1:1'), 502, '服务没有响应'],
    ['that is unexpected', new Error('boom'), 502, '操作没有成功'],
  ])('says %s', async (_, error, status, title) => {
    const redPack = { getSentRedPackList: () => Promise.reject(error) };
    console = startTestConsole({ stack: { redPack } as never });
    const response = await console.get('/packets', CHINESE);
    const text = await response.text();
    expect(response.status).toBe(status);
    expect(text).toContain(`<h2>${title}</h2>`);
    expect(englishIn(text)).toHaveLength(1);
  });

  it('says in Chinese how many calls may be made at once', async () => {
    await writeCampaign(dir, linesOf(3));
    const path = `/campaigns/${CAMPAIGN}/run`;
    const form = hiddenFields(await (await console.get(path)).text());
    const refused = await console.post(path, { ...form, 'in-flight': '501' }, CHINESE);
    const text = await refused.text();
    expect(text).toContain('“同时调用数”必须是 1 到 500 的整数。');
    expect(englishIn(text)).toEqual([]);
  });
});
