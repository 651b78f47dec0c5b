import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../console/language';
import { PLAN } from '../../console/text/plan';
import { csvRows } from '../campaign/csv-rows';
import { type SheetCell, type SheetContent, xlsx } from '../cli/xlsx';
import { accessibilityViolations, launchBrowser, overflowPx } from '../kit/browser';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { gbk } from '../kit/gbk';
import { until } from '../kit/until';
import {
  BAD_REASONS,
  badFile,
  checkChosen,
  dropFile,
  fenOf,
  goodFile,
  openidOf,
  totalFen,
} from './campaign-files';
import { act, expected, outcome, paidFen, shows } from './campaign-page';
import { type LocalConsole, light, startLocalConsole, type Visitor, visit } from './console-kit';

/** With two calls at once, long enough to be stopped. */
const ROWS = 300;

let console: LocalConsole;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
  [console, browser] = [await startLocalConsole(await tempFolder()), await launchBrowser()];
});
afterAll(async () => {
  await browser.close();
  await console.close();
  await removeTempFolders();
});

function goodRows(campaign: string, count: number): SheetCell[][] {
  return Array.from({ length: count }, (_, n) => [
    openidOf(campaign, n),
    { number: String(fenOf(n) / 100) },
    '恭喜发财',
  ]);
}

function book(rows: readonly (readonly SheetCell[])[], more: Partial<SheetContent> = {}): Buffer {
  return xlsx({ name: '名单', rows: [['re_openid', 'total_amount', 'wishing'], ...rows], ...more });
}

/** Rows 3 to 10 are bad, each in a way that only a spreadsheet has. */
function badBook(campaign: string): Buffer {
  const rows = goodRows(campaign, 12);
  const set = (row: number, column: number, cell: SheetCell): void => {
    const cells = rows[row - 2];
    if (cells !== undefined) cells[column] = cell;
  };
  set(3, 1, { xml: '<c t="e"><f>1/0</f><v>#DIV/0!</v></c>' });
  set(4, 1, { xml: '<c><f>A1+1</f></c>' });
  set(5, 1, { xml: '<c s="1"><v>46000</v></c>' });
  set(6, 1, { xml: '<c t="b"><v>1</v></c>' });
  set(8, 0, { number: '12345678901234567890' });
  return book(rows, { hidden: [7], merged: ['C9:C10'] });
}

const BOOK_REASONS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'total_amount shows #DIV/0! in place of a value',
    'total_amount is a formula without a result',
    'total_amount is a date of the spreadsheet',
    'total_amount is TRUE or FALSE of the spreadsheet',
    'The row is hidden, by hand or by a filter',
    're_openid is a number of more than 15 digits',
    'wishing is part of the merged cell C9:C10',
    'wishing is part of the merged cell C9:C10',
  ],
  zh: [
    'total_amount 显示的是 #DIV/0!，而不是值',
    'total_amount 是没有计算结果的公式',
    'total_amount 是电子表格的日期',
    'total_amount 是电子表格的 TRUE 或 FALSE',
    '这一行被手动隐藏，或被筛选隐藏',
    're_openid 是超过 15 位的数字',
    'wishing 属于合并单元格 C9:C10',
    'wishing 属于合并单元格 C9:C10',
  ],
};

interface Format {
  readonly name: string;
  readonly bad: (campaign: string) => Buffer;
  readonly good: (campaign: string) => Buffer;
  readonly reasons: Readonly<Record<Language, readonly string[]>>;
  readonly readAs: Readonly<Record<Language, string>>;
}

const FORMATS: Readonly<Record<'xlsx' | 'gbk', Format>> = {
  xlsx: {
    name: '名单.xlsx',
    bad: badBook,
    good: (campaign) => book(goodRows(campaign, ROWS)),
    reasons: BOOK_REASONS,
    readAs: { en: 'XLSX, sheet "名单"', zh: 'XLSX，工作表“名单”' },
  },
  gbk: {
    name: '名单.csv',
    bad: (campaign) => gbk(badFile(campaign)),
    good: (campaign) => gbk(goodFile(campaign, ROWS)),
    reasons: BAD_REASONS,
    readAs: { en: 'CSV, gb18030, comma between cells', zh: 'CSV，编码 gb18030，以逗号分隔' },
  },
};

const CASES = [
  { format: 'xlsx', language: 'zh', viewport: 'desktop' },
  { format: 'xlsx', language: 'en', viewport: 'phone' },
  { format: 'gbk', language: 'zh', viewport: 'phone' },
  { format: 'gbk', language: 'en', viewport: 'desktop' },
] as const;

