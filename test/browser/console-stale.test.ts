import type { Browser, Page, Route } from 'playwright-core';
import { launchBrowser } from '../kit/browser';
import { type LocalConsole, light, startLocalConsole, visit, WIDTHS } from './console-kit';

let console: LocalConsole;
let browser: Browser;
let paid: { readonly id: string };

beforeAll(async () => {
  [console, browser] = [await startLocalConsole(), await launchBrowser()];
  paid = await console.contract.pay({ total_amount: 18.88 });
});
afterAll(async () => {
  await browser.close();
  await console.close();
});

const ERROR_PAGE = '<!doctype html><main id="main"><h1>This did not work</h1></main>';

/** What a poll may get when the stack, the network or the console is away. */
const FAILURES: readonly (readonly [string, (route: Route) => Promise<void>])[] = [
  ['an error page', (route) => route.fulfill({ status: 502, contentType: 'text/html', body: ERROR_PAGE })],
  ['a refusal', (route) => route.fulfill({ status: 401, contentType: 'text/html', body: ERROR_PAGE })],
  ['no answer', (route) => route.abort('connectionrefused')],
];

async function poll(page: Page, act: () => Promise<unknown>): Promise<void> {
  const asked = page.waitForEvent('request', { timeout: 20_000 });
  await act();
  await asked;
}

describe.each(WIDTHS)('a page that refreshes by itself ($language, $viewport)', ({ language, viewport }) => {
  it.each([
    ['the overview', () => '/', '#live'],
    ['the list', () => '/packets', '#list'],
    ['a packet', () => `/packets/${paid.id}`, '#packet'],
  ])(
    '%s keeps what it shows when a refresh fails, says so, and goes on',
    async (_, path, part) => {
      const visitor = await visit(browser, console, { language, ...light(viewport) });
      const page = await visitor.open(path());
      const shown = page.locator(part);
      await expect(shown.textContent()).resolves.toContain('18.88');
      expect(await page.locator('#stale').isVisible()).toBe(false);
      for (const [, fail] of FAILURES) {
        await poll(page, () => page.route('**/*', fail));
        await page.locator('#stale').waitFor({ state: 'visible', timeout: 20_000 });
        await expect(shown.textContent()).resolves.toContain('18.88');
        await page.unroute('**/*');
        await page.locator('#stale').waitFor({ state: 'hidden', timeout: 20_000 });
      }
      await visitor.close();
    },
    120_000,
  );
});
