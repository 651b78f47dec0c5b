import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { SANDBOX } from '../../console/text/sandbox';
import { SETTINGS } from '../../console/text/sandbox-settings';
import { STATES } from '../../console/text/states';
import { accessibilityViolations, LOOKS, launchBrowser, overflowPx } from '../kit/browser';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { until } from '../kit/until';
import { type LocalConsole, light, startLocalConsole, type Visitor, visit, WIDTHS } from './console-kit';

let console: LocalConsole;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  [console, browser, folder] = [await startLocalConsole(), await launchBrowser(), await tempFolder()];
});
afterAll(async () => {
  await browser.close();
  await console.close();
  await removeTempFolders();
});

/** The row of the newest packet. */
function newest(page: Page) {
  return page.locator('#packets tbody tr').first();
}

/** Waits until the newest packet is in a state. */
function reaches(page: Page, state: string): Promise<void> {
  return newest(page).locator('.state').getByText(state, { exact: true }).waitFor({ timeout: 30_000 });
}

/** The button of a form of the page. */
function button(page: Page, act: string) {
  return page.locator(`form[action="/sandbox/${act}"] button`);
}

async function lastNumber(): Promise<string> {
  const { orders } = await console.contract.sandbox.ledger();
  return orders.at(-1)?.mch_billno ?? '';
}

describe.each(WIDTHS)('the sandbox page ($language, $viewport)', ({ language, viewport }) => {
  const text = SANDBOX[language];
  const states = STATES[language];
  let visitor: Visitor;
  let page: Page;
  let clicks: number;

  const click = async (locator: ReturnType<Page['locator']>): Promise<void> => {
    await locator.click();
    clicks += 1;
  };

  /** Sends, and waits for the end of it: what takes longer than 2 s is shown as under way at first. */
  const send = async (): Promise<void> => {
    const link = newest(page).locator('a.main');
    const newestPath = async () => ((await link.count()) === 0 ? null : link.getAttribute('href'));
    const before = await newestPath();
    await click(button(page, 'send'));
    await until(async () => (await newestPath()) !== before, 30_000);
    await until(async () => (await newest(page).locator('.state').innerText()) !== text.sending, 30_000);
  };

  beforeEach(async () => {
    clicks = 0;
    visitor = await visit(browser, console, { language, ...light(viewport) });
    page = await visitor.open('/sandbox');
  });
  afterEach(() => visitor.close());

  it('leads from "paid but timeout" to "paid" in three clicks', async () => {
    await click(page.locator('button[value="paid-timeout"]'));
    await click(button(page, 'send'));
    // WeChat has paid, and its response does not come: the page shows both sides, and reads itself again.
    await newest(page).filter({ hasText: text.sending }).filter({ hasText: /SENT/ }).waitFor();
    expect(await newest(page).locator('.state').innerText()).toBe(text.sending);
    expect(await newest(page).innerText()).toContain('SENT');
    await newest(page).getByText(states.open, { exact: true }).waitFor({ timeout: 30_000 });
    await click(newest(page).locator('form[action="/sandbox/ask"] button'));
    await reaches(page, states.paid);
    expect(clicks).toBe(3);
    expect(await console.contract.sandbox.paidFen(await lastNumber())).toEqual([188]);
    expect(visitor.messages).toEqual([]);
  });

  it('pays once what is repeated after a top-up of an empty balance', async () => {
    await page.fill('#balance', '0.5');
    await click(button(page, 'balance'));
    await send();
    expect(await newest(page).innerText()).toContain('NOTENOUGH');
    expect(await newest(page).locator('.state').innerText()).toBe(states.retry);
    await page.fill('#top-up', '8888');
    await click(button(page, 'top-up'));
    await click(newest(page).locator('form[action="/sandbox/repeat"] button'));
    await reaches(page, states.paid);
    expect(await console.contract.sandbox.paidFen(await lastNumber())).toEqual([188]);
    const [account] = (await console.contract.sandbox.ledger()).accounts;
    // Of what a send changes, only the packets come by themselves.
    await visitor.open('/sandbox');
    expect(await page.locator('.figure', { hasText: text.balance }).innerText()).toContain('8,886.62');
    expect(account?.balanceFen).toBe(888_662);
  });

  it('lets one packet be received and another go back, and 24 hours pass for a third', async () => {
    for (const act of ['open', 'return']) {
      await send();
      await newest(page).locator(`form[action="/sandbox/${act}"] button`).click();
      await newest(page).locator('form[action="/sandbox/ask"] button').click();
      const state = act === 'open' ? states.received : states.returned;
      await reaches(page, state);
    }
    await send();
    await page.getByRole('button', { name: text.day, exact: true }).click();
    expect(await newest(page).innerText()).toContain('RFUND_ING');
    await page.getByRole('button', { name: text.hour, exact: true }).click();
    await button(page, 'recover').click();
    await newest(page).locator('form[action="/sandbox/ask"] button').click();
    await reaches(page, states.returned);
  });

  it('saves what was done as a file, which plays again to the same end', async () => {
    await button(page, 'start-over').click();
    await page.locator('button[value="paid-reset"]').click();
    await send();
    await page.fill('#title', 'lost and found');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('form[action="/sandbox/scenario.json"] button').click(),
    ]);
    const saved = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(saved).toMatchObject({
      title: 'lost and found',
      steps: [{ do: 'fault' }, { do: 'send', outcome: 'paid' }],
    });
    const file = join(folder, 'scenario.json');
    await writeFile(file, JSON.stringify(saved));
    const before = (await console.contract.sandbox.ledger()).payments.length;
    await page.setInputFiles('#file', file);
    await button(page, 'play').click();
    expect(await page.locator('.done').innerText()).toContain(text.done.played(2));
    expect((await console.contract.sandbox.ledger()).payments).toHaveLength(before + 1);
  });

  it('changes a limit of the day on the page of settings, which the next send meets, and restores it', async () => {
    await page.locator('a[href="/sandbox/settings"]').click();
    await page.getByLabel(SETTINGS[language].fields.merchantDailyFen).fill('0.50');
    await button(page, 'settings').click();
    expect(await page.locator('.done').innerText()).toContain(SETTINGS[language].done.changed(1));
    await send();
    expect(await newest(page).innerText()).toContain('SENDAMOUNT_LIMIT');
    await page.locator('a[href="/sandbox/settings"]').click();
    expect(await page.getByLabel(SETTINGS[language].fields.merchantDailyFen).inputValue()).toBe('0.50');
    await button(page, 'restore-settings').click();
    await newest(page).locator('form[action="/sandbox/repeat"] button').click();
    await reaches(page, states.paid);
  });

  it('shows in the ledger what the sandbox has moved', async () => {
    await send();
    await page.locator('a[href="/sandbox/ledger"]').click();
    await page.waitForURL('**/sandbox/ledger');
    const { payments, refunds, topUps } = await console.contract.sandbox.ledger();
    expect(await page.locator('tbody tr').count()).toBe(payments.length + refunds.length + topUps.length);
    expect(await page.locator('tbody tr').first().innerText()).toContain('1.88');
  });

  it('works without JavaScript', async () => {
    const plain = await visit(
      browser,
      console,
      { language, ...light(viewport) },
      { javaScriptEnabled: false },
    );
    const still = await plain.open('/sandbox/fault?kind=answer');
    await still.fill('#err_code', 'NOTENOUGH');
    await button(still, 'fault').click();
    await button(still, 'send').click();
    const reload = still.getByRole('link', { name: text.reload });
    await until(async () => (await reload.count()) === 0 || reload.click().then(() => false), 30_000);
    expect(await newest(still).innerText()).toContain('NOTENOUGH');
    await plain.close();
  });
});

