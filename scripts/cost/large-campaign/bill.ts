import { campaignBill, type Deployed, millionBill, PACKETS } from '../bill';
import type { Figures } from '../figures';
import type { Scenario, Simulated } from './simulate';

/** US dollars, in the region and at the date of docs/cost.json. */
const S3 = { perGbMonth: 0.023, perThousandPuts: 0.005 } as const;

/** Bytes of a line of a plan with Chinese texts, and of a line of its results; both measured by a test. */
export const PLAN_LINE_BYTES = 310;
export const RESULT_LINE_BYTES = 88;

/** As the lifecycle in serverless/campaign/storage.yml has it. */
const PLAN_MONTHS = 6;
const RESULT_MONTHS = 3;

/** Step Functions writes results in files of about so many bytes. Assumed. */
const RESULT_FILE_BYTES = 5e6;

/** A row that was paid before: its time in Lambda, and in an Express execution. Assumed. */
const REPEAT_S = 0.03;
const REPEAT_EXPRESS_S = 0.1;
const GB = 1e9;

/** Dollars of a campaign. */
export interface LargeBill {
  /** Lambda, DynamoDB, logs, follow-up and recovery of the packets: docs/cost.md. */
  readonly packets: number;
  readonly stepFunctions: number;
  /** Lambda and DynamoDB of rows that were paid before. */
  readonly repeats: number;
  readonly s3: number;
  readonly total: number;
}

const sum = (lines: readonly { readonly dollars: number }[]): number =>
  lines.reduce((total, { dollars }) => total + dollars, 0);

export function billOf(
  { rows }: Scenario,
  { sends, repeats }: Simulated,
  figures: Figures,
  deployed: Deployed,
): LargeBill {
  const { prices, measured, assumptions } = figures;
  const packets = (sum(millionBill(figures, deployed)) * rows) / PACKETS;
  const memory = (seconds: number, mb: number, price: number) => seconds * (mb / 1024) * price;
  const repeatExpress =
    prices.expressPerMillion / 1e6 +
    memory(REPEAT_EXPRESS_S, assumptions.expressMb, prices.expressPerGbSecond);
  const stepFunctions = (sum(campaignBill(figures)) * sends) / PACKETS + repeats * repeatExpress;
  const repeat =
    prices.lambdaPerMillionRequests / 1e6 +
    memory(REPEAT_S, deployed.sendMb, prices.lambdaPerGbSecond) +
    (measured.repeat.readUnits * prices.dynamodbPerMillionReads) / 1e6;
  const resultBytes = rows * RESULT_LINE_BYTES;
  const s3 =
    ((rows * PLAN_LINE_BYTES * PLAN_MONTHS + resultBytes * RESULT_MONTHS) / GB) * S3.perGbMonth +
    (Math.ceil(resultBytes / RESULT_FILE_BYTES) / 1000) * S3.perThousandPuts;
  const parts = { packets, stepFunctions, repeats: repeats * repeat, s3 };
  return { ...parts, total: packets + stepFunctions + parts.repeats + s3 };
}
