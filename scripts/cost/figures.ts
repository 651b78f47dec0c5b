import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SizeFigures } from '../bench/memory-sizes';
import type { Measured, Units } from './measure';

/** US dollars. */
export interface Prices {
  readonly region: string;
  readonly date: string;
  readonly lambdaPerMillionRequests: number;
  readonly lambdaPerGbSecond: number;
  readonly dynamodbPerMillionWrites: number;
  readonly dynamodbPerMillionReads: number;
  readonly dynamodbPerGbMonth: number;
  readonly pitrPerGbMonth: number;
  readonly logsPerGb: number;
  readonly logsPerGbMonth: number;
  readonly metricPerMonth: number;
  readonly alarmPerMonth: number;
  readonly dashboardPerMonth: number;
  readonly secretPerMonth: number;
  readonly secretsPer10kCalls: number;
  readonly sqsPerMillion: number;
  readonly eventBridgePerMillion: number;
  readonly kmsKeyPerMonth: number;
  readonly natPerHour: number;
  readonly natPerGb: number;
  readonly ipv4PerHour: number;
  readonly dataOutPerGb: number;
  readonly expressPerMillion: number;
  readonly expressPerGbSecond: number;
}

/** What no local stack can measure. */
export interface Assumptions {
  /** Claim and CPU of a send before its slot begins. */
  readonly beforeSlotMs: number;
  readonly emptyPassMs: number;
  /** Share of packets that recovery completes. */
  readonly recoveredShare: number;
  /** A call to WeChat Pay, TLS included, one way. */
  readonly wechatBytes: number;
  /** Stored size of logs by their size, as AWS's price list estimates. */
  readonly logCompression: number;
  /** An Express execution of one packet: its duration and its memory. */
  readonly expressSeconds: number;
  readonly expressMb: number;
  readonly hoursPerMonth: number;
}

/** docs/cost.json. */
export interface Figures {
  readonly prices: Prices;
  readonly assumptions: Assumptions;
  readonly measured: Measured;
  readonly memory: readonly SizeFigures[];
}

export const FIGURES_FILE = join(__dirname, '../../docs/cost.json');

export function readFigures(): Figures {
  return JSON.parse(readFileSync(FIGURES_FILE, 'utf8')) as Figures;
}

function roundedUnits({ readUnits, writeUnits, indexWriteUnits, logLines, logBytes }: Units): Units {
  const bytes = Math.round(logBytes / 10) * 10;
  return { readUnits: Number(readUnits.toFixed(2)), writeUnits, indexWriteUnits, logLines, logBytes: bytes };
}

/** As the page shows them: bytes differ by a few from run to run, by the digits of a time. */
export function rounded(measured: Measured): Measured {
  const { recordBytes, entryBytes, metricSeries, ...units } = measured;
  const each = Object.entries(units).map(([name, value]) => [name, roundedUnits(value)]);
  return {
    ...(Object.fromEntries(each) as Omit<Measured, 'recordBytes' | 'entryBytes' | 'metricSeries'>),
    ...{ recordBytes: Math.round(recordBytes / 10) * 10, entryBytes: Math.round(entryBytes / 10) * 10 },
    metricSeries,
  };
}
