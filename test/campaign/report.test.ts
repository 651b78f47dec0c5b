import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { Ledger } from '../../cli/sandbox/admin';
import { redPack } from '../cli/kit';
import { type Contract, startContract } from '../contract/harness';
import {
  accessibilityViolations,
  LOOKS,
  launchBrowser,
  openPage,
  overflowPx,
  type WatchedPage,
} from '../kit/browser';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT } from '../kit/process';
import { csvRows } from './csv-rows';
import { CAMPAIGN, fenOf, lineOf, linesOf, openidOf, writeCampaign } from './kit';

const ROWS = 40;
const HOUR_MS = 3_600_000;

let contract: Contract;
let browser: Browser;
let dir: string;
let out: string;
let reported: Ended;
let ledger: Ledger;
let results: Record<string, string>[];

const command = (name: string, ...args: string[]): Promise<Ended> =>
  redPack(['campaign', name, CAMPAIGN, '--dir', dir, ...args]);

function answer(err_code: string, skip: number) {
  return contract.sandbox.fault({ call: 'send', skip, fault: { kind: 'answer', err_code } });
}

/** Of 40 rows: 2 refused, 1 parked, 1 open, 2 not sent; of those paid, 5 received and 3 returned. */
async function play(): Promise<void> {
  await writeCampaign(dir, linesOf(ROWS - 2));
  for (const [index, code] of ['OPENID_ERROR', 'PARAM_ERROR', 'NO_AUTH'].entries())
    await answer(code, 4 + index);
  // Its second send fails as well.
  await contract.sandbox.fault({ call: 'send', skip: 10, fault: { kind: 'processing', forMs: 1e9 } });
  const ran = await command('run', '--yes', '--in-flight', '1');
  if (ran.code !== 1) throw new Error(ran.stderr);
  const { payments } = await contract.sandbox.ledger();
  for (const { mch_billno } of payments.slice(0, 5)) await contract.sandbox.open(String(mch_billno));
  for (const { mch_billno } of payments.slice(5, 8)) await contract.sandbox.refund(String(mch_billno), true);
  await contract.sandbox.call('POST', '/clock', { advanceMs: 27 * HOUR_MS });
  // The follow-up of what is paid.
  for (let pass = 0; pass < 3; pass += 1) await contract.invoke('recoverRedPacks', {});
  // Two rows that no run has reached, by a plan that has more.
  await writeCampaign(dir, linesOf(ROWS));
}

beforeAll(async () => {
  contract = await startContract();
  await contract.sandbox.settings({ untakenMs: 365 * 24 * HOUR_MS });
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  dir = await tempFolder();
  out = join(dir, 'out');
  await play();
  reported = await command('report', '--out', out, '--json');
  ledger = await contract.sandbox.ledger();
  results = csvRows(await readFile(join(out, 'result.csv'), 'utf8'));
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await contract.close();
  await removeTempFolders();
});

const fen = (yuan: string | undefined): number => Math.round(Number((yuan ?? '').replaceAll(',', '')) * 100);
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, each) => sum + each, 0);
const paidFen = (): number => sumOf(ledger.payments.map(({ amountFen }) => amountFen));
const ordersIn = (...states: string[]): number =>
  ledger.orders.filter(({ state }) => states.includes(state)).length;

