import type { Page } from 'playwright-core';
import type { Language } from '../../console/language';
import { CAMPAIGNS } from '../../console/text/campaigns';
import { until } from '../kit/until';
import { fenOf, openidOf } from './campaign-files';
import { type LocalConsole, ledgerOf } from './console-kit';

/** What was paid to the recipients of a campaign, by openid. */
export async function paidFen({ contract }: LocalConsole, campaign: string): Promise<Record<string, number>> {
  const { payments, orders } = await ledgerOf(contract);
  const openids = new Map(orders.map(({ mch_billno, re_openid }) => [mch_billno, re_openid]));
  const prefix = openidOf(campaign, 0).slice(0, 13);
  const paid: Record<string, number> = {};
  for (const { mch_billno, amountFen } of payments) {
    const openid = openids.get(mch_billno ?? '') ?? '';
    if (openid.startsWith(prefix)) paid[openid] = (paid[openid] ?? 0) + amountFen;
  }
  return paid;
}

/** What should be: each recipient once. */
export function expected(campaign: string, count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [openidOf(campaign, n), fenOf(n)]));
}

/** Through the confirmation. */
export async function act(page: Page, campaign: string, name: 'run' | 'stop' | 'report'): Promise<void> {
  await page.locator(`a[href="/campaigns/${campaign}/${name}"]`).click();
  await page.locator('main form button').click();
  await page.waitForURL(`**/campaigns/${campaign}?done=*`);
}

/** The state that the page of a campaign shows. */
export function standing(page: Page): Promise<string> {
  return page.locator('#standing .state').innerText();
}

/** Waits until the page, without being loaded again, shows a state. */
export async function shows(
  page: Page,
  state: keyof (typeof CAMPAIGNS)['en']['states'],
  language: Language,
): Promise<void> {
  await until(async () => (await standing(page)) === CAMPAIGNS[language].states[state], 60_000);
}

/** Packets and fen of a row of the outcomes. */
export async function outcome(page: Page, name: string): Promise<{ packets: number; fen: number }> {
  const row = page.locator(`#outcome-${name}`);
  if ((await row.count()) === 0) return { packets: 0, fen: 0 };
  const [packets = '', yuan = ''] = await row.locator('.num').allInnerTexts();
  const number = (text: string): number => Number(text.replaceAll(',', ''));
  return { packets: number(packets), fen: Math.round(number(yuan) * 100) };
}
