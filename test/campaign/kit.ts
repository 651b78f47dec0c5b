import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignKey } from '../../shared/campaign/key';
import type { Manifest } from '../../shared/campaign/manifest';
import type { PlanLine } from '../../shared/campaign/plan-line';
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

export function lineOf(n: number, changes: Partial<PlanLine> = {}): PlanLine {
  const re_openid = openidOf(n);
  return {
    ...{ ...NORMAL, re_openid, total_amount: fenOf(n) / 100 },
    idempotency_key: campaignKey(CAMPAIGN, re_openid),
    ...changes,
  };
}

export function linesOf(count: number): PlanLine[] {
  return Array.from({ length: count }, (_, n) => lineOf(n));
}

/** Writes a plan as `campaign plan` does. @returns the folder of the campaign */
export async function writePlan(
  dir: string,
  lines: readonly PlanLine[],
  changes: Partial<Manifest> = {},
): Promise<string> {
  const folder = join(dir, changes.campaign ?? CAMPAIGN);
  await mkdir(folder, { recursive: true });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const fen = lines.map(({ total_amount }) => Math.round(total_amount * 100));
  const manifest: Manifest = {
    ...{ version: 1, campaign: CAMPAIGN, created_at: Math.floor(Date.now() / 1000), count: lines.length },
    total_fen: fen.reduce((sum, each) => sum + each, 0),
    plan_sha256: createHash('sha256').update(text).digest('hex'),
    plan_bytes: Buffer.byteLength(text),
    ...{ identity: 're_openid', largest_recipient_fen: Math.max(...fen) },
    ...{ budget_fen: null, max_per_recipient_fen: null, approval: 'optional' },
    ...changes,
  };
  await writeFile(join(folder, 'plan.jsonl'), text);
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const rows = lines.map((_, n) => `${JSON.stringify({ row: n + 2 })}\n`);
  await writeFile(join(folder, 'rows.jsonl'), rows.join(''));
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
