import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Language } from '../../console/language';
import { CAMPAIGNS } from '../../console/text/campaigns';
import { PLAN } from '../../console/text/plan';
import { openPlan } from '../../shared/campaign/read-plan';
import { csvRows } from '../campaign/csv-rows';
import { LOOKS, launchBrowser } from '../kit/browser';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { until } from '../kit/until';
import { BAD_REASONS, badFile, checkFile, dropFile, goodFile, openidOf, totalFen } from './campaign-files';
import { act, expected, outcome, paidFen, shows, standing } from './campaign-page';
import { type LocalConsole, looksGood, startLocalConsole, type Visitor, visit } from './console-kit';

/** Written into docs/images with IMAGES=1. */
const IN_DOCS = /^console-campaign-bad-(en|zh)-desktop-light\.png$/;
const CLIP = { x: 0, y: 0, width: 1440, height: 700 };

let console: LocalConsole;
let browser: Browser;
let campaigns: string;

beforeAll(async () => {
  campaigns = await tempFolder();
  [console, browser] = [await startLocalConsole(campaigns), await launchBrowser()];
});
afterAll(async () => {
  await browser.close();
  await console.close();
  await removeTempFolders();
});

async function uploads(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`red-pack-upload-${process.pid}-`));
}

/** As a whole page in each language, width and scheme. */
async function good(page: Page, visitor: Visitor, name: string): Promise<void> {
  await looksGood(page, visitor, console.origin, name);
  const file = `console-${name}.png`;
  if (process.env.IMAGES !== undefined && IN_DOCS.test(file))
    await page.screenshot({ path: join(ROOT, 'docs/images', file), clip: CLIP, fullPage: true });
}

async function plan(visitor: Visitor, campaign: string, count: number, language: Language): Promise<Page> {
  const page = await visitor.open('/campaigns/new_plan');
  await checkFile(page, campaign, goodFile(campaign, count), language);
  await page.getByRole('button', { name: PLAN[language].makeTitle }).click();
  await page.waitForURL(`**/campaigns/${campaign}?done=*`);
  return page;
}

const cases = (['en', 'zh'] as const).flatMap((language) => LOOKS.map((look) => ({ language, ...look })));

describe.each(cases)(
  'campaigns in the console ($language, $viewport, $colorScheme)',
  ({ language, ...look }) => {
    const campaign = `look-${language}-${look.viewport === 'phone' ? 'p' : 'd'}-${look.colorScheme === 'light' ? 'l' : 'd'}`;
    const suffix = `${language}-${look.viewport}-${look.colorScheme}`;

    it('go from a file with bad rows to the report: each page fits, and axe finds nothing', async () => {
      const visitor = await visit(browser, console, { language, ...look });
      const looks = (page: Page, name: string) => good(page, visitor, `campaign-${name}-${suffix}`);
      const page = await visitor.open('/campaigns/new_plan');
      await looks(page, 'form');
      await checkFile(page, campaign, badFile(campaign), language);
      await page.locator('#bad-rows').waitFor();
      await looks(page, 'bad');
      await page.getByRole('button', { name: PLAN[language].discard }).click();
      await page.waitForURL('**/campaigns/new_plan');
      await checkFile(page, campaign, goodFile(campaign, 24), language);
      await page.getByText(PLAN[language].goodTitle).waitFor();
      await looks(page, 'good');
      await page.getByRole('button', { name: PLAN[language].makeTitle }).click();
      await page.waitForURL(`**/campaigns/${campaign}?done=*`);
      await looks(page, 'planned');
      await page.locator(`a[href="/campaigns/${campaign}/run"]`).click();
      await looks(page, 'confirm');
      await page.locator('main form button').click();
      await shows(page, 'complete', language);
      await looks(page, 'complete');
      await act(page, campaign, 'report');
      await page.locator('#report a[href$="report.html"]').waitFor({ timeout: 60_000 });
      await looks(page, 'reported');
      await looks(await visitor.open('/campaigns'), 'list');
      await visitor.close();
    });
  },
);

