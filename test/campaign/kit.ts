import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignKey } from '../../shared/campaign/key';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { type PlanHead, writePlan } from '../../shared/campaign/write-plan';
import { NORMAL } from '../contract/packets';

export const CAMPAIGN = 'new-year-2027';

/** The recipient of row `n`. */
export function openidOf(n: number): string {
  return `oCampaign${String(n).padStart(19, '0')}`;
}

/** An amount from 1.00 to 1.99 yuan, in fen. */
export function fenOf(n: number): number {
  return 100 + (n % 100);
}

export function lineOf(n: number, changes: Partial<PlanLine> = {}, campaign = CAMPAIGN): PlanLine {
  const line = { ...NORMAL, re_openid: openidOf(n), total_amount: fenOf(n) / 100, ...changes };
  return { idempotency_key: campaignKey(campaign, line.re_openid), ...line };
}

export function linesOf(count: number, changes: Partial<PlanLine> = {}, campaign = CAMPAIGN): PlanLine[] {
  return Array.from({ length: count }, (_, n) => lineOf(n, changes, campaign));
}

/** Writes a plan as `campaign plan` does. @returns the folder of the campaign */
export async function writeCampaign(
  dir: string,
  lines: readonly PlanLine[],
  changes: Partial<PlanHead> = {},
): Promise<string> {
  const head: PlanHead = {
    ...{ campaign: CAMPAIGN, created_at: Math.floor(Date.now() / 1000), identity: 're_openid' },
    ...{ budget_fen: null, max_per_recipient_fen: null, approval: 'optional' },
    ...changes,
  };
  const folder = join(dir, head.campaign);
  await writePlan(
    folder,
    head,
    lines.map((line, n) => ({ line, row: { row: n + 2 } })),
  );
  return folder;
}

export async function journalOf(folder: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'progress.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** As a crash of the machine leaves it. */
export function tear(folder: string): Promise<void> {
  return appendFile(join(folder, 'progress.jsonl'), '{"n":0,"at":17');
}
