import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's. playwright-core brings no browser of its own. */
const CHROMIUM = '/usr/bin/chromium';

/** A phone, and a finance department's screen. Heights hardly matter: pages scroll. */
export const VIEWPORTS = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
} as const;

/** Every look a page has: each viewport, light and dark. For `it.each` and `describe.each`. */
export const LOOKS = (['phone', 'desktop'] as const).flatMap((viewport) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ viewport, colorScheme })),
);
export type Look = (typeof LOOKS)[number];

/** A page of its own (cookies, storage), whose console and requests are recorded. */
export interface WatchedPage {
  readonly page: Page;
  /** What the console shows (refusals of the Content-Security-Policy too), and errors that nothing caught. */
  readonly messages: readonly string[];
  /** URLs that the page asked for, the documents it was sent to included. */
  readonly requests: readonly string[];
  /** Ends the page, and what it stored. */
  readonly close: () => Promise<void>;
}

/**
 * Starts the browser; the caller closes it in `afterAll`.
 * @param args of its command line
 * @throws Error when it is not installed, with the command that installs it
 */
export async function launchBrowser(
  executablePath = CHROMIUM,
  args: readonly string[] = [],
): Promise<Browser> {
  if (!existsSync(executablePath))
    throw new Error(
      `${executablePath} is missing. Install it: apt-get update && apt-get install --no-install-recommends chromium fonts-wqy-microhei`,
    );
  // Chromium refuses to run its sandbox as root, and a hosted runner may forbid the namespaces that it needs.
  const chromiumSandbox = process.getuid?.() !== 0 && process.env.CI === undefined;
  return await chromium.launch({ executablePath, chromiumSandbox, args: [...args] });
}

/** Opens a page in a context of its own. @param options of the context: cookies off, another language, headers */
export async function openPage(
  browser: Browser,
  { viewport, colorScheme }: Look = { viewport: 'desktop', colorScheme: 'light' },
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: VIEWPORTS[viewport], colorScheme, ...options });
  const page = await context.newPage();
  const messages: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => messages.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => messages.push(`uncaught: ${error.message}`));
  page.on('request', (request) => requests.push(request.url()));
  return { page, messages, requests, close: () => context.close() };
}

/** What axe finds on the page as it stands, once it is loaded: one line for each element, empty when nothing is wrong. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  await page.waitForLoadState();
  // Legacy mode differs only for frames of other origins, which no page has; without it axe opens a second page.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = '' }) =>
      `${id}: ${help}: ${target.join(' ')}: ${failureSummary}`.replace(/\s+/g, ' '),
    ),
  );
}

/**
 * How many CSS pixels the page is wider than its window: above 0 the whole page scrolls sideways.
 * Waits for the style sheets: a click is over as soon as the next document begins to arrive.
 */
export async function overflowPx(page: Page): Promise<number> {
  await page.waitForLoadState();
  return await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
