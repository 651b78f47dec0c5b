import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignKey } from '../../shared/campaign/key';
import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, csv, OPENID, openid, TEXTS } from './campaign-kit';
import { redPack } from './kit';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

const GOOD = csv(`${openid(1)},1.10`, `${openid(2)},2`, `${openid(3)},200.00`);

describe('a good file', () => {
  test('becomes a plan whose lines are events of sendRedPack with their keys', async () => {
    const { code } = await campaigns.plan(GOOD);
    expect(code).toBe(0);
    const [line, ...rest] = await campaigns.lines();
    expect(line).toEqual({
      ...{ type: 'normal', official_account_id: 'wx1234567890abcdef', re_openid: openid(1) },
      ...{ total_amount: 1.1, total_num: 1, send_name: '红包铺', act_name: '新年' },
      ...{ wishing: '恭喜发财', remark: '新年红包', idempotency_key: campaignKey('spring', openid(1)) },
    });
    expect(rest.map(({ total_amount }) => total_amount)).toEqual([2, 200]);
    expect(await campaigns.rows()).toEqual([{ row: 2 }, { row: 3 }, { row: 4 }]);
  });

  test('leaves files that only their owner can read, and no others', async () => {
    await campaigns.plan(GOOD);
    expect(readdirSync(campaigns.dir).sort()).toEqual(['manifest.json', 'plan.jsonl', 'rows.jsonl']);
    expect(statSync(campaigns.dir).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(campaigns.dir))
      expect(statSync(join(campaigns.dir, file)).mode & 0o777).toBe(0o600);
  });

  test('is shown with its sums, its time, its share of the limits, the packet and the first rows, without an openid', async () => {
    const { stdout, stderr } = await campaigns.plan(GOOD, '--budget', '203.10');
    expect(stdout).toMatch(/payments +3 rows\n/);
    expect(stdout).toMatch(/total +203\.10 yuan\n/);
    expect(stdout).toMatch(/amounts +1\.10 to 200\.00 yuan\n/);
    expect(stdout).toMatch(/budget +203\.10 yuan\n/);
    expect(stdout).toMatch(/time +1 s at 26 a second \(send-concurrency and send-slot-ms of serverless\.yml/);
    expect(stdout).toMatch(/day limits +less than 0\.1 % of the 1,000,000\.00 yuan/);
    expect(stdout).toMatch(/│ +红包铺 +│[\s\S]*│ +恭喜发财 +│[\s\S]*│ +1\.10 元 +│/);
    expect(stderr).toContain('Read as CSV, utf-8, comma between cells. The first rows:');
    expect(stderr).toMatch(/2 +oTes\*\*\*001 +1\.10\n/);
    expect(stdout + stderr).not.toMatch(OPENID);
  });

  test('is described by --json', async () => {
    const { stdout } = await campaigns.plan(GOOD, '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ campaign: 'spring', rows: 3, recipients: 3, total_yuan: 203.1, smallest_yuan: 1.1 },
      ...{ largest_yuan: 200, left_out: 0, identity: 're_openid', encoding: 'utf-8', seconds: 1 },
    });
    expect(stdout).not.toMatch(OPENID);
  });

  test('takes params from its columns, and from the options where a cell is blank', async () => {
    const columns = 're_openid,total_amount,wishing,send_name,scene_id,total_num,type,row_key';
    const file = `${columns}\n${openid(1)},0.30,新年快乐,,PRODUCT_1,,,a\n${openid(1)},9,,掌柜,,3,fission,b\n`;
    expect((await campaigns.plan(file)).code).toBe(0);
    expect(await campaigns.lines()).toMatchObject([
      { wishing: '新年快乐', send_name: '红包铺', scene_id: 'PRODUCT_1', total_num: 1, type: 'normal' },
      { wishing: '恭喜发财', send_name: '掌柜', total_num: 3, type: 'fission' },
    ]);
    expect((await campaigns.lines())[1]).not.toHaveProperty('scene_id');
    expect((await campaigns.lines())[1]?.idempotency_key).toBe(campaignKey('spring', 'b'));
    expect(await campaigns.rows()).toEqual([
      { row: 2, row_key: 'a' },
      { row: 3, row_key: 'b' },
    ]);
  });

  test('with a text near its limit in bytes says so', async () => {
    const near = `re_openid,total_amount,send_name\n${openid(1)},1,${'红'.repeat(10)}\n`;
    expect((await campaigns.plan(near)).stdout).toContain('send_name of row 2: 30 of 32 bytes');
    expect((await campaigns.plan(GOOD)).stdout).not.toContain('near a limit');
  });

  test('with more for one recipient than she may get in a day says so', async () => {
    const file = (count: number, yuan: number): string =>
      [
        're_openid,total_amount,row_key',
        ...Array.from({ length: count }, (_, n) => `${openid(1)},${yuan},${n}`),
      ].join('\n');
    const over = ': the rest has to wait for the next day';
    const said = async (count: number, yuan: number) => (await campaigns.plan(file(count, yuan))).stdout;
    expect(await said(10, 100)).not.toContain(over);
    expect(await said(11, 1)).toContain(
      `11 packets and 11.00 yuan for one recipient at most, who may get 10 and 1,000.00 yuan a day${over}`,
    );
    expect(await said(6, 200)).toContain(over);
  });
});

