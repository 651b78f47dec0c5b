import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Language, WORDS } from '../../cli/report/words';
import { beijingDay, type FullLedger, takenFen } from '../cli/report-ledger';
import { type Contract, startContract } from '../contract/harness';
import { accessibilityViolations, LOOKS, launchBrowser, openPage, overflowPx } from '../kit/browser';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT, run, stdoutOf } from '../kit/process';

const HOUR_MS = 3_600_000;
const OTHER_ACCOUNT = 'wx0123456789abcdef';

let contract: Contract;
let browser: Browser;
let out: string;
let ledger: FullLedger;
let to: string;

async function nowMs(): Promise<number> {
  return (await contract.sandbox.call<{ nowMs: number }>('GET', '/clock')).nowMs;
}

/** Three days: packets that are received, come back, are shared, open, parked and refused, of two accounts. */
async function playDays(): Promise<void> {
  await contract.sandbox.addAppid(OTHER_ACCOUNT);
  await contract.secrets.put(OTHER_ACCOUNT, contract.secrets.content());
  const received = await contract.pay({ total_amount: 199.99 });
  await contract.sandbox.open(received.mch_billno);
  await contract.pay({ total_amount: 88.88 });
  const shared = await contract.pay({ type: 'fission', total_amount: 66.6, total_num: 3 });
  await contract.sandbox.open(shared.mch_billno, 'oFriend00000000000000000000B2');
  await contract.pay({ official_account_id: OTHER_ACCOUNT, total_amount: 120.5 });
  await contract.sandbox.call('POST', '/clock', { advanceMs: 27 * HOUR_MS });
  await contract.recover({});
  for (const err_code of ['NOTENOUGH', 'MONEY_LIMIT', 'NO_AUTH', 'NOTENOUGH']) {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code } });
    await contract.send({ total_amount: 52 });
  }
  await contract.openPacket('before');
  await contract.pay({ total_amount: 15.55, official_account_id: OTHER_ACCOUNT });
}

/** Reports all days in a language. @returns the page's address */
async function report(language: Language): Promise<string> {
  const dir = join(out, language);
  const dates = ['--from', beijingDay(Date.now() - 10 * 24 * HOUR_MS), '--to', to];
  const env = { PATH: process.env.PATH, RED_PACK_LOCAL_DIR: contract.stack.dir };
  stdoutOf(await run(`${ROOT}/red-pack`, ['report', ...dates, '--lang', language, '--out', dir], { env }));
  return pathToFileURL(join(dir, 'report.html')).href;
}

const pages = {} as Record<Language, string>;

beforeAll(async () => {
  contract = await startContract();
  browser = await launchBrowser();
  out = await tempFolder();
  await playDays();
  to = beijingDay(await nowMs());
  ledger = await contract.sandbox.call<FullLedger>('GET', '/ledger');
  for (const language of ['en', 'zh'] as const) pages[language] = await report(language);
});
afterAll(async () => {
  await browser.close();
  await contract.close();
  await removeTempFolders();
});

/** An amount as the page shows it, in fen. */
function shownFen(text: string): number {
  return Math.round(Number(text.replaceAll(',', '')) * 100);
}

/** What the cards say of each measure: fen, and the text below. */
async function cardsOf(page: Page): Promise<Record<string, { fen: number; packets: string }>> {
  const cards = await page.locator('dl > div').all();
  const entries = cards.map(async (card) => {
    const [yuan = '', packets = ''] = (await card.locator('dd').innerText()).split('\n');
    return [await card.locator('dt').innerText(), { fen: shownFen(yuan), packets }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

const cases = (['en', 'zh'] as const).flatMap((language) => LOOKS.map((look) => ({ language, ...look })));

describe.each(cases)('the page of a report ($language, $viewport, $colorScheme)', ({ language, ...look }) => {
  it('opens from the disk with nothing in the console, and asks for nothing else', async () => {
    const { page, messages, requests, close } = await openPage(browser, look);
    await page.goto(pages[language]);
    expect({ messages, requests }).toEqual({ messages: [], requests: [pages[language]] });
    await close();
  });

  it('fits the window, and axe finds nothing wrong', async () => {
    const { page, close } = await openPage(browser, look);
    await page.goto(pages[language]);
    expect(await overflowPx(page)).toBe(0);
    expect(await accessibilityViolations(page)).toEqual([]);
    if (process.env.PICTURES !== undefined)
      await page.screenshot({
        path: join(process.env.PICTURES, `report-${language}-${look.viewport}-${look.colorScheme}.png`),
        fullPage: true,
      });
    await close();
  });
});

describe.each(['en', 'zh'] as const)('the figures on the page (%s)', (language) => {
  it('equal the ledger of WeChat Pay to the fen', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(pages[language]);
    const cards = await cardsOf(page);
    const { measures, packets } = WORDS[language];
    const sum = (moves: readonly { readonly amountFen: number }[]) =>
      moves.reduce((all, { amountFen }) => all + amountFen, 0);
    expect(cards[measures.paid]).toEqual({ fen: sum(ledger.payments), packets: packets(5) });
    expect(cards[measures.received]).toEqual({ fen: takenFen(ledger.orders), packets: packets(2) });
    expect(cards[measures.returned]).toEqual({ fen: sum(ledger.refunds), packets: packets(3) });
    expect(cards[measures.pending]).toEqual({ fen: 1555, packets: packets(1) });
    expect([sum(ledger.payments), sum(ledger.refunds) > 0]).toEqual([49_152, true]);
    await close();
  });

  it('are in each table’s last row again, and those of the CSV file', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(pages[language]);
    const totals = await page.locator('tfoot tr').allInnerTexts();
    expect(totals).toHaveLength(3);
    for (const total of totals) expect(total).toContain('491.52');
    const csv = await readFile(join(out, language, 'report.csv'), 'utf8');
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + (await contract.totalCount()));
    await close();
  });
});