describe('result.csv of ./red-pack campaign report', () => {
  it('has every row of the plan in its order, with the outcome that the ledger has', () => {
    expect(results.map(({ row }) => Number(row))).toEqual(Array.from({ length: ROWS }, (_, n) => n + 2));
    expect(results.map(({ amount_yuan }) => fen(amount_yuan))).toEqual(results.map((_, n) => fenOf(n)));
    const paid = new Map(ledger.payments.map(({ mch_billno, re_openid }) => [mch_billno, re_openid]));
    for (const [n, { outcome, mch_billno }] of results.entries())
      expect([n, paid.get(mch_billno ?? '')]).toEqual([n, outcome === 'paid' ? openidOf(n) : undefined]);
    expect(sumOf(results.filter(({ outcome }) => outcome === 'paid').map((r) => fen(r.amount_yuan)))).toBe(
      paidFen(),
    );
  });

  it('tells code, numbers, and what was received or returned and when', () => {
    const received = results.filter(({ status }) => status === 'RECEIVED');
    expect(received).toHaveLength(5);
    for (const row of received)
      expect(row).toMatchObject({
        ...{ outcome: 'paid', code: 'SUCCESS', received_yuan: row.amount_yuan },
        received_at_beijing: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
        send_listid: expect.stringMatching(/^\d{20,}$/),
        id: row.mch_billno?.slice(0, 24),
      });
    expect(results.filter(({ returned_yuan }) => returned_yuan !== '')).toHaveLength(3);
    expect(results.filter(({ outcome }) => outcome !== 'paid').map((r) => [r.outcome, r.code])).toEqual([
      ...[
        ['refused', 'OPENID_ERROR'],
        ['refused', 'PARAM_ERROR'],
        ['retry', 'NO_AUTH'],
      ],
      ...[
        ['open', ''],
        ['unsent', ''],
        ['unsent', ''],
      ],
    ]);
  });

  it('has no openid unless asked for, and is readable by its owner alone', async () => {
    expect(await readFile(join(out, 'result.csv'), 'utf8')).not.toContain('oCampaign');
    expect((await stat(join(out, 'result.csv'))).mode & 0o777).toBe(0o600);
    await command('report', '--out', join(dir, 'open'), '--show-openids');
    const shown = csvRows(await readFile(join(dir, 'open', 'result.csv'), 'utf8'));
    expect(shown[7]?.re_openid).toBe(openidOf(7));
  });

  it('prints the same totals as JSON', () => {
    const { paid, refused, retry, open, unsent } = JSON.parse(reported.stdout);
    expect(fen(paid.yuan)).toBe(paidFen());
    expect([paid, refused, retry, open, unsent].map(({ count }) => count)).toEqual([34, 2, 1, 1, 2]);
  });
});

