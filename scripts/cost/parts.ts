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
