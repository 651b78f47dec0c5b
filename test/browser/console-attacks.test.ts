import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { dirname } from 'node:path';
import type { Browser } from 'playwright-core';
import { addressFile } from '../../cli/open-in-browser';
import { launchBrowser, openPage } from '../kit/browser';
import { endServers, serveHttp } from '../kit/server';
import { type LocalConsole, startLocalConsole, visit } from './console-kit';

let console: LocalConsole;
let browser: Browser;
let id: string;

beforeAll(async () => {
  [console, browser] = [await startLocalConsole(), await launchBrowser()];
  id = String((await console.contract.openPacket('before')).data.id);
});
afterAll(async () => {
  await endServers();
  await browser.close();
  await console.close();
});

const LOOK = { language: 'en', viewport: 'desktop', colorScheme: 'light' } as const;

/** Queries that have reached WeChat: an act that was refused makes none. */
async function queries(): Promise<number> {
  const requests = await console.contract.sandbox.requests();
  return requests.filter(({ call }) => call === 'gethbinfo').length;
}

/** A page of somebody else's on another port of this machine. */
async function stranger(html: string): Promise<{ url: string; cookies: () => string[] }> {
  const cookies: string[] = [];
  const { url } = await serveHttp((_, req, res) => {
    cookies.push(req.headers.cookie ?? '');
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.end(`<!doctype html><title>waiting</title>${html}`);
  });
  return { url, cookies: () => cookies };
}

function answerTo(host: string, path: string, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request(`${console.origin}${path}`, { method, headers: { host } }, (answer) => {
      answer.resume();
      resolve(answer);
    });
    asked.once('error', reject).end();
  });
}

describe('a name that was rebound to 127.0.0.1', () => {
  it('shows no page and takes no form in Chromium: 421', async () => {
    const rebound = await launchBrowser(undefined, ['--host-resolver-rules=MAP rebind.test 127.0.0.1']);
    const { page } = await openPage(rebound);
    const { port } = new URL(console.origin);
    const opened = await page.goto(`http://rebind.test:${port}/packets`);
    expect(opened?.status()).toBe(421);
    expect(await page.content()).not.toContain('red-pack-dev');
    const before = await queries();
    const status = await page.evaluate(
      `fetch('/packets/${id}/ask', { method: 'POST', body: new URLSearchParams({ csrf: 'x' }) }).then((r) => r.status)`,
    );
    expect(status).toBe(421);
    expect(await queries()).toBe(before);
    await rebound.close();
  });

  it.each(['localhost', 'rebind.test', '127.0.0.1.nip.io', '[::1]'])(
    'is refused on the socket: %s',
    async (name) => {
      const { port } = new URL(console.origin);
      expect((await answerTo(`${name}:${port}`, '/packets')).statusCode).toBe(421);
    },
  );
});