describe('a file with a fault', () => {
  const BAD = csv(`${openid(1)},1.10`, `${openid(2)},0.5`, `${openid(3)} ,3`, `${openid(1)},4`, '');

  test('is refused with row, column, reason and repair, and leaves the plan before as it was', async () => {
    await campaigns.plan(GOOD);
    const before = await campaigns.lines();
    const { code, stdout, stderr } = await campaigns.plan(BAD);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('Row 3: total_amount must be 1.00 to 200.00 yuan without a scene_id.');
    expect(stderr).toContain(
      'Row 4: re_openid has a space or an invisible character at its beginning or end: delete it',
    );
    expect(stderr).toContain('Row 5: re_openid is that of row 2: delete the row, or give all rows a row_key');
    expect(stderr).toContain('3 of 4 rows have a fault.');
    expect(stderr).toContain('Nothing was planned.');
    expect(stderr).not.toMatch(OPENID);
    expect(await campaigns.lines()).toEqual(before);
  });

  test('has an error file: the input with a column that names the faults', async () => {
    await campaigns.plan(BAD);
    const [head, ...rows] = (await campaigns.errors()).split('\r\n');
    expect(head).toBe('\ufeffre_openid,total_amount,error');
    expect(rows[0]).toBe(`${openid(1)},1.10,`);
    expect(rows[1]).toBe(`${openid(2)},0.5,total_amount must be 1.00 to 200.00 yuan without a scene_id.`);
    expect(rows[3]).toContain('"re_openid is that of row 2: delete the row, or');
    expect(statSync(join(campaigns.dir, 'errors.csv')).mode & 0o777).toBe(0o600);
  });

  test('can be corrected in its error file, which then is planned itself', async () => {
    await campaigns.plan(BAD);
    const path = join(campaigns.dir, 'errors.csv');
    const text = await readFile(path, 'utf8');
    await writeFile(
      path,
      text
        .replace(',0.5,', ',5,')
        .replace(' ,3', ',3')
        .replace(`${openid(1)},4`, `${openid(4)},4`),
    );
    expect((await campaigns.planFile(path)).code).toBe(0);
    expect((await campaigns.lines()).map(({ total_amount }) => total_amount)).toEqual([1.1, 5, 3, 4]);
    expect(existsSync(path)).toBe(true);
    expect((await campaigns.plan(GOOD)).code).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  test('is planned without its bad rows by --skip-bad, which says so', async () => {
    const { code, stdout, stderr } = await campaigns.plan(BAD, '--skip-bad');
    expect(code).toBe(0);
    expect(stdout).toMatch(/payments +1 row, 3 rows with a fault left out/);
    expect(stderr).toContain('They were left out');
    expect(await campaigns.payments()).toEqual([[openid(1), 1.1, '恭喜发财']]);
    expect(await campaigns.rows()).toEqual([{ row: 2 }]);
  });

  test('of which no row is good is refused by --skip-bad too', async () => {
    const { code, stderr } = await campaigns.plan(csv(`${openid(1)},0.5`), '--skip-bad');
    expect(code).toBe(1);
    expect(stderr).toContain('The plan has no row');
  });

  test('is described by --json', async () => {
    const { code, stdout } = await campaigns.plan(BAD, '--json');
    expect(code).toBe(1);
    const { refused } = JSON.parse(stdout);
    expect(refused).toMatchObject({ rows: 4, faults: 3, error_file: join(campaigns.dir, 'errors.csv') });
    expect(refused.first.map(({ row }: { row: number }) => row)).toEqual([3, 4, 5]);
    expect(stdout).not.toMatch(OPENID);
  });

  test('shows the first twenty faults and counts the others', async () => {
    const rows = Array.from({ length: 25 }, (_, n) => `${openid(n)},0.5`);
    const { stderr } = await campaigns.plan(csv(...rows));
    expect(stderr).toContain('Row 21: ');
    expect(stderr).not.toContain('Row 22: ');
    expect(stderr).toContain('… and 5 more rows.');
  });

  test('leaves no folder behind if it has no error file', async () => {
    await campaigns.plan('re_openid,total_amount\n', '--budget', '1');
    expect(existsSync(campaigns.dir)).toBe(false);
  });
});

describe('limits', () => {
  test('a plan over its budget is refused, also without its bad rows', async () => {
    const { code, stderr } = await campaigns.plan(GOOD, '--budget', '203.09');
    expect(code).toBe(1);
    expect(stderr).toContain('The plan pays 203.10 yuan in all, 0.01 more than its budget of 203.09');
    expect(existsSync(campaigns.dir)).toBe(false);
    const withBad = `${GOOD}${openid(4)},1000\n`;
    expect((await campaigns.plan(withBad, '--budget', '203.10', '--skip-bad')).code).toBe(0);
    expect((await campaigns.plan(withBad, '--budget', '203.09', '--skip-bad')).code).toBe(1);
  });

  test('--max-per-recipient sums the rows of each recipient and refuses the row that goes over it', async () => {
    const rows = [`${openid(1)},3,a`, `${openid(2)},4,b`, `${openid(1)},3,c`, `${openid(1)},1,d`];
    const file = `re_openid,total_amount,row_key\n${rows.join('\n')}\n`;
    expect((await campaigns.plan(file, '--max-per-recipient', '7')).code).toBe(0);
    const { code, stderr } = await campaigns.plan(file, '--max-per-recipient', '5.99');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Row 4: total_amount gives this recipient 3.00 yuan beside the 3.00 of her rows before, and --max-per-recipient allows 5.99',
    );
    expect(stderr).toContain('1 of 4 rows have a fault.');
    expect((await campaigns.plan(file, '--max-per-recipient', '5.99', '--skip-bad')).code).toBe(0);
    expect((await campaigns.lines()).map(({ total_amount }) => total_amount)).toEqual([3, 4, 1]);
  });
});

test('a row that repeats another one does not count in what its recipient gets', async () => {
  const rows = [`${openid(1)},3,a`, `${openid(1)},3,a`, `${openid(1)},3,c`];
  const file = `re_openid,total_amount,row_key\n${rows.join('\n')}\n`;
  const { stderr } = await campaigns.plan(file, '--max-per-recipient', '6', '--skip-bad');
  expect(stderr).toContain('1 of 3 rows have a fault.');
  expect(await campaigns.rows()).toEqual([
    { row: 2, row_key: 'a' },
    { row: 4, row_key: 'c' },
  ]);
});

describe('wrong usage', () => {
  const plan = (...args: string[]) => redPack(['campaign', 'plan', ...args]);

  test.each([
    [['--campaign', 'spring'], 'Give one file of recipients'],
    [['a.csv', 'b.csv', '--campaign', 'spring'], 'Give one file of recipients'],
    [['a.csv'], '--campaign is missing'],
    [['a.csv', '--campaign', 'Spring'], '--campaign must be 1 to 64 of a-z, 0-9 and "-"'],
    [['a.csv', '--campaign', '../x'], '--campaign must be'],
    [['a.csv', '--campaign', 'spring', '--budget', '1,000'], '--budget must be a positive number of yuan'],
    [['a.csv', '--campaign', 'spring', '--max-per-recipient', '0'], '--max-per-recipient must be'],
    [
      ['a.csv', '--campaign', 'spring', '--total-amount', '1.005'],
      '--total-amount has more than two decimals',
    ],
    [['a.csv', '--campaign', 'spring', '--encoding', 'latin1'], '--encoding must be one of utf-8, gb18030'],
  ])('%j exits with 2 and says what is wrong', async (args, sentence) => {
    const { code, stderr } = await plan(...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });

  test('an option that breaks a rule is named once, not for each row', async () => {
    const { code, stderr } = await campaigns.plan(
      GOOD,
      '--wishing',
      '福'.repeat(43),
      '--scene-id',
      'PRODUCT_9',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('--wishing must be a string of 1 to 128 UTF-8 bytes; it has 129.');
    expect(stderr).toContain('--scene-id must be one of PRODUCT_1');
    expect(stderr).not.toContain('Row');
  });

  test('a param that neither a column nor an option gives is named with its option', async () => {
    const file = join(campaigns.path, 'a.csv');
    await writeFile(file, GOOD);
    const { code, stderr } = await plan(file, '--campaign', 'spring', ...TEXTS.slice(0, 4));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'The file has no column act_name, remark, wishing: add it, or give all rows the same value',
    );
    expect(stderr).toContain('--act-name, --remark, --wishing');
  });

  test.each([
    ['a file that is not there', 'none.csv', /There is no file .*none\.csv: check the path/],
    ['a folder', '.', / is a folder: name the file in it/],
  ])('%s is named', async (_, name, sentence) => {
    const { code, stderr } = await plan(join(campaigns.path, name), '--campaign', 'spring');
    expect([code, stderr]).toEqual([1, expect.stringMatching(sentence)]);
  });
});
