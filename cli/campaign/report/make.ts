import { join } from 'node:path';
import type { RedPack } from '../../../sdk/index';
import type { Plan } from '../../../shared/campaign/read-plan';
import { BOM } from '../../report/csv';
import { writeTogether } from '../../report/files';
import { type RowRecord, recordsOf } from '../lookup';
import { resultLines } from './columns';
import { campaignPage } from './page';
import { CampaignTotals } from './totals';
import type { CampaignWords } from './words';

export interface CampaignReportOptions {
  readonly plan: Plan;
  readonly redPack: RedPack;
  readonly atOnce: number;
  /** `<service>-<stage>`. */
  readonly stack: string;
  readonly dir: string;
  readonly words: CampaignWords;
  readonly showsOpenids: boolean;
  readonly onRow: (row: RowRecord) => void;
}

/** Looks up every row of a plan and writes result.csv and report.html. @returns the sums */
export async function makeCampaignReport(options: CampaignReportOptions): Promise<CampaignTotals> {
  const { plan, redPack, atOnce, stack, dir, words, showsOpenids, onRow } = options;
  const totals = new CampaignTotals();
  const lines = resultLines(showsOpenids);
  async function* results(): AsyncGenerator<string, void, undefined> {
    yield BOM + lines.head;
    for await (const row of recordsOf(plan, redPack, atOnce)) {
      totals.add(row);
      onRow(row);
      yield lines.line(row);
    }
  }
  const { manifest } = plan;
  await writeTogether(dir, {
    'result.csv': results,
    'report.html': () => [
      campaignPage({ manifest, stack, totals, madeAtS: Math.floor(Date.now() / 1000) }, words),
    ],
  });
  return totals;
}

/** Beside the plan, unless another folder is named. */
export function reportFolder(campaign: string, given: string | undefined): string {
  return given ?? join(campaign, 'report');
}
