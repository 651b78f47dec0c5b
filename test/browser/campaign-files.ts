import type { Page } from 'playwright-core';
import type { Language } from '../../console/language';
import { CAMPAIGNS } from '../../console/text/campaigns';
import { PLAN } from '../../console/text/plan';
import { until } from '../kit/until';

/** Recipient `n` of a campaign; WeChat's length. */
export function openidOf(campaign: string, n: number): string {
  return `o${campaign.replace(/-/g, '').padEnd(12, 'X').slice(0, 12)}${String(n).padStart(15, '0')}`;
}

/** From 1.00 to 1.49 yuan, in fen. */
export function fenOf(n: number): number {
  return 100 + (n % 50);
}

export function goodFile(campaign: string, count: number): string {
  const rows = Array.from(
    { length: count },
    (_, n) => `${openidOf(campaign, n)},${(fenOf(n) / 100).toFixed(2)},恭喜发财`,
  );
  return ['re_openid,total_amount,wishing', ...rows, ''].join('\n');
}

export function totalFen(count: number): number {
  return Array.from({ length: count }, (_, n) => fenOf(n)).reduce((sum, fen) => sum + fen, 0);
}

/** Twelve rows, of which five are bad: rows 4, 6, 7, 9 and 11 of the file. */
export function badFile(campaign: string): string {
  const lines = goodFile(campaign, 12).split('\n');
  const openid = (n: number): string => openidOf(campaign, n);
  lines[3] = `${openid(2)},abc,恭喜发财`;
  lines[5] = lines[4] ?? '';
  lines[6] = `${openid(5)},0.123,恭喜发财`;
  lines[8] = `${openid(7)},￥8.88,恭喜发财`;
  lines[10] = `${openid(9)},1.00,${'恭喜发财'.repeat(11)}`;
  return lines.join('\n');
}

export const TEXTS = {
  'official-account': 'wxcbda96de0b165486',
  'send-name': '红包铺',
  'act-name': '新年活动',
  remark: '新年红包',
} as const;

/** Fills the form and lets the file be checked. */
export async function checkFile(
  page: Page,
  campaign: string,
  content: string,
  language: Language,
): Promise<void> {
  await page.setInputFiles('#file', { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await page.fill('[name="campaign"]', campaign);
  for (const [name, value] of Object.entries(TEXTS)) await page.fill(`[name="${name}"]`, value);
  await page.getByRole('button', { name: PLAN[language].check }).click();
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
