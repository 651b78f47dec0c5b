import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, csv, OPENID, openid } from './campaign-kit';
import { xlsx } from './xlsx';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

const BAD = csv(`${openid(1)},1.10`, `${openid(2)},0.5`, `${openid(3)} ,"1,000"`, `${openid(1)},4`);

/** The reasons of rows 3, 4 and 5. */
const REASONS = [
  'total_amount 没有 scene_id 时必须在 1.00 到 200.00 元之间。',
  're_openid 开头或结尾有空格或不可见字符：请删除，否则会得到不同的幂等键。total_amount 含有逗号或撇号，可能是千位分隔符，也可能是小数点：请写成 1000 或 1.50。',
  're_openid 与第 2 行相同：请删除这一行；如果同一收款人有多个红包，请为所有行填写 row_key。',
];

describe('campaign plan --lang zh', () => {
  test('says in Chinese why rows are bad, in the terminal and in errors.csv', async () => {
    const { code, stderr } = await campaigns.plan(BAD, '--lang', 'zh');
    expect(code).toBe(1);
    for (const [index, reason] of REASONS.entries())
      expect(stderr).toContain(`Row ${index + 3}: ${reason}\n`);
    expect(stderr).toContain('3 of 4 rows have a fault.');
    expect(stderr).not.toMatch(OPENID);
    const [head, good, ...rows] = (await campaigns.errors()).trimEnd().split('\r\n');
    expect([head, good]).toEqual(['\ufeffre_openid,total_amount,error', `${openid(1)},1.10,`]);
    expect(rows.map((row) => REASONS.findIndex((reason) => row.endsWith(reason)))).toEqual([0, 1, 2]);
  });

  test('puts the Chinese reasons into the JSON', async () => {
    const { stdout } = await campaigns.plan(BAD, '--lang', 'zh', '--json');
    expect(JSON.parse(stdout).refused.first).toEqual(
      REASONS.map((reason, index) => ({ row: index + 3, reason })),
    );
  });

  test('writes an error file that is planned once it is corrected', async () => {
    await campaigns.plan(BAD, '--lang', 'zh');
    const path = join(campaigns.dir, 'errors.csv');
    const text = await readFile(path, 'utf8');
    const corrected = text
      .replace(',0.5,', ',5,')
      .replace(' ,"1,000"', ',3')
      .replace(`${openid(1)},4`, `${openid(4)},4`);
    await writeFile(path, corrected);
    expect((await campaigns.planFile(path, '--lang', 'zh')).code).toBe(0);
    expect((await campaigns.lines()).map(({ total_amount }) => total_amount)).toEqual([1.1, 5, 3, 4]);
  });

  test('says what a spreadsheet hides, merges or has not calculated', async () => {
    const rows = [
      ['re_openid', 'total_amount'],
      [openid(1), { number: '1' }],
      [openid(2), { number: '1' }],
      [openid(3), { xml: '<c t="e"><v>#REF!</v></c>' }],
      [openid(4), { xml: '<c><f>A1</f></c>' }],
    ];
    const book = xlsx({ name: 'Sheet1', rows, hidden: [2], merged: ['B3:C3'] });
    const { stderr } = await campaigns.plan(book, '--lang', 'zh');
    expect(stderr).toContain('Row 2: 这一行被手动隐藏，或被筛选隐藏');
    expect(stderr).toContain('Row 3: total_amount 属于合并单元格 B3:C3');
    expect(stderr).toContain('Row 4: total_amount 显示的是 #REF!，而不是值');
    expect(stderr).toContain('Row 5: total_amount 是没有计算结果的公式');
  });
});

test('the reasons are in English without --lang, and another language is refused', async () => {
  const { stderr } = await campaigns.plan(BAD);
  expect(stderr).toContain('Row 3: total_amount must be 1.00 to 200.00 yuan without a scene_id.');
  expect(await campaigns.errors()).not.toMatch(/\p{Script=Han}/u);
  const wrong = await campaigns.plan(BAD, '--lang', 'fr');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('--lang must be en or zh, got "fr".');
});
