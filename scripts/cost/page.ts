import {
  campaignBill,
  type Deployed,
  followUpTotal,
  millionBill,
  monthlyBill,
  optionalBill,
  sendDurationAt,
} from './bill';
import type { Figures } from './figures';
import { pageEn } from './page-en';
import { pageZh } from './page-zh';
import { assumptionsTable, billTable, dollars, measuredTable, pricesTable, sizesTable } from './tables';
import type { Language } from './words';

/** The parts of the page that are computed. */
export interface Parts {
  readonly region: string;
  readonly date: string;
  readonly million: string;
  readonly monthly: string;
  readonly optional: string;
  readonly campaign: string;
  readonly measured: string;
  readonly prices: string;
  readonly assumptions: string;
  readonly sizes: string;
  readonly followUp: string;
  readonly sendAt256: string;
  readonly sendAt512: string;
  readonly recordBytes: number;
  readonly entryBytes: number;
  readonly metricSeries: number;
}

/** docs/cost.md, or its Chinese version. */
export function costPage(figures: Figures, deployed: Deployed, language: Language): string {
  const { measured, prices } = figures;
  const { recordBytes, entryBytes, metricSeries } = measured;
  const parts: Parts = {
    ...{ region: prices.region, date: prices.date, recordBytes, entryBytes, metricSeries },
    million: billTable(millionBill(figures, deployed), language),
    monthly: billTable(monthlyBill(figures, deployed), language),
    optional: billTable(optionalBill(figures), language, false),
    campaign: billTable(campaignBill(figures), language),
    measured: measuredTable(measured, language),
    prices: pricesTable(figures, language),
    assumptions: assumptionsTable(figures, language),
    sizes: sizesTable(figures.memory, language),
    followUp: dollars(followUpTotal(figures, deployed)),
    sendAt256: dollars(sendDurationAt(figures, deployed, 256)),
    sendAt512: dollars(sendDurationAt(figures, deployed, 512)),
  };
  return language === 'en' ? pageEn(parts) : pageZh(parts);
}