describe.each([
  { language: 'en', viewport: 'desktop' },
  { language: 'zh', viewport: 'phone' },
] as const)('a campaign from the console ($language, $viewport)', ({ language, viewport }) => {
  const text = PLAN[language];
  const look = { language, viewport, colorScheme: 'light' } as const;
  let visitor: Visitor;

  beforeAll(async () => {
    visitor = await visit(browser, console, look);
  });
  afterAll(() => visitor.close());

  it('shows every bad row beside its reason, plans nothing, and keeps the file to itself', async () => {
    const campaign = `bad-${language}`;
    const page = await visitor.open('/campaigns/new_plan');
    await checkFile(page, campaign, badFile(campaign), language);
    expect(await page.getByRole('heading', { name: text.bad(5, 12) }).count()).toBe(1);
    const rows = await page.locator('#bad-rows tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t')[0]?.trim())).toEqual(['4', '6', '7', '9', '11']);
    for (const [index, reason] of BAD_REASONS[language].entries()) expect(rows[index]).toContain(reason);
    expect(await page.content()).not.toContain(openidOf(campaign, 2));
    expect(await page.locator('dl.facts').first().innerText()).toMatch(/CSV[,，]/);
    await expect(readdir(campaigns)).resolves.not.toContain(campaign);

    const [kept] = await uploads();
    const file = await stat(join(tmpdir(), kept ?? '', '名单.csv'));
    expect((file.mode & 0o777).toString(8)).toBe('600');
    const download = page.waitForEvent('download');
    await page.locator('a[href$="/errors.csv"]').click();
    const csv = csvRows(await readFile(await (await download).path(), 'utf8'));
    expect(csv.filter(({ error }) => error !== '')).toHaveLength(5);

    await page.getByRole('button', { name: text.discard }).click();
    await page.waitForURL('**/campaigns/new_plan');
    expect(await uploads()).not.toContain(kept);
  });

  it('leaves out the bad rows when the button has said so', async () => {
    const campaign = `skip-${language}`;
    const page = await visitor.open('/campaigns/new_plan');
    await checkFile(page, campaign, badFile(campaign), language);
    const command = await page.locator('.command code').innerText();
    expect(command).toContain(`campaign plan '名单.csv' --campaign ${campaign}`);
    expect(command).toContain('--skip-bad');
    await page.locator('.confirm form .buttons button').first().click();
    await page.waitForURL(`**/campaigns/${campaign}?done=*`);
    const { manifest } = await openPlan(join(campaigns, campaign));
    expect(manifest.count).toBe(7);
    expect(await outcome(page, 'total')).toEqual({ packets: 7, fen: manifest.total_fen });
    expect(await uploads()).toEqual([]);
  });

  it('plans and sends a good file; the page, which nobody loads again, ends with the figures of the ledger', async () => {
    const campaign = `good-${language}`;
    const page = await plan(visitor, campaign, 60, language);
    expect(await outcome(page, 'unsent')).toEqual({ packets: 60, fen: totalFen(60) });
    await page.locator(`a[href="/campaigns/${campaign}/run"]`).click();
    const yuan = (totalFen(60) / 100).toFixed(2);
    expect(await page.locator('.confirm li').first().innerText()).toContain(`${yuan}`);
    const { manifest } = await openPlan(join(campaigns, campaign));
    expect(await page.locator('.command code').innerText()).toBe(
      `./red-pack campaign run ${campaign} --plan ${manifest.plan_sha256.slice(0, 12)} --yes --dir ${campaigns}`,
    );
    await page.getByRole('button', { name: CAMPAIGNS[language].start.button(yuan) }).click();
    await shows(page, 'complete', language);
    const ledger = await paidFen(console, campaign);
    expect(ledger).toEqual(expected(campaign, 60));
    expect(await outcome(page, 'paid')).toEqual({ packets: 60, fen: totalFen(60) });
    expect(await page.content()).not.toContain(openidOf(campaign, 0));
  });

  it('stops after what is in flight, goes on, and pays everybody once', async () => {
    const campaign = `stop-${language}`;
    const page = await plan(visitor, campaign, 400, language);
    await page.locator(`a[href="/campaigns/${campaign}/run"]`).click();
    // Slow enough to be still going when it is stopped.
    await console.contract.sandbox.fault({
      ...{ call: 'send', times: 'always', fault: { kind: 'slow', delayMs: 150 } },
    });
    await page.fill('[name="in-flight"]', '2');
    await page.locator('main form button').click();
    await until(async () => (await outcome(page, 'paid')).packets > 5, 60_000);
    await act(page, campaign, 'stop');
    await shows(page, 'unfinished', language);
    await console.contract.sandbox.clearFaults();
    const [paid, unsent] = [await outcome(page, 'paid'), await outcome(page, 'unsent')];
    expect(paid.packets + unsent.packets).toBe(400);
    expect(unsent.packets).toBeGreaterThan(0);
    const before = await paidFen(console, campaign);
    expect(Object.keys(before)).toHaveLength(paid.packets);
    expect(Object.values(before).reduce((sum, fen) => sum + fen, 0)).toBe(paid.fen);

    await act(page, campaign, 'run');
    await shows(page, 'complete', language);
    expect(await paidFen(console, campaign)).toEqual(expected(campaign, 400));
    expect(await outcome(page, 'paid')).toEqual({ packets: 400, fen: totalFen(400) });
  });

  it('makes the report, which opens in the console, and whose rows are the plan’s', async () => {
    const campaign = `good-${language}`;
    const page = await visitor.open(`/campaigns/${campaign}`);
    await act(page, campaign, 'report');
    await page.locator('#report a[href$="report.html"]').waitFor({ timeout: 60_000 });
    const download = page.waitForEvent('download');
    await page.locator('#report a[href$="result.csv"]').click();
    const rows = csvRows(await readFile(await (await download).path(), 'utf8'));
    expect(rows.map(({ outcome: is }) => is)).toEqual(Array.from({ length: 60 }, () => 'paid'));
    await page.locator('#report a[href$="report.html"]').click();
    await page.waitForURL('**/report.html');
    const card = await page.locator('dl > div').nth(1).locator('.yuan').innerText();
    expect(Math.round(Number(card.replaceAll(',', '')) * 100)).toBe(totalFen(60));
    // Its style sheet is in force, and nothing else was let in.
    expect(await page.locator('svg.chart').first().isVisible()).toBe(true);
    expect(visitor.messages).toEqual([]);
  });
});