describe.each(CASES)('a file in $format ($language, $viewport)', ({ format, language, viewport }) => {
  const { name, bad, good, reasons, readAs } = FORMATS[format];
  const campaign = `${format}-${language}`;
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await visit(browser, console, { language, ...light(viewport) });
  });
  afterAll(() => visitor.close());

  async function drop(page: Page, content: Buffer): Promise<void> {
    const path = join(folder, name);
    await writeFile(path, content);
    await dropFile(page, path);
    await checkChosen(page, campaign, language);
  }

  async function seesReasons(page: Page, as: Language): Promise<void> {
    await page.waitForLoadState();
    const rows = await page.locator('#bad-rows tbody tr').all();
    const shown = await Promise.all(
      rows.map(async (row) => [
        Number(await row.locator('th').innerText()),
        await row.locator('td.why').innerText(),
      ]),
    );
    const at = format === 'xlsx' ? [3, 4, 5, 6, 7, 8, 9, 10] : [4, 6, 7, 9, 11];
    expect(shown).toEqual(reasons[as].map((reason, index) => [at[index], expect.stringContaining(reason)]));
    const facts = await page.locator('dl.facts').last().innerText();
    expect(facts).toContain(readAs[as]);
  }

  it('is dropped, and every bad row stands beside its reason, in both languages', async () => {
    const page = await visitor.open('/campaigns/new_plan');
    await drop(page, bad(campaign));
    await page.locator('#bad-rows').waitFor();
    const other = language === 'en' ? 'zh' : 'en';
    for (const as of [language, other] as const) {
      if (as === other) await page.locator('a.language').click();
      await seesReasons(page, as);
      expect(await overflowPx(page)).toBe(0);
      expect(await accessibilityViolations(page)).toEqual([]);
      const { PICTURES } = process.env;
      const picture = `console-file-${format}-${as}-${viewport}.png`;
      if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, picture), fullPage: true });
    }
    await page.locator('a.language').click();
    const download = page.waitForEvent('download');
    await page.locator('a[href$="/errors.csv"]').click();
    const csv = csvRows(await readFile(await (await download).path(), 'utf8'));
    const said = csv.map(({ error = '' }) => error).filter((error) => error !== '');
    expect(said).toEqual(reasons[language].map((reason) => expect.stringContaining(reason)));
  });

  it('is planned once it is corrected, sent, stopped, continued and reported: everybody is paid once', async () => {
    const page = await visitor.open('/campaigns/new_plan');
    await drop(page, good(campaign));
    await page.getByText(PLAN[language].goodTitle).waitFor();
    // The texts of a wrong encoding would show here.
    expect(await page.locator('table.read').innerText()).toContain('恭喜发财');
    await page.getByRole('button', { name: PLAN[language].makeTitle }).click();
    await page.waitForURL(`**/campaigns/${campaign}?done=*`);
    await page.locator(`a[href="/campaigns/${campaign}/run"]`).click();
    // Slow enough to be still going when it is stopped.
    await console.contract.sandbox.fault({
      ...{ call: 'send', times: 'always', fault: { kind: 'slow', delayMs: 150 } },
    });
    await page.fill('[name="in-flight"]', '2');
    await page.locator('main form button').click();
    // Nobody loads the page again: it follows the run by itself.
    await until(async () => (await outcome(page, 'paid')).packets > 5, 60_000);
    const early = (await outcome(page, 'paid')).packets;
    await until(async () => (await outcome(page, 'paid')).packets > early, 60_000);
    await act(page, campaign, 'stop');
    await shows(page, 'unfinished', language);
    await console.contract.sandbox.clearFaults();
    const { packets } = await outcome(page, 'unsent');
    expect(packets).toBeGreaterThan(0);
    expect(Object.keys(await paidFen(console, campaign))).toHaveLength(ROWS - packets);
    await act(page, campaign, 'run');
    await shows(page, 'complete', language);
    expect(await outcome(page, 'paid')).toEqual({ packets: ROWS, fen: totalFen(ROWS) });
    expect(await paidFen(console, campaign)).toEqual(expected(campaign, ROWS));
    await act(page, campaign, 'report');
    await page.locator('#report a[href$="report.html"]').waitFor({ timeout: 60_000 });
    await page.locator('#report a[href$="report.html"]').click();
    await page.waitForURL('**/report.html');
    expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
    expect(await page.locator('body').innerText()).toContain((totalFen(ROWS) / 100).toFixed(2));
    expect(visitor.messages).toEqual([]);
  });
});
