import type { Browser, Page, Route } from 'playwright-core';
import { launchBrowser } from '../kit/browser';
import { type LocalConsole, light, startLocalConsole, visit } from './console-kit';

let console: LocalConsole;
let browser: Browser;
let open: { readonly id: string; readonly mch_billno: string };

beforeAll(async () => {
  [console, browser] = [await startLocalConsole(), await launchBrowser()];
  await console.contract.pay({ total_amount: 18.88 });
  // A packet that is not final: its page refreshes.
  const { data } = await console.contract.openPacket('before');
  open = { id: String(data.id), mch_billno: String(data.mch_billno) };
});
afterAll(async () => {
  await browser.close();
  await console.close();
});

const ERROR_PAGE = '<!doctype html><main id="main"><h1>This did not work</h1></main>';

/** What a poll may get when the stack, the session or the console is gone: an error page, a refusal, no answer. */
const FAILURES: readonly ((route: Route) => Promise<void>)[] = [
  (route) => route.fulfill({ status: 502, contentType: 'text/html', body: ERROR_PAGE }),
  (route) => route.fulfill({ status: 401, contentType: 'text/html', body: ERROR_PAGE }),
  (route) => route.abort('connectionrefused'),
];

/** The longest of the intervals at which these pages refresh. */
const EVERY_MS = 5_000;

/** Lets the next refresh come at once: the clock is the browser's, so nobody waits for it. */
async function poll(page: Page): Promise<void> {
  const asked = page.waitForEvent('request', { timeout: 20_000 });
  await page.clock.fastForward(EVERY_MS);
  await asked;
}

describe('a page that refreshes by itself', () => {
  it.each([
    ['the overview', () => '/', '#live', () => '18.88'],
    ['the list', () => '/packets', '#list', () => '18.88'],
    ['a packet', () => `/packets/${open.id}`, '#packet', () => open.mch_billno],
  ])(
    '%s keeps what it shows when a refresh fails, says so, and goes on',
    async (_, path, part, text) => {
      const visitor = await visit(browser, console, { language: 'zh', ...light('phone') });
      await visitor.page.clock.install();
      const page = await visitor.open(path());
      const shown = page.locator(part);
      // Figures that take long to count come with a refresh.
      await shown.getByText(text()).first().waitFor({ state: 'attached', timeout: 20_000 });
      await expect(shown.textContent()).resolves.toContain(text());
      expect(await page.locator('#stale').isVisible()).toBe(false);
      for (const fail of FAILURES) {
        await page.route('**/*', fail);
        await poll(page);
        await page.locator('#stale').waitFor({ state: 'visible', timeout: 20_000 });
        await expect(shown.textContent()).resolves.toContain(text());
        await page.unroute('**/*');
        await poll(page);
        await page.locator('#stale').waitFor({ state: 'hidden', timeout: 20_000 });
      }
      await visitor.close();
    },
    120_000,
  );
});
