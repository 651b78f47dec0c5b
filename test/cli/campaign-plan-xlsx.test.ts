import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, OPENID, openid } from './campaign-kit';
import { type SheetCell, type SheetContent, xlsx, zip } from './xlsx';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

const HEAD = ['re_openid', 'total_amount', 'wishing'];

/** A sheet of recipients. */
function sheet(rows: readonly (readonly SheetCell[])[], changes: Partial<SheetContent> = {}): SheetContent {
  return { name: 'Sheet1', rows: [HEAD, ...rows], ...changes };
}

/** The number of a cell as it is stored. */
function digits(number: string): SheetCell {
  return { number };
}

test('a workbook is read by its first sheet, with texts, numbers and results of formulas as they are shown', async () => {
  const rows = [
    [openid(1), digits('1.1'), '恭喜发财 '],
    [openid(2), '3.30', null],
    [openid(3), digits('8'), 'a & <b>'],
    [
      openid(4),
      { xml: '<c><f>1+1.15</f><v>2.15</v></c>' },
      { xml: '<c t="str"><f>"新"&amp;"年"</f><v>新年</v></c>' },
    ],
    [openid(5), digits('1.1499999999999999'), ''],
    [openid(6), digits('6'), { xml: '<c t="s"><v>0</v></c>' }],
    [openid(7), digits('7'), { xml: '<c t="s"><v>1</v></c>' }],
  ];
  const { code, stderr } = await campaigns.plan(xlsx(sheet(rows)));
  expect(stderr).toContain('Read as XLSX, sheet "Sheet1".');
  expect(code).toBe(0);
  expect(await campaigns.payments()).toEqual([
    [openid(1), 1.1, '恭喜发财 '],
    [openid(2), 3.3, '恭喜发财'],
    [openid(3), 8, 'a & <b>'],
    [openid(4), 2.15, '新年'],
    [openid(5), 1.15, '恭喜发财'],
    [openid(6), 6, '新春'],
    [openid(7), 7, '大吉大利'],
  ]);
});

test('the result of a formula 0.1+0.2 is read as the 0.3 that the spreadsheet shows', async () => {
  const rows = [[openid(1), { xml: '<c><f>0.1+0.2</f><v>0.30000000000000004</v></c>' }, null]];
  expect((await campaigns.plan(xlsx(sheet(rows)), '--scene-id', 'PRODUCT_1')).code).toBe(0);
  expect((await campaigns.payments())[0]?.[1]).toBe(0.3);
});

test('--sheet chooses another sheet, and a name that none has is refused with the names there are', async () => {
  const book = xlsx(
    { name: 'Notes & more', rows: [['nothing']] },
    sheet([[openid(1), digits('1'), null]], { name: '名单' }),
  );
  const { code, stderr } = await campaigns.plan(book, '--sheet', '名单');
  expect(stderr).toContain('XLSX, sheet "名单" (2 of 2; --sheet chooses another)');
  expect(code).toBe(0);
  const wrong = await campaigns.plan(book, '--sheet', 'Sheet1');
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('has no sheet "Sheet1"; its sheets are "Notes & more", "名单".');
});

test('blank rows are skipped, and rows keep the numbers of the sheet', async () => {
  const rows = [
    [openid(1), digits('1'), null],
    [null, null, null],
    [' ', '', null],
    [openid(2), digits('2'), null],
  ];
  const { stdout } = await campaigns.plan(xlsx(sheet(rows)));
  expect(stdout).toContain('2 rows, 2 blank rows skipped');
  expect(await campaigns.rows()).toEqual([{ row: 2 }, { row: 5 }]);
});

