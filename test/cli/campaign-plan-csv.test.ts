import { removeTempFolders } from '../kit/folder';
import { CampaignFolder, csv, OPENID, openid } from './campaign-kit';

afterAll(removeTempFolders);

let campaigns: CampaignFolder;

beforeEach(async () => {
  campaigns = await CampaignFolder.make();
});

const HEAD = 're_openid,total_amount,wishing';
const TEXT = `${HEAD}\n${openid(1)},1.10,恭喜发财，大吉大利\n${openid(2)},2,新年快乐\n`;
const PAYMENTS = [
  [openid(1), 1.1, '恭喜发财，大吉大利'],
  [openid(2), 2, '新年快乐'],
];

/** The two wishings in GB18030, which Node cannot write. */
const GB18030 = Buffer.concat([
  Buffer.from(`${HEAD}\n${openid(1)},1.10,`),
  Buffer.from('b9a7cfb2b7a2b2c6a3acb4f3bcaab4f3c0fb', 'hex'),
  Buffer.from(`\n${openid(2)},2,`),
  Buffer.from('d0c2c4eabfecc0d6', 'hex'),
]);

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encodings are recognised', () => {
  test.each<[string, string | Buffer, string]>([
    ['UTF-8', TEXT, 'utf-8'],
    ['UTF-8 with a byte order mark', `\ufeff${TEXT}`, 'utf-8'],
    ['GB18030', GB18030, 'gb18030'],
    ['UTF-16LE with a byte order mark', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'utf-16le'],
    ['UTF-16BE with a byte order mark', utf16be(`\ufeff${TEXT}`), 'utf-16be'],
    ['UTF-16LE without one', Buffer.from(TEXT, 'utf16le'), 'utf-16le'],
    ['UTF-16BE without one', utf16be(TEXT), 'utf-16be'],
  ])('%s', async (_, content, encoding) => {
    const { code, stderr } = await campaigns.plan(content);
    expect(stderr).toContain(`Read as CSV, ${encoding}, comma between cells.`);
    expect(stderr).toContain('恭喜发财，大吉大利');
    expect(code).toBe(0);
    expect(await campaigns.payments()).toEqual(PAYMENTS);
  });

  test('a character that is cut in two by the reader is read whole', async () => {
    const rows = Array.from({ length: 9_000 }, (_, n) => `${openid(n)},1,${'x'.repeat(n % 7)}红包`);
    expect((await campaigns.plan(`${HEAD}\n${rows.join('\n')}`)).code).toBe(0);
    const wishings = (await campaigns.payments()).map(([, , wishing]) => wishing.replace(/^x*/, ''));
    expect(new Set(wishings)).toEqual(new Set(['红包']));
  });

  test('--encoding overrides, and is refused where the bytes are not of it', async () => {
    const big5 = Buffer.concat([
      Buffer.from(`${HEAD}\n${openid(1)},1,`),
      Buffer.from('b773a67ea7d6bcd6', 'hex'),
    ]);
    expect((await campaigns.plan(big5, '--encoding', 'Big5')).code).toBe(0);
    expect((await campaigns.payments())[0]?.[2]).toBe('新年快樂');
    const { code, stderr } = await campaigns.plan(GB18030, '--encoding', 'utf8');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'has bytes that are not utf-8: save it as "CSV UTF-8", or leave out --encoding.',
    );
  });

  test('bytes that are neither UTF-8 nor GB18030 are refused', async () => {
    const { code, stderr } = await campaigns.plan(
      Buffer.concat([Buffer.from(TEXT), Buffer.from([0xff, 0xff])]),
    );
    expect(code).toBe(1);
    expect(stderr).toContain('is neither UTF-8 nor GB18030 text: save it as "CSV UTF-8"');
  });

  test('an error file in UTF-8 is made of an input in GB18030', async () => {
    await campaigns.plan(GB18030, '--max-per-recipient', '1.50');
    expect(await campaigns.errors()).toContain(`${openid(2)},2,新年快乐,"total_amount gives`);
  });
});

