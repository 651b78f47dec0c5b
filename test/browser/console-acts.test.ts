import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { COMMON } from '../../console/text/common';
import { OVERVIEW } from '../../console/text/overview';
import { STATES } from '../../console/text/states';
import { beijingDay, takenFen } from '../cli/report-ledger';
import { launchBrowser } from '../kit/browser';
import { makeP12 } from '../kit/certificates';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { until } from '../kit/until';
import {
  type LocalConsole,
  ledgerOf,
  light,
  playTwoDays,
  startLocalConsole,
  visit,
  WIDTHS,
} from './console-kit';

let console: LocalConsole;
let browser: Browser;
let folder: string;

beforeAll(async () => {
  [console, browser, folder] = [await startLocalConsole(), await launchBrowser(), await tempFolder()];
  await playTwoDays(console.contract);
});
afterAll(async () => {
  await browser.close();
  await console.close();
  await removeTempFolders();
});

function fen(text: string): number {
  return Math.round(Number(text.replaceAll(',', '').replace(/[^\d.]/g, '')) * 100);
}

/** What a figure of the overview says: fen and packets. */
async function figure(page: Page, label: string): Promise<{ fen: number; packets: string }> {
  const box = page.locator('.figure', { has: page.getByText(label, { exact: true }) });
  const [value, packets] = [await box.locator('.value').innerText(), await box.locator('small').innerText()];
  return { fen: fen(value), packets };
}

const sumFen = (moves: readonly { readonly amountFen: number }[]): number =>
  moves.reduce((sum, { amountFen }) => sum + amountFen, 0);