describe('report.html in a real browser', () => {
  let watched: WatchedPage;
  beforeAll(async () => {
    watched = await openPage(browser);
    await watched.page.goto(pathToFileURL(join(out, 'report.html')).href);
  });
  afterAll(() => watched.close());

  /** Number and fen of a row of its tables. */
  async function row(id: string): Promise<[number, number]> {
    const cells = await watched.page.locator(`tr#${id} td`).allTextContents();
    const [count = '', yuan = ''] = cells.slice(-3);
    return [Number(count.replaceAll(',', '')), fen(yuan)];
  }
  /** What its bars say, by the end of their tooltip. */
  async function bars(title: string, className: string): Promise<number> {
    const selector = `svg[aria-label*="${title}"] rect.${className} title`;
    const texts = await watched.page.locator(selector).allTextContents();
    return sumOf(texts.map((text) => Number(/: ([\d,]+)$/.exec(text)?.[1]?.replaceAll(',', ''))));
  }

  it('shows the totals of the ledger, to the fen', async () => {
    expect(await row('paid')).toEqual([ledger.payments.length, paidFen()]);
    expect(await row('planned')).toEqual([ROWS, sumOf(results.map((_, n) => fenOf(n)))]);
    const unpaid = ['refused', 'retry', 'open', 'unsent', 'rejected'].map(row);
    const tallies = await Promise.all(unpaid);
    expect(tallies.map(([count]) => count)).toEqual([2, 1, 1, 2, 0]);
    expect(sumOf(tallies.map(([, yuan]) => yuan)) + paidFen()).toBe((await row('planned'))[1]);
  });

  it('shows claims as the ledger has them, to the fen', async () => {
    const amounts = new Map(ledger.payments.map((each) => [each.mch_billno, each.amountFen]));
    const fenIn = (state: string): number =>
      sumOf(ledger.orders.flatMap((o) => (o.state === state ? (amounts.get(o.mch_billno) ?? 0) : 0)));
    expect(await row('received')).toEqual([ordersIn('RECEIVED'), fenIn('RECEIVED')]);
    expect(await row('returned')).toEqual([ordersIn('REFUND'), fenIn('REFUND')]);
    expect(await row('pending')).toEqual([ordersIn('SENT'), fenIn('SENT')]);
    expect(ordersIn('RECEIVED', 'REFUND', 'SENT')).toBe(ledger.payments.length);
  });

  it('shows what is not paid by code', async () => {
    const cells = await watched.page.locator('tr[id^=code-] th').allTextContents();
    expect(cells.toSorted()).toEqual(['(none)', 'NO_AUTH', 'OPENID_ERROR', 'PARAM_ERROR', 'Σ']);
    expect((await row('code-total'))[0]).toBe(4);
  });

  it('draws bars that come to the same numbers', async () => {
    const paid = ledger.payments.length;
    expect(await bars('time of their outcome', 'paid')).toBe(paid);
    expect(await bars('time of their outcome', 'refused')).toBe(2);
    expect(await bars('by amount', 'paid')).toBe(paid);
    expect(await bars('received and returned', 'received')).toBe(5);
    expect(await bars('received and returned', 'returned')).toBe(3);
    expect(await bars('by code', 'refused')).toBe(2);
  });

  it('loads nothing, breaks no policy and holds no openid', async () => {
    expect(watched.requests).toEqual([pathToFileURL(join(out, 'report.html')).href]);
    expect(watched.messages).toEqual([]);
    expect(await watched.page.content()).not.toContain('oCampaign');
  });

  it.each(LOOKS)('is accessible and as wide as its window: $viewport, $colorScheme', async (look) => {
    const { page, close } = await openPage(browser, look);
    await page.goto(pathToFileURL(join(out, 'report.html')).href);
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await overflowPx(page)).toBe(0);
    await mkdir(join(ROOT, '.build', 'pages'), { recursive: true });
    const path = join(ROOT, '.build', 'pages', `campaign-${look.viewport}-${look.colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
    await close();
  });

  it('speaks Chinese with --lang zh', async () => {
    await command('report', '--out', join(dir, 'zh'), '--lang', 'zh');
    const { page, close } = await openPage(browser);
    await page.goto(pathToFileURL(join(dir, 'zh', 'report.html')).href);
    expect(await page.title()).toBe(`红包活动 ${CAMPAIGN}`);
    expect(await page.locator('tr#paid th').textContent()).toBe('已付');
    const path = join(ROOT, '.build', 'pages', 'campaign-zh.png');
    await page.screenshot({ path, fullPage: true });
    await close();
  });
});

describe('./red-pack campaign status', () => {
  it('asks for the rows that are open and takes down what recovery has done meanwhile', async () => {
    const { stdout } = await command('status', '--all', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ paid: { count: 34 }, refused: { count: 2 }, retry: { count: 1 } },
      ...{ open: { count: 1 }, unsent: { count: 2 } },
    });
    const [open] = results.filter(({ outcome }) => outcome === 'open');
    const before = await contract.sandbox.queries(String(open?.mch_billno));
    // Its order ends at WeChat.
    await contract.sandbox.call('POST', '/clock', { advanceMs: 1e9 });
    const after = await command('status', '--json');
    expect(JSON.parse(after.stdout)).toMatchObject({ paid: { count: 35 }, open: { count: 0 } });
    expect(await contract.sandbox.queries(String(open?.mch_billno))).toBe(before + 1);
  });

  it('sends nothing', async () => {
    const { payments, orders } = await contract.sandbox.ledger();
    await command('status', '--all');
    const now = await contract.sandbox.ledger();
    expect([now.payments.length, now.orders.length]).toEqual([payments.length, orders.length]);
  });
});

describe('./red-pack campaign find', () => {
  const find = (openid: string, ...args: string[]) =>
    redPack(['campaign', 'find', CAMPAIGN, '--openid', openid, ...args]);

  it('shows what a recipient got in this campaign and nothing of others', async () => {
    await contract.send({ re_openid: openidOf(3), total_amount: 7 });
    await contract.send(lineOf(3, { total_amount: 8 }, 'another') as object as Record<string, unknown>);
    const { code, stdout } = await find(openidOf(3));
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/\n\w{28} +1\.03 +paid/) });
    const found = JSON.parse((await find(openidOf(3), '--json')).stdout);
    expect(found.map(({ total_amount }: { total_amount: number }) => total_amount)).toEqual([1.03]);
  });

  it('says so for a recipient who has none', async () => {
    const { code, stdout } = await find('oNobody');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `This recipient has no red packet in the campaign ${CAMPAIGN}.\n`,
    });
  });

  it('refuses what cannot be an openid, and does not repeat it', async () => {
    const { code, stderr } = await find('o bad');
    expect(code).toBe(2);
    expect(stderr).not.toContain('o bad');
  });
});