describe('a page on another port of this machine, with the console open in the same browser', () => {
  it('posts no form: 403, and WeChat is not asked', async () => {
    const visitor = await visit(browser, console, LOOK);
    const { url } = await stranger(
      `<form method="post" action="${console.origin}/packets/${id}/ask"><input name="csrf" value="guess"><button>go</button></form>`,
    );
    const before = await queries();
    await visitor.page.goto(url);
    const answered = visitor.page.waitForResponse((response) => response.url().endsWith('/ask'));
    await visitor.page.locator('button').click();
    expect((await answered).status()).toBe(403);
    expect(await queries()).toBe(before);
    await visitor.close();
  });

  it.each<[string, string]>([
    ['reads no page by fetch', `fetch(ADDRESS, { credentials: 'include' }).then((r) => r.text())`],
    [
      'reads none without CORS either',
      `fetch(ADDRESS, { credentials: 'include', mode: 'no-cors' }).then((r) => r.text())`,
    ],
    [
      'posts no JSON',
      `fetch(ADDRESS, { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body: '{}' }).then((r) => r.text())`,
    ],
    [
      'loads none as an image',
      `new Promise((ok, no) => { const i = new Image(); i.onload = () => ok('loaded'); i.onerror = () => no(new Error('blocked')); i.src = ADDRESS; })`,
    ],
    [
      'loads none as a script',
      `new Promise((ok, no) => { const s = document.createElement('script'); s.onload = () => ok('loaded'); s.onerror = () => no(new Error('blocked')); s.src = ADDRESS; document.head.append(s); })`,
    ],
  ])('%s', async (_, code) => {
    const visitor = await visit(browser, console, LOOK);
    const { url } = await stranger('');
    await visitor.page.goto(url);
    const script = code.replaceAll('ADDRESS', JSON.stringify(`${console.origin}/packets`));
    const outcome = await visitor.page.evaluate(`(${script}).then((x) => 'read: ' + x, () => 'blocked')`);
    expect(outcome === 'blocked' || outcome === 'read: ').toBe(true);
    await visitor.close();
  });

  it('shows no page in a frame', async () => {
    const visitor = await visit(browser, console, LOOK);
    const { url } = await stranger(`<iframe src="${console.origin}/packets"></iframe>`);
    const answered = visitor.page.waitForResponse(
      (response) => response.url() === `${console.origin}/packets`,
    );
    await visitor.page.goto(url);
    expect((await answered).status()).toBe(403);
    await visitor.close();
  });

  it('gets no hold of the window that it opens', async () => {
    const visitor = await visit(browser, console, LOOK);
    const { url } = await stranger(
      `<button onclick="window.w = window.open('${console.origin}/packets')">go</button>`,
    );
    await visitor.page.goto(url);
    const popup = visitor.page.waitForEvent('popup');
    await visitor.page.locator('button').click();
    await (await popup).waitForLoadState();
    expect(await visitor.page.evaluate('window.w.closed')).toBe(true);
    expect(await (await popup).evaluate('window.opener')).toBeNull();
    await visitor.close();
  });

  it('sees the cookie, as cookies know no ports; neither the token nor the field of the forms is in it', async () => {
    const visitor = await visit(browser, console, LOOK);
    const { url, cookies } = await stranger('');
    await visitor.page.goto(url);
    const token = new URL(console.running.url).searchParams.get('token') ?? 'missing';
    expect(cookies().join()).toContain('red-pack-console-');
    expect(cookies().join()).not.toContain(token);
    const page = await visitor.open(`/packets/${id}/ask`);
    const csrf = await page.locator('input[name=csrf]').inputValue();
    expect(cookies().join()).not.toContain(csrf);
    await visitor.close();
  });
});

describe('the token', () => {
  it('lets a browser in that comes by the file of --open, in which only this user can read it', async () => {
    const file = await addressFile(console.running.url);
    expect((await stat(file.path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file.path))).mode & 0o777).toBe(0o700);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`file://${file.path}`);
    await page.waitForURL(`${console.origin}/`);
    expect(await page.locator('#live').count()).toBe(1);
    await context.close();
    await file.remove();
    await expect(stat(file.path)).rejects.toThrow('ENOENT');
  });

  it('lets a browser in that comes by a link of another page', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const { url } = await stranger(`<a href="${console.running.url}">go</a>`);
    await page.goto(url.replace('127.0.0.1', 'localhost'));
    await page.locator('a').click();
    await page.waitForURL(`${console.origin}/`);
    expect(await page.locator('#live').count()).toBe(1);
    await context.close();
  });
});

describe('a foreign site', () => {
  it('has no cookie to send by a link: 401', async () => {
    // localhost is another site than 127.0.0.1.
    const visitor = await visit(browser, console, LOOK);
    const { url } = await stranger(`<a href="${console.origin}/packets">go</a>`);
    await visitor.page.goto(url.replace('127.0.0.1', 'localhost'));
    const answered = visitor.page.waitForResponse(
      (response) => response.url() === `${console.origin}/packets`,
    );
    await visitor.page.locator('a').click();
    expect((await answered).status()).toBe(401);
    await visitor.close();
  });
});

describe('the socket', () => {
  it('is on the loopback address only', async () => {
    const port = Number(new URL(console.origin).port);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, internal } of others) {
      if (internal) continue;
      const socket = connect({ host: address, port });
      const [event] = await Promise.race([
        once(socket, 'connect').then(() => ['connected']),
        once(socket, 'error').then(() => ['refused']),
      ]).catch(() => ['refused']);
      socket.destroy();
      expect(event).toBe('refused');
    }
  });
});