describe('separators and line ends', () => {
  test.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('%s are recognised by the header, whatever stands in the texts', async (name, separator) => {
    const file = [
      `re_openid${separator}total_amount${separator}wishing`,
      `${openid(1)}${separator}1.10${separator}a,b,c,d`,
    ];
    const { code, stderr } = await campaigns.plan(file.join('\n'));
    expect(stderr).toContain(name.slice(0, -1));
    expect(code).toBe(0);
    expect(await campaigns.payments()).toEqual([[openid(1), 1.1, 'a,b,c,d']]);
  });

  test('an error file keeps the separator', async () => {
    await campaigns.plan(`re_openid;total_amount;wishing\n${openid(1)};"1,50";"a;b"\n`);
    expect(await campaigns.errors()).toContain(`${openid(1)};1,50;"a;b";total_amount has a comma`);
  });

  test('mixed line ends leave nothing in the values, and rows keep the numbers of their lines', async () => {
    const file = `re_openid,total_amount\n${openid(1)},1\r\n${openid(2)},0.1\r${openid(3)},3\n\r\n${openid(4)},x\r\n`;
    const { stderr } = await campaigns.plan(file, '--skip-bad');
    expect(stderr).toMatch(
      /Row 3: total_amount must be 1\.00[\s\S]*Row 6: total_amount is not a number of yuan/,
    );
    expect(await campaigns.rows()).toEqual([{ row: 2 }, { row: 4 }]);
    expect((await campaigns.payments()).map(([id]) => id)).toEqual([openid(1), openid(3)]);
  });

  test('a text with line breaks counts as its lines, and the row has the number of the first', async () => {
    const file = `${HEAD}\n${openid(1)},1,"two\nlines"\n${openid(2)},0.1,"three\n\nlines"\n${openid(3)},0.1,x\n`;
    const { stderr } = await campaigns.plan(file, '--skip-bad');
    expect(stderr).toMatch(/Row 4: total_amount must[\s\S]*Row 7: total_amount must/);
    expect((await campaigns.payments())[0]?.[2]).toBe('two\nlines');
  });

  test.each([
    ['sep=;\nre_openid;total_amount\n', 'is "sep=": delete that line'],
    ['re_openid，total_amount\n', 'has full-width commas or semicolons between the names'],
    ['\nre_openid,total_amount\n', 'Row 1 is blank: the names of the columns must stand there.'],
  ])('a header %j is refused', async (file, sentence) => {
    const { code, stderr } = await campaigns.plan(file);
    expect(stderr).toContain(sentence);
    expect(code).toBe(1);
  });
});

describe('the header', () => {
  test.each([
    [
      're_openid,total_amount,total_amount',
      'Row 1 names the column total_amount twice: rename or delete one',
    ],
    ['re_openid,total_amout', 'Row 1 has an unknown column "total_amout". Did you mean "total_amount"?'],
    ['re_openid,total_amount,name', 'Row 1 has an unknown column "name". Known are row_key, type, re_openid'],
    ['re_openid,total_amount,idempotency_key', 'the plan makes the keys itself. Name the column row_key'],
    [
      're_openid',
      'The file has no column total_amount: add it, or give all rows the same value with --total-amount',
    ],
    ['total_amount', 'The file has no column re_openid: add it.'],
    [`${openid(1)},1`, 'The first row has none of the known column names, so it may be a recipient'],
    [`re_openid,total_amount,${openid(1)}`, 'Row 1 has an unknown column "oTes…01"'],
  ])('%s is refused, and no openid is shown', async (header, sentence) => {
    const { code, stderr } = await campaigns.plan(`${header}\n`);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(OPENID);
    expect(code).toBe(1);
  });

  test('may have spaces around its names, notes that --ignore names, and unnamed columns that are blank', async () => {
    const file = ` re_openid ,total_amount,name,\n${openid(1)},1,Li Lei,\n`;
    expect((await campaigns.plan(file, '--ignore', 'name')).code).toBe(0);
    const { code, stderr } = await campaigns.plan(file.replace('Lei,', 'Lei,x'), '--ignore', 'name');
    expect(code).toBe(1);
    expect(stderr).toContain('Row 2: There is a value in a column that has no name');
  });
});

