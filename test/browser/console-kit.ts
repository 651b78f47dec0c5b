import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { openStack, type Stack } from '../../cli/stack';
import { openConsole } from '../../console/index';
import type { Language } from '../../console/language';
import type { RunningConsole } from '../../console/server';
import { SILENT } from '../cli/kit';
import type { FullLedger } from '../cli/report-ledger';
import { type Contract, startContract } from '../contract/harness';
import { accessibilityViolations, type Look, openPage, overflowPx, type WatchedPage } from '../kit/browser';
import { englishOn } from '../kit/english';

const HOUR_MS = 3_600_000;

/** Both languages at both widths, for acts that look the same in light and dark. */
export const WIDTHS = (['en', 'zh'] as const).flatMap((language) =>
  (['phone', 'desktop'] as const).map((viewport) => ({ language, viewport })),
);

export function light(viewport: Look['viewport']): Look {
  return { viewport, colorScheme: 'light' };
}

/** A console in this process. */
export interface OpenConsole {
  readonly running: RunningConsole;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/** The console of a local stack of its own. */
export interface LocalConsole extends OpenConsole {
  readonly contract: Contract;
}

/** @param campaigns folder of the campaigns; by default that of the commands */
export async function startLocalConsole(campaigns?: string): Promise<LocalConsole> {
  const contract = await startContract();
  process.env.RED_PACK_LOCAL_DIR = contract.stack.dir;
  const stack: Stack = await openStack({ name: null, region: undefined }, SILENT);
  const running = await openConsole(stack, { port: 0, allowActions: false, campaigns });
  const close = async (): Promise<void> => {
    await running.close();
    await stack.close();
    await contract.close();
  };
  return { contract, running, origin: new URL(running.url).origin, close };
}

/** Packets of two days in every state: received, returned, shared, paid, open, waiting for a retry, refused. */
export async function playTwoDays(contract: Contract): Promise<void> {
  const { sandbox } = contract;
  await sandbox.toNoon();
  const opened = await contract.pay({ total_amount: 199.99, wishing: '恭喜发财，大吉大利' });
  await sandbox.open(opened.mch_billno);
  await contract.pay({ total_amount: 88.88 });
  const shared = await contract.pay({ type: 'fission', total_amount: 66.6, total_num: 3 });
  await sandbox.open(shared.mch_billno, 'oFriend00000000000000000000B2');
  await sandbox.fault({ call: 'send', fault: { kind: 'processing', forMs: 1_000, ending: 'failed' } });
  await contract.send({ total_amount: 4.44 });
  await sandbox.call('POST', '/clock', { advanceMs: 27 * HOUR_MS });
  await contract.recover({});
  for (const [index, total_amount] of [12.5, 8.88, 66, 1.88, 20.26, 9.99].entries()) {
    const { mch_billno } = await contract.pay({ total_amount, idempotency_key: `spring-festival/${index}` });
    if (index % 2 === 0) await sandbox.open(mch_billno);
  }
  await sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } });
  await contract.send({ total_amount: 52 });
  await contract.openPacket('before');
  await sandbox.clearFaults();
}

export function ledgerOf({ sandbox }: Contract): Promise<FullLedger> {
  return sandbox.call<FullLedger>('GET', '/ledger');
}

const LOCALES: Readonly<Record<Language, string>> = { en: 'en-US', zh: 'zh-CN' };

export interface Visitor extends WatchedPage {
  readonly open: (path: string) => Promise<Page>;
}

/** A browser that was given the address with the token. */
export async function visit(
  browser: Browser,
  { running, origin }: Pick<OpenConsole, 'running' | 'origin'>,
  { language, ...look }: { language: Language } & Look,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const watched = await openPage(browser, look, { locale: LOCALES[language], ...options });
  await watched.page.goto(running.url);
  const open = async (path: string): Promise<Page> => {
    await watched.page.goto(origin + path);
    return watched.page;
  };
  return { ...watched, open };
}

/** Expects that a page fits its window, has no violation, said nothing and asked nobody else; takes a picture if asked. */
export async function looksGood(page: Page, visitor: Visitor, origin: string, name: string): Promise<void> {
  expect(visitor.messages).toEqual([]);
  expect(visitor.requests.filter((url) => !url.startsWith(origin))).toEqual([]);
  expect(await overflowPx(page)).toBe(0);
  if (name.includes('-zh-')) expect(englishOn(await page.content())).toEqual([]);
  expect(await accessibilityViolations(page)).toEqual([]);
  const { PICTURES } = process.env;
  if (PICTURES !== undefined)
    await page.screenshot({ path: join(PICTURES, `console-${name}.png`), fullPage: true });
}