describe.each(WIDTHS)('the console ($language, $viewport)', ({ language, viewport }) => {
  const text = OVERVIEW[language];

  it('shows the figures of the ledger on the overview', async () => {
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open('/');
    // A count that takes long goes on behind the page, which refreshes until it has all of it.
    await page.getByText(text.counting, { exact: true }).waitFor({ state: 'detached', timeout: 20_000 });
    const ledger = await ledgerOf(console.contract);
    const { nowMs } = await console.contract.sandbox.call<{ nowMs: number }>('GET', '/clock');
    const ofToday = <T extends { readonly atMs: number }>(moves: readonly T[]): T[] =>
      moves.filter(({ atMs }) => beijingDay(atMs) === beijingDay(nowMs));
    const { packets } = COMMON[language];
    const [payments, refunds] = [ofToday(ledger.payments), ofToday(ledger.refunds)];
    expect(payments.length).toBeGreaterThan(5);
    expect(await figure(page, text.paid)).toEqual({
      fen: sumFen(payments),
      packets: packets(payments.length),
    });
    expect(await figure(page, text.returned)).toEqual({
      fen: sumFen(refunds),
      packets: packets(refunds.length),
    });
    await visitor.close();
  });

  it('shows each packet of the ledger in the list, with its amount and what became of it', async () => {
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open('/packets?limit=1000');
    const { orders } = await ledgerOf(console.contract);
    for (const { mch_billno, amountFen, state } of orders) {
      const row = page.locator('tr', { has: page.locator(`a[href="/packets/${mch_billno.slice(0, 24)}"]`) });
      expect(fen(await row.locator('.num').innerText())).toBe(amountFen);
      if (state === 'REFUND') expect(await row.locator('.state').innerText()).toBe(STATES[language].returned);
    }
    await visitor.close();
  });

  it('completes a packet that was paid without an answer: open it, ask, confirm, paid', async () => {
    const { data } = await console.contract.openPacket('after');
    const id = String(data.id);
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open(`/packets/${id}`);
    await page.locator(`a[href="/packets/${id}/ask"]`).click();
    await page.locator('main form button').click();
    await page.locator('.done pre').waitFor();
    expect(await page.locator('.now .state').innerText()).toBe(STATES[language].paid);
    expect(await console.contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
    await visitor.close();
  });

  it('repeats a parked send with its key once the balance is there: paid once', async () => {
    await console.contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
    const { data } = await console.contract.send({ total_amount: 3.21 });
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open(`/packets/${String(data.id)}`);
    expect(await page.locator('.now .state').innerText()).toBe(STATES[language].retry);
    await page.locator('.tools a[href$="/repeat"]').click();
    await page.locator('button.danger').click();
    expect(await page.locator('.done pre').innerText()).toContain('SUCCESS');
    await page.reload();
    expect(await page.locator('.now .state').innerText()).toBe(STATES[language].paid);
    expect(await console.contract.sandbox.paidFen(String(data.mch_billno))).toEqual([321]);
    await visitor.close();
  });

  it('recovers what is open, and says how many', async () => {
    const { data } = await console.contract.openPacket('after');
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open(`/packets/${String(data.id)}/recover`);
    await page.locator('button.danger').click();
    await page.locator('.done h2').waitFor();
    expect(await page.locator('.done p').innerText()).toMatch(/\d/);
    expect(await page.locator('.now .state').innerText()).toBe(STATES[language].paid);
    await visitor.close();
  });

  it('uploads a p12, lets WeChat Pay judge it, and shows the account with its budget', async () => {
    const { merchant, mchId, apiKey } = console.contract.account;
    const appid = `wx${language}${viewport}`;
    await console.contract.sandbox.addAppid(appid);
    const p12 = join(folder, `${appid}.p12`);
    await writeFile(p12, makeP12({ key: merchant.privateKey, cert: merchant.certificate }, [], mchId));
    const visitor = await visit(browser, console, { language, ...light(viewport) });
    const page = await visitor.open('/accounts');
    await page.locator('.tools a').click();
    for (const [name, value] of Object.entries({
      account: appid,
      mch_id: mchId,
      api_key: apiKey,
      budget: '100',
    }))
      await page.locator(`#${name}`).fill(value);
    await page.locator('#p12').setInputFiles(p12);
    await page.locator('main form button').click();
    await page.locator('.done').waitFor();
    const row = page.locator('tr', { hasText: appid });
    expect(await row.innerText()).toContain('100.00');
    expect(await row.innerText()).toContain(mchId);
    expect(await page.content()).not.toContain(apiKey);
    await visitor.close();
  });
});

describe('the console in a browser', () => {
  it('can be read and used without JavaScript', async () => {
    const { data } = await console.contract.openPacket('after');
    const options = { javaScriptEnabled: false };
    const visitor = await visit(browser, console, { language: 'en', ...light('desktop') }, options);
    const page = await visitor.open('/packets');
    await page.locator('input[name=q]').fill(String(data.mch_billno));
    await page.locator('form.search button').click();
    await page.locator('a.main').click();
    await page.locator('a[href$="/ask"]').click();
    await page.locator('main form button').click();
    expect(await page.locator('.now .state').innerText()).toBe(STATES.en.paid);
    await visitor.close();
  });

  it('shows a new packet by itself, and keeps what is typed meanwhile', async () => {
    const visitor = await visit(browser, console, { language: 'en', ...light('desktop') });
    const page = await visitor.open('/packets');
    await page.locator('input[name=q]').fill('half a key');
    const { id } = await console.contract.pay({ total_amount: 7.31 });
    await page.locator(`a[href="/packets/${id}"]`).waitFor({ timeout: 15_000 });
    expect(await page.locator('input[name=q]').inputValue()).toBe('half a key');
    await visitor.close();
  });

  it('is used by the keyboard alone: skip link, navigation, search, packet', async () => {
    const { mch_billno } = await console.contract.pay();
    const visitor = await visit(browser, console, { language: 'en', ...light('desktop') });
    const page = await visitor.open('/packets');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe(COMMON.en.skip);
    await page.keyboard.press('Enter');
    await until(async () => {
      await page.keyboard.press('Tab');
      return (await page.locator('input[name=q]:focus').count()) === 1;
    });
    await page.keyboard.type(mch_billno);
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    await until(async () => {
      await page.keyboard.press('Tab');
      return (await page.locator('a.main:focus').count()) === 1;
    });
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/packets/${mch_billno.slice(0, 24)}$`));
    await visitor.close();
  });

  it('switches the language and stays on the page', async () => {
    const visitor = await visit(browser, console, { language: 'en', ...light('phone') });
    const page = await visitor.open('/packets?limit=100');
    await page.locator('a.language').click();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(page.url()).toBe(`${console.origin}/packets?limit=100`);
    await visitor.close();
  });

  it('saves what is shown as CSV, under a name without an openid', async () => {
    const visitor = await visit(browser, console, { language: 'zh', ...light('desktop') });
    const page = await visitor.open('/packets?limit=1000');
    const rows = await page.locator('tbody tr').count();
    const download = page.waitForEvent('download');
    await page.locator('a[download]').click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^red-packets-\d{4}-\d\d-\d\d\.csv$/);
    const path = join(folder, 'list.csv');
    await file.saveAs(path);
    expect((await readFile(path, 'utf8')).trimEnd().split('\r\n')).toHaveLength(1 + rows);
    await visitor.close();
  });

  it('shows what its receiver took once it is known, as the ledger has it', async () => {
    const { orders } = await ledgerOf(console.contract);
    const received = orders.filter(({ state, amountFen }) => state === 'RECEIVED' && amountFen === 19_999);
    const visitor = await visit(browser, console, { language: 'en', ...light('desktop') });
    const page = await visitor.open(`/packets/${String(received[0]?.mch_billno)}`);
    expect(takenFen(received)).toBe(19_999);
    expect(fen(await page.locator('.opened .amount').innerText())).toBe(19_999);
    expect(await page.locator('.now .state').innerText()).toBe(STATES.en.received);
    await visitor.close();
  });
});
