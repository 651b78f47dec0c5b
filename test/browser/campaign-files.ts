import type { Page } from 'playwright-core';
import type { Language } from '../../console/language';
import { PLAN } from '../../console/text/plan';

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

/** Why each of them is bad, in their order. */
export const BAD_REASONS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'total_amount is not a number of yuan',
    're_openid is that of row 5',
    'total_amount has more than two decimals',
    'total_amount has a currency sign',
    'wishing must be a string of 1 to 128 UTF-8 bytes; it has 132.',
  ],
  zh: [
    'total_amount 不是以元为单位的金额',
    're_openid 与第 5 行相同',
    'total_amount 超过两位小数',
    'total_amount 带有货币符号或单位',
    'wishing 必须有 1 到 128 个 UTF-8 字节（一个汉字为 3 个），现在有 132 个。',
  ],
};

export const TEXTS = {
  'official-account': 'wxcbda96de0b165486',
  'send-name': '红包铺',
  'act-name': '新年活动',
  remark: '新年红包',
} as const;

/** Fills the form, but for the file, and lets the file be checked. */
export async function checkChosen(page: Page, campaign: string, language: Language): Promise<void> {
  await page.fill('[name="campaign"]', campaign);
  for (const [name, value] of Object.entries(TEXTS)) await page.fill(`[name="${name}"]`, value);
  await page.getByRole('button', { name: PLAN[language].check }).click();
  await page.waitForLoadState();
}

/** Chooses a file, fills the form and lets the file be checked. */
export async function checkFile(
  page: Page,
  campaign: string,
  content: string,
  language: Language,
): Promise<void> {
  await page.setInputFiles('#file', { name: '名单.csv', mimeType: 'text/csv', buffer: Buffer.from(content) });
  await checkChosen(page, campaign, language);
}

/** Drags a file from outside the browser onto the field. */
export async function dropFile(page: Page, path: string): Promise<void> {
  const box = await page.locator('#file').boundingBox();
  const at = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) - 12 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
}
