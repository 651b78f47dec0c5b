import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { accessibilityViolations, LOOKS, launchBrowser, overflowPx } from '../kit/browser';
import { englishOn } from '../kit/english';
import { ROOT } from '../kit/process';
import { type LocalConsole, playTwoDays, startLocalConsole, type Visitor, visit } from './console-kit';

let console: LocalConsole;
let browser: Browser;
let empty: LocalConsole;
let packets: { readonly paid: string; readonly open: string };

beforeAll(async () => {
  [console, browser] = [await startLocalConsole(), await launchBrowser()];
  await playTwoDays(console.contract);
  const paid = await console.contract.pay({ total_amount: 18.88, wishing: '新年快乐，万事如意' });
  const { data } = await console.contract.openPacket('after');
  packets = { paid: paid.id, open: String(data.id) };
});
afterAll(async () => {
  await browser.close();
  await console.close();
});

/** [name of the picture, path] */
const PAGES: readonly (readonly [string, () => string])[] = [
  ['overview', () => '/'],
  ['packets', () => '/packets'],
  ['packets-waiting', () => '/packets?view=retry'],
  ['packets-nothing', () => '/packets?q=nothing'],
  ['packet', () => `/packets/${packets.paid}`],
  ['packet-open', () => `/packets/${packets.open}`],
  ['repeat', () => `/packets/${packets.open}/repeat`],
  ['recover', () => `/packets/${packets.open}/recover`],
  ['accounts', () => '/accounts'],
  ['certificate', () => '/accounts/put?account=wxcbda96de0b165486&mch_id=1900000109'],
  ['not-found', () => '/packets/none'],
];

/** The pictures that docs/console.md shows; `IMAGES=1` makes them again. */
const IN_DOCS = /^console-((overview|packet)-\w\w-desktop-light|packets-\w\w-phone-dark)\.png$/;

/** Enough to see what a page is; the files stay small. */
const CLIP = {
  phone: { x: 0, y: 0, width: 390, height: 700 },
  desktop: { x: 0, y: 0, width: 1440, height: 660 },
} as const;

const cases = (['en', 'zh'] as const).flatMap((language) => LOOKS.map((look) => ({ language, ...look })));

describe.each(cases)('the console ($language, $viewport, $colorScheme)', ({ language, ...look }) => {
  let visitor: Visitor;
  beforeAll(async () => {
    visitor = await visit(browser, console, { language, ...look });
  });
  afterAll(() => visitor.close());

  it.each(PAGES)(
    'shows %s: fits, axe finds nothing, no message, nothing from elsewhere',
    async (name, path) => {
      const page = await visitor.open(path());
      // The browser itself says that a page is not found.
      expect(visitor.messages.filter((message) => !message.includes('404'))).toEqual([]);
      expect(visitor.requests.filter((url) => !url.startsWith(console.origin))).toEqual([]);
      expect(await page.locator('html').getAttribute('lang')).toBe(language === 'zh' ? 'zh-CN' : 'en');
      expect(await overflowPx(page)).toBe(0);
      if (language === 'zh') expect(englishOn(await page.content())).toEqual([]);
      expect(await accessibilityViolations(page)).toEqual([]);
      const file = `console-${name}-${language}-${look.viewport}-${look.colorScheme}.png`;
      const { PICTURES, IMAGES } = process.env;
      if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, file) });
      if (IMAGES !== undefined && IN_DOCS.test(file))
        await page.screenshot({ path: join(ROOT, 'docs/images', file), clip: CLIP[look.viewport] });
    },
  );

  it('has all pages of the navigation within the screen', async () => {
    const page = await visitor.open('/');
    const links = page.locator('header nav a');
    expect(await links.count()).toBe(5);
    const width = page.viewportSize()?.width ?? 0;
    for (const link of await links.all()) {
      const box = await link.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? width) + (box?.width ?? 1)).toBeLessThanOrEqual(width);
    }
  });
});

describe('an empty stack', () => {
  beforeAll(async () => {
    empty = await startLocalConsole();
  });
  afterAll(() => empty.close());

  it.each(['en', 'zh'] as const)('says on each page what to do next (%s)', async (language) => {
    const visitor = await visit(browser, empty, { language, viewport: 'phone', colorScheme: 'light' });
    for (const path of ['/', '/packets']) {
      const page = await visitor.open(path);
      expect(await page.locator('.empty code').innerText()).toContain(
        'npx serverless invoke local -f sendRedPack',
      );
      expect(await overflowPx(page)).toBe(0);
      expect(await accessibilityViolations(page)).toEqual([]);
    }
    await visitor.close();
  });
});