describe('is refused, with the row of the sheet', () => {
  async function refusal(content: SheetContent): Promise<string> {
    const { code, stderr } = await campaigns.plan(xlsx(content));
    expect(code).toBe(1);
    expect(stderr).not.toMatch(OPENID);
    return stderr;
  }
  const good: SheetCell[] = [openid(1), digits('1'), null];

  test.each<[string, SheetCell, string]>([
    [
      '#DIV/0!',
      { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' },
      'total_amount shows #DIV/0! in place of a value: correct',
    ],
    [
      'an uncalculated formula',
      { xml: '<c><f>A1+1</f></c>' },
      'total_amount is a formula without a result: calculate',
    ],
    [
      'a date',
      { xml: '<c s="1"><v>46000</v></c>' },
      'total_amount is a date of the spreadsheet: format the cell',
    ],
    ['a truth value', { xml: '<c t="b"><v>1</v></c>' }, 'total_amount is TRUE or FALSE of the spreadsheet'],
    ['three decimals', digits('1.005'), 'total_amount has more than two decimals'],
    ['the text 1,000', '1,000', 'total_amount has a comma'],
    ['full-width digits', '１００', 'total_amount has full-width digits'],
    ['nothing', null, 'total_amount is missing'],
  ])('an amount with %s', async (_, cell, sentence) => {
    expect(await refusal(sheet([good, [openid(2), cell, null]]))).toContain(`Row 3: ${sentence}`);
  });

  test('an amount with an error, also where an option gives another', async () => {
    const error = { xml: '<c t="e"><v>#N/A</v></c>' };
    const { stderr } = await campaigns.plan(xlsx(sheet([[openid(1), error, null]])), '--total-amount', '1');
    expect(stderr).toContain('Row 2: total_amount shows #N/A in place of a value');
  });

  test('a merged cell, in each of its rows', async () => {
    const said = await refusal(
      sheet([good, [openid(2), digits('2'), 'x'], [openid(3), digits('3'), null]], { merged: ['C3:C4'] }),
    );
    expect(said).toContain(
      'Row 3: wishing is part of the merged cell C3:C4: unmerge it and give each row its value.',
    );
    expect(said).toContain('Row 4: wishing is part of the merged cell C3:C4');
    expect(said).toContain('2 of 3 rows have a fault.');
  });

  test('a hidden row', async () => {
    const said = await refusal(sheet([good, [openid(2), digits('2'), null]], { hidden: [3] }));
    expect(said).toContain(
      'Row 3: The row is hidden, by hand or by a filter: show it if it is to be paid, else delete it.',
    );
  });

  test('an openid with a space at its end', async () => {
    expect(await refusal(sheet([good, [`${openid(2)} `, digits('2'), null]]))).toContain(
      'Row 3: re_openid has a space',
    );
  });

  test('a 20-digit id that is a number; as a text it is read digit by digit', async () => {
    const rows = (key: SheetCell) => ({
      name: 'S',
      rows: [
        ['re_openid', 'total_amount', 'row_key'],
        [openid(1), digits('1'), key],
      ],
    });
    for (const number of ['12345678901234567000', '1.2345678901234567E+19', '1234567890123456'])
      expect(await refusal(rows(digits(number)))).toContain(
        'Row 2: row_key is a number of more than 15 digits, whose last ones',
      );
    expect((await campaigns.plan(xlsx(rows('12345678901234567890')))).code).toBe(0);
    expect(await campaigns.rows()).toEqual([{ row: 2, row_key: '12345678901234567890' }]);
    expect((await campaigns.plan(xlsx(rows('12345678901234567890')), '--budget', '1')).code).toBe(0);
  });

  test('a header that stands there twice', async () => {
    expect(await refusal({ name: 'S', rows: [['re_openid', 'total_amount', 're_openid'], good] })).toContain(
      'Row 1 names the column re_openid twice',
    );
  });
});

test('an error file is a CSV in UTF-8, which can be corrected and planned', async () => {
  await campaigns.plan(
    xlsx(
      sheet([
        [openid(1), digits('0.5'), '恭喜'],
        [openid(2), digits('2'), null],
      ]),
    ),
  );
  const text = await campaigns.errors();
  expect(text.split('\r\n').slice(0, 3)).toEqual([
    '\ufeffre_openid,total_amount,wishing,error',
    `${openid(1)},0.5,恭喜,total_amount must be 1.00 to 200.00 yuan without a scene_id.`,
    `${openid(2)},2,,`,
  ]);
  expect((await campaigns.plan(text.replace('0.5', '1.5'))).code).toBe(0);
});

describe('a file that is no readable workbook', () => {
  test.each<[string, Buffer, string]>([
    [
      'an old .xls',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      'is an old Excel file (.xls) or has a password: save it as .xlsx',
    ],
    ['another zip', zip({ 'a.txt': 'a' }), 'is no workbook with sheets'],
    [
      'a zip that is cut off',
      xlsx(sheet([])).subarray(0, 400),
      'is a damaged .xlsx file: open it in a spreadsheet program',
    ],
    ['an empty file', Buffer.alloc(0), 'is empty.'],
  ])('%s is refused', async (_, content, sentence) => {
    const { code, stderr } = await campaigns.plan(content);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });

  test('a zip bomb is refused before it fills the memory, also if it lies about its size', async () => {
    const bomb = zip({ 'xl/workbook.xml': Buffer.alloc(300 * 1024 * 1024, ' ') });
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().rss;
    const { code, stderr } = await campaigns.plan(bomb);
    expect(stderr).toContain(
      'unpacks to more than 256 MB, which is more than this command holds in memory: save the sheet as CSV',
    );
    expect(code).toBe(1);
    // The size in its directory, 24 bytes behind the signature of the entry.
    bomb.writeUInt32LE(1_000, bomb.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
    expect((await campaigns.plan(bomb)).stderr).toContain('unpacks to more than 256 MB');
    expect(process.memoryUsage().rss - before).toBeLessThan(700 * 1024 * 1024);
  });

  test('a sheet with more rows than fit into memory is refused with the way out', async () => {
    const rows = Array.from({ length: 50_001 }, (_, n) => [openid(n), digits('1')]);
    const { code, stderr } = await campaigns.plan(
      xlsx({ name: 'S', rows: [['re_openid', 'total_amount'], ...rows] }),
    );
    expect(stderr).toContain(
      'has 50002 rows, more than the 50000 that fit into memory: save it as CSV (UTF-8)',
    );
    expect(code).toBe(1);
  });

  test.each([
    [xlsx(sheet([])), ['--encoding', 'utf-8'], '--encoding is for CSV files'],
    [Buffer.from('re_openid\n'), ['--sheet', 'S'], '--sheet is for spreadsheets'],
  ])('an option of the other kind of file is wrong usage', async (content, args, sentence) => {
    const { code, stderr } = await campaigns.plan(content, ...args);
    expect(stderr).toContain(sentence);
    expect(code).toBe(2);
  });
});
