import { setTimeout } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { accessibilityViolations, launchBrowser, openPage, overflowPx } from '../kit/browser';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A document that breaks what the tests of pages look for. */
const BAD = `data:text/html,<!doctype html><html lang="en"><title>Bad</title>
<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><h1>Bad</h1>
<main style="width:3000px"><p style="color:%23ccc;background:%23fff">pale</p><img alt="x" src="http://127.0.0.1:1/x.png"></main>
<iframe title="x" src="http://127.0.0.1:1/frame"></iframe><script>console.log('said'); throw new Error('thrown')</script>`;

/** A document that is wide and pale without its style sheet. */
const LATE = `<!doctype html><html lang="en"><title>Late</title><link rel="stylesheet" href="/late.css">
<main><h1>Late</h1><p style="color:#ccc">pale</p><div style="width:3000px">wide</div></main>`;

describe('the browser kit', () => {
  it('records what the console shows and what the page asks for', async () => {
    const { page, messages, requests, close } = await openPage(browser);
    await page.goto(BAD);
    expect(messages).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^error: .*Content Security Policy/),
        'log: said',
        'uncaught: thrown',
      ]),
    );
    expect(requests).toContain('http://127.0.0.1:1/frame');
    await close();
  });

  it('finds an element that is too pale, and a page wider than its window', async () => {
    const { page, close } = await openPage(browser, { viewport: 'phone', colorScheme: 'dark' });
    await page.goto(BAD);
    expect(await accessibilityViolations(page)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^color-contrast: .*p: /)]),
    );
    expect(await overflowPx(page)).toBeGreaterThan(2000);
    await close();
  });

  it('measures a page that a click leads to once its style sheet is there, however late that comes', async () => {
    const { page, close } = await openPage(browser, { viewport: 'phone', colorScheme: 'light' });
    await page.route('http://late.test/**', async (route) => {
      const { pathname } = new URL(route.request().url());
      const html = (body: string) => route.fulfill({ contentType: 'text/html', body });
      if (pathname === '/') return await html('<a href="/page">on</a>');
      if (pathname === '/page') return await html(LATE);
      await setTimeout(500);
      await route.fulfill({
        contentType: 'text/css',
        body: 'main { overflow: hidden } p { color: #000 !important }',
      });
    });
    const reach = async (): Promise<void> => {
      await page.goto('http://late.test/');
      await page.locator('a').click();
    };
    await reach();
    expect(await overflowPx(page)).toBe(0);
    await reach();
    expect(await accessibilityViolations(page)).toEqual([]);
    await close();
  });

  it('names the command that installs a missing browser', async () => {
    await expect(launchBrowser('/nowhere/chromium')).rejects.toThrow(
      /^\/nowhere\/chromium is missing\. .*apt-get install --no-install-recommends chromium fonts-wqy-microhei$/,
    );
  });
});
