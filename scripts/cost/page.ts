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
import type { Parts } from './parts';
import { assumptionsTable, billTable, dollars, measuredTable, pricesTable, sizesTable } from './tables';
import type { Language } from './words';

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
