import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { openPlan } from '../../shared/campaign/read-plan';
import type { PlanRow } from '../../shared/campaign/write-plan';
import { tempFolder } from '../kit/folder';
import type { Ended } from '../kit/process';
import { redPack } from './kit';

/** Options with which a file needs only `re_openid` and `total_amount`. */
export const TEXTS = [
  ...['--official-account', 'wx1234567890abcdef', '--send-name', '红包铺'],
  ...['--act-name', '新年', '--wishing', '恭喜发财', '--remark', '新年红包'],
];

/** A recipient, with an openid as long as WeChat's. */
export function openid(n: number): string {
  return `oTest${String(n).padStart(23, '0')}`;
}

/** What openids begin with; nothing that a command says may contain it. */
export const OPENID = /oTest0{8}/;

/** A folder for campaigns, and the command in it. */
export class CampaignFolder {
  private constructor(readonly path: string) {}

  static async make(): Promise<CampaignFolder> {
    return new CampaignFolder(await tempFolder());
  }

  /** The folder of the campaign `spring`. */
  get dir(): string {
    return join(this.path, 'campaigns/spring');
  }

  /** Writes a file of recipients and plans it as the campaign `spring`. */
  async plan(content: string | Buffer, ...args: string[]): Promise<Ended> {
    const file = join(this.path, 'recipients');
    await writeFile(file, content);
    return this.planFile(file, ...args);
  }

  planFile(file: string, ...args: string[]): Promise<Ended> {
    const where = ['--campaign', 'spring', '--dir', join(this.path, 'campaigns')];
    return redPack(['campaign', 'plan', file, ...where, ...TEXTS, ...args]);
  }

  /** The lines of the present plan, checked. */
  async lines(): Promise<PlanLine[]> {
    const lines: PlanLine[] = [];
    for await (const line of (await openPlan(this.dir)).lines()) lines.push(line);
    return lines;
  }

  async rows(): Promise<PlanRow[]> {
    const rows: PlanRow[] = [];
    for await (const row of (await openPlan(this.dir)).rows()) rows.push(row);
    return rows;
  }

  /** Recipient, yuan and wishing of each line. */
  async payments(): Promise<[string, number, string][]> {
    return (await this.lines()).map(({ re_openid, total_amount, wishing }) => [
      re_openid,
      total_amount,
      wishing,
    ]);
  }

  errors(): Promise<string> {
    return readFile(join(this.dir, 'errors.csv'), 'utf8');
  }
}

/** A CSV with these rows of two columns. */
export function csv(...rows: readonly string[]): string {
  return ['re_openid,total_amount', ...rows, ''].join('\n');
}