it('a file that is dropped on the field is chosen, without a script of the page', async () => {
  const { page, close } = await visit(browser, console, {
    ...({ language: 'en', viewport: 'desktop', colorScheme: 'light' } as const),
  });
  await page.goto(`${console.origin}/campaigns/new_plan`);
  const dir = await tempFolder();
  const path = join(dir, 'dropped.csv');
  await writeFile(path, goodFile('drop', 3));
  await dropFile(page, path);
  const chosen = await page.evaluate('document.querySelector("#file").files[0].name');
  expect(chosen).toBe('dropped.csv');
  await close();
});

it('reads without JavaScript: the form, the check, the plan and the start', async () => {
  const look = { language: 'en', viewport: 'desktop', colorScheme: 'light' } as const;
  const visitor = await visit(browser, console, look, { javaScriptEnabled: false });
  const page = await plan(visitor, 'no-script', 5, 'en');
  await act(page, 'no-script', 'run');
  await until(async () => {
    await page.reload();
    return (await standing(page)) === CAMPAIGNS.en.states.complete;
  }, 60_000);
  expect(await paidFen(console, 'no-script')).toEqual(expected('no-script', 5));
  await visitor.close();
});

it('says of a file that is too large how large it may be, and what else to do', async () => {
  const look = { language: 'zh', viewport: 'desktop', colorScheme: 'light' } as const;
  const visitor = await visit(browser, console, look);
  const page = await visitor.open('/campaigns/new_plan');
  await checkFile(page, 'large', 'x'.repeat(33 * 1024 * 1024), 'zh');
  await page.getByText(PLAN.zh.tooLarge).waitFor();
  await visitor.close();
});