describe('planted faults', () => {
  test.each([
    [
      'an unclosed quote',
      csv(`${openid(1)},1`, `"${openid(2)},2`, `${openid(3)},3`),
      'from line 3 on: a quote (") is not closed',
    ],
    [
      'text after a closing quote',
      csv(`${openid(1)},1`, `"${openid(2)}"x,2`, `${openid(3)},3`),
      'from line 3 on: a quote',
    ],
    ['a quote inside a cell', csv(`${openid(1)},1`, `${openid(2)},2"3`), 'from line 3 on: a quote'],
    [
      'an unclosed quote in a long file',
      csv(
        `${openid(1)},1`,
        `"${openid(2)},2`,
        ...Array.from({ length: 2_000 }, (_, n) => `${openid(n + 3)},3`),
      ),
      'from line 3 on: a row is longer than 16384 bytes; most likely a quote (") is not closed',
    ],
  ])('%s refuses the whole file, with --skip-bad too', async (_, file, sentence) => {
    const { code, stderr } = await campaigns.plan(file, '--skip-bad');
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('No row was planned.');
    expect(stderr).not.toMatch(OPENID);
    expect(code).toBe(1);
  });

  test('blank rows are skipped and said, and no row beside them is lost', async () => {
    const file = csv(`${openid(1)},1`, '', `${openid(2)},2`, '  ,', ',', '   ', `${openid(3)},3`);
    const { code, stdout } = await campaigns.plan(file);
    expect(code).toBe(0);
    expect(stdout).toContain('3 rows, 4 blank rows skipped');
    expect(await campaigns.rows()).toEqual([{ row: 2 }, { row: 4 }, { row: 8 }]);
  });

  test.each([
    ['a thousands separator', '"1,000"', 'total_amount has a comma or an apostrophe'],
    ['a decimal comma', '"1,50"', 'total_amount has a comma or an apostrophe'],
    ['full-width digits', '１００', 'total_amount has full-width digits or signs: write it with 0 to 9'],
    ['a currency sign', '¥5', 'total_amount has a currency sign: write the number of yuan alone'],
    ['a unit', '5元', 'total_amount has a currency sign'],
    [
      'the result of 0.1+0.2',
      '0.30000000000000004',
      'total_amount has more than two decimals: round it to fen',
    ],
    ['three decimals', '1.005', 'total_amount has more than two decimals'],
    ['a negative amount', '-5', 'total_amount is negative'],
    ['an exponent', '1E2', 'total_amount is not a number of yuan'],
    ['hexadecimal digits', '0x10', 'total_amount is not a number of yuan'],
    ['an openid in the wrong column', openid(9), 'total_amount is not a number of yuan'],
    ['nothing', '', 'total_amount is missing'],
    ['too little', '0.99', 'total_amount must be 1.00 to 200.00 yuan without a scene_id.'],
  ])('an amount with %s is refused', async (_, amount, sentence) => {
    const { code, stderr } = await campaigns.plan(csv(`${openid(1)},${amount}`));
    expect(stderr).toContain(`Row 2: ${sentence}`);
    expect(stderr).not.toMatch(OPENID);
    expect(code).toBe(1);
  });

  test.each([
    ['1.10 ', 1.1],
    [' 7', 7],
    ['\u00a08.80\u3000', 8.8],
    ['1.1', 1.1],
    ['007', 7],
    ['1.15', 1.15],
  ])('the amount %j is read right', async (amount, yuan) => {
    await campaigns.plan(csv(`${openid(1)},${amount}`));
    expect((await campaigns.payments())[0]?.[1]).toBe(yuan);
  });

  test.each([
    [`${openid(1)} `, 're_openid has a space or an invisible character at its beginning or end'],
    [`\u200b${openid(1)}`, 're_openid has a space or an invisible character at its beginning or end'],
    [`${openid(1)}\u200bx`, 're_openid must be the openid of the recipient: 1 to 32 letters, digits'],
    ['1.23457E+19', 're_openid is a long number that a spreadsheet has shortened'],
    ['', 're_openid is missing: it must be the openid of the recipient'],
  ])('the openid %j is refused', async (id, sentence) => {
    const { code, stderr } = await campaigns.plan(csv(`${id},1`));
    expect(stderr).toContain(`Row 2: ${sentence}`);
    expect(stderr).not.toMatch(OPENID);
    expect(code).toBe(1);
  });

  test.each([
    ['', 'row_key is missing: where the file has this column, each row needs a value'],
    ['a ', 'row_key has a space or an invisible character at its beginning or end'],
    ['1.23E+19', 'row_key is a long number that a spreadsheet has shortened'],
    ['k'.repeat(257), 'row_key is longer than 256 bytes'],
    ['first', 'row_key is that of row 2: give the row another one if it is another payment, else delete it.'],
  ])('the row_key %j is refused', async (key, sentence) => {
    const file = `re_openid,total_amount,row_key\n${openid(1)},1,first\n${openid(2)},1,${key}\n`;
    const { code, stderr } = await campaigns.plan(file);
    expect(stderr).toContain(`Row 3: ${sentence}`);
    expect(code).toBe(1);
  });

  test('a 20-digit row_key is taken digit by digit', async () => {
    const keys = ['12345678901234567890', '12345678901234567891'];
    await campaigns.plan(
      `re_openid,total_amount,row_key\n${keys.map((key) => `${openid(1)},1,${key}\n`).join('')}`,
    );
    expect((await campaigns.rows()).map(({ row_key }) => row_key)).toEqual(keys);
  });

  test('a row with too many or too few cells is refused', async () => {
    const { stderr } = await campaigns.plan(csv(`${openid(1)},1,000`, openid(2)));
    expect(stderr).toContain(
      'Row 2: The row has 3 cells, the header 2: put a text that contains the separator into quotes',
    );
    expect(stderr).toContain('Row 3: The row has 1 cell, the header 2');
  });

  test("a text that is too long or that XML cannot carry is refused by the API's own sentence", async () => {
    const { stderr } = await campaigns.plan(
      `${HEAD}\n${openid(1)},1,${'福'.repeat(43)}\n${openid(2)},1,"a\r\nb"\n`,
    );
    expect(stderr).toContain('Row 2: wishing must be a string of 1 to 128 UTF-8 bytes; it has 129.');
    expect(stderr).toContain('Row 3: wishing must not contain carriage returns');
  });

  test('a text with a Unicode line end is planned whole', async () => {
    expect((await campaigns.plan(`${HEAD}\n${openid(1)},1,a\u2028b\n`)).code).toBe(0);
    expect((await campaigns.payments())[0]?.[2]).toBe('a\u2028b');
  });

  test('all faults of a row are named together', async () => {
    const { stderr } = await campaigns.plan(csv('a b,0.5'));
    expect(stderr).toMatch(/Row 2: re_openid must be .* total_amount must be/);
  });
});