/** The pictures that docs/sandbox.md and docs/console.md show; `IMAGES=1` makes them again. */
const IN_DOCS = /^console-sandbox-(en|zh)-desktop-light\.png$/;
const CLIP = { x: 0, y: 0, width: 1440, height: 1040 };

const looks = (['en', 'zh'] as const).flatMap((language) => LOOKS.map((look) => ({ language, ...look })));

describe.each(looks)(
  'the pages of the sandbox ($language, $viewport, $colorScheme)',
  ({ language, ...look }) => {
    it('fit the window, say nothing in the console, and axe finds nothing wrong', async () => {
      const visitor = await visit(browser, console, { language, ...look });
      for (const path of ['/sandbox', '/sandbox/fault?kind=answer', '/sandbox/settings', '/sandbox/ledger']) {
        const page = await visitor.open(path);
        expect([path, await overflowPx(page)]).toEqual([path, 0]);
        expect([path, await accessibilityViolations(page)]).toEqual([path, []]);
        const name = path.replaceAll(/\W+/g, '-').slice(1);
        const file = `console-${name}-${language}-${look.viewport}-${look.colorScheme}.png`;
        const { PICTURES, IMAGES } = process.env;
        if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, file), fullPage: true });
        if (IMAGES !== undefined && IN_DOCS.test(file))
          await page.screenshot({ path: join(ROOT, 'docs/images', file), clip: CLIP, fullPage: true });
      }
      expect(visitor.messages).toEqual([]);
      await visitor.close();
    });
  },
);
