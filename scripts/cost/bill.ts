import type { Assumptions, Figures, Prices } from './figures';
import type { Units } from './measure';

/** What serverless.yml and the code say; a test reads them there. */
export interface Deployed {
  readonly slotMs: number;
  readonly sendMb: number;
  readonly recoverMb: number;
  readonly concurrency: number;
  readonly queryPaceMs: number;
  readonly secretCacheMs: number;
  readonly retentionDays: number;
  readonly alarms: number;
  readonly passesPerMonth: number;
}

/** One line of the bill: its arithmetic is text, and its sum in dollars follows from the same numbers. */
export interface BillLine {
  readonly key: string;
  readonly arithmetic: string;
  readonly dollars: number;
}

export const PACKETS = 1_000_000;

/** Lambda's own lines of an invocation, as AWS writes them. */
const ID = '8f507cfc-xmpl-4697-b07a-ac58fc914c95';
const PLATFORM_LINES = [
  `START RequestId: ${ID} Version: $LATEST\n`,
  `END RequestId: ${ID}\n`,
  `REPORT RequestId: ${ID}\tDuration: 1051.12 ms\tBilled Duration: 1052 ms\tMemory Size: 256 MB\tMax Memory Used: 128 MB\t\n`,
];
/** CloudWatch Logs adds this to each line. Source: its API, PutLogEvents. */
const LINE_OVERHEAD_BYTES = 26;
/** DynamoDB adds this to each stored item, and to each entry of an index. */
const ITEM_OVERHEAD_BYTES = 100;
const INDEXES = 3;
const GB = 1e9;
const GB_MB = 1_024;

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 10 });
const money = (value: number): string => `$${number(value)}`;

/** Multiplies what it also writes. Each factor is a number, or one with a unit. */
function line(
  key: string,
  ...factors: readonly (number | readonly [value: number, shown: string])[]
): BillLine {
  const dollars = factors.reduce<number>(
    (product, factor) => product * (typeof factor === 'number' ? factor : factor[0]),
    1,
  );
  const arithmetic = factors
    .map((factor) => (typeof factor === 'number' ? number(factor) : factor[1]))
    .join(' × ');
  return { key, arithmetic, dollars };
}

const perMillion = (price: number) => [price / 1e6, `${money(price)}/1,000,000`] as const;
const perGb = (price: number) => [price / GB, `${money(price)}/GB`] as const;
const seconds = (ms: number) => [ms / 1_000, `${number(ms / 1_000)} s`] as const;
const memory = (mb: number) => [mb / GB_MB, `${number(mb)}/1,024 GB`] as const;
const bytes = (count: number) => [count, `${number(count)} B`] as const;
const gbSecond = (price: number) => [price, money(price)] as const;

/** Bytes that CloudWatch bills for an invocation's lines. @param own the functions' own */
function logBytesOf({ logLines, logBytes }: Units, platform: boolean): number {
  const lines = platform ? PLATFORM_LINES : [];
  const sum = lines.reduce((total, text) => total + Buffer.byteLength(text), 0);
  return logBytes + sum + LINE_OVERHEAD_BYTES * (logLines + lines.length);
}

function writesOf({ writeUnits, indexWriteUnits }: Units): readonly [number, string] {
  return [writeUnits + indexWriteUnits, `(${number(writeUnits)} + ${number(indexWriteUnits)})`];
}

function sendLines({ prices, measured, assumptions }: Figures, deployed: Deployed): BillLine[] {
  const { send } = measured;
  const { beforeSlotMs } = assumptions;
  const held = [
    (deployed.slotMs + beforeSlotMs) / 1_000,
    `(${number(deployed.slotMs / 1_000)} + ${number(beforeSlotMs / 1_000)}) s`,
  ] as const;
  return [
    line('requests', PACKETS, perMillion(prices.lambdaPerMillionRequests)),
    line('sendDuration', PACKETS, held, memory(deployed.sendMb), gbSecond(prices.lambdaPerGbSecond)),
    line('sendWrites', PACKETS, writesOf(send), perMillion(prices.dynamodbPerMillionWrites)),
    line('sendLogs', PACKETS, bytes(logBytesOf(send, true)), perGb(prices.logsPerGb)),
  ];
}

/** What recovery does with so many packets: it asks for the paid ones, and completes those left open. */
function passLines(
  kind: 'follow' | 'recover',
  packets: number,
  units: Figures['measured']['followed' | 'recovered'],
  prices: Figures['prices'],
  deployed: Deployed,
): BillLine[] {
  return [
    line(`${kind}Writes`, packets, writesOf(units), perMillion(prices.dynamodbPerMillionWrites)),
    line(`${kind}Reads`, packets, units.readUnits, perMillion(prices.dynamodbPerMillionReads)),
    line(
      `${kind}Duration`,
      packets,
      seconds(deployed.queryPaceMs),
      memory(deployed.recoverMb),
      gbSecond(prices.lambdaPerGbSecond),
    ),
    line(`${kind}Logs`, packets, bytes(logBytesOf(units, false)), perGb(prices.logsPerGb)),
  ];
}

function followLines({ prices, measured }: Figures, deployed: Deployed): BillLine[] {
  return passLines('follow', PACKETS, measured.followed, prices, deployed);
}

function recoveryLines({ prices, measured, assumptions }: Figures, deployed: Deployed): BillLine[] {
  const packets = PACKETS * assumptions.recoveredShare;
  return passLines('recover', packets, measured.recovered, prices, deployed);
}

function otherLines({ prices, measured, assumptions }: Figures, deployed: Deployed): BillLine[] {
  const perSecond = deployed.concurrency / ((deployed.slotMs + assumptions.beforeSlotMs) / 1_000);
  const hours = Math.ceil(PACKETS / perSecond / 3_600);
  const logs = logBytesOf(measured.send, true) + logBytesOf(measured.followed, false);
  return [
    line('logStorage', PACKETS, bytes(logs), assumptions.logCompression, perGb(prices.logsPerGbMonth), [
      deployed.retentionDays / 30,
      `${number(deployed.retentionDays / 30)}`,
    ]),
    line(
      'secretCalls',
      [hours, `${hours} h`],
      deployed.concurrency,
      [3_600_000 / deployed.secretCacheMs, `${number(3_600_000 / deployed.secretCacheMs)}/h`],
      [prices.secretsPer10kCalls / 10_000, `${money(prices.secretsPer10kCalls)}/10,000`],
    ),
    line('dataOut', PACKETS, 2, bytes(assumptions.wechatBytes), perGb(prices.dataOutPerGb)),
  ];
}

/** What a million packets cost once. */
export function millionBill(figures: Figures, deployed: Deployed): BillLine[] {
  return [
    ...sendLines(figures, deployed),
    ...followLines(figures, deployed),
    ...recoveryLines(figures, deployed),
    ...otherLines(figures, deployed),
  ];
}

/** What the stack costs each month, whether it sends or not. */
export function monthlyBill({ prices, measured, assumptions }: Figures, deployed: Deployed): BillLine[] {
  const { pass } = measured;
  const { passesPerMonth } = deployed;
  return [
    line('alarms', deployed.alarms, [prices.alarmPerMonth, money(prices.alarmPerMonth)]),
    line('metrics', measured.metricSeries, [prices.metricPerMonth, money(prices.metricPerMonth)]),
    line('dashboard', 1, [prices.dashboardPerMonth, money(prices.dashboardPerMonth)]),
    line('secret', 1, [prices.secretPerMonth, money(prices.secretPerMonth)]),
    line(
      'passDuration',
      passesPerMonth,
      seconds(assumptions.emptyPassMs),
      memory(deployed.recoverMb),
      gbSecond(prices.lambdaPerGbSecond),
    ),
    line('passWrites', passesPerMonth, writesOf(pass), perMillion(prices.dynamodbPerMillionWrites)),
    line('passReads', passesPerMonth, pass.readUnits, perMillion(prices.dynamodbPerMillionReads)),
    line('passLogs', passesPerMonth, bytes(logBytesOf(pass, true)), perGb(prices.logsPerGb)),
    line('passSecrets', passesPerMonth, [
      prices.secretsPer10kCalls / 10_000,
      `${money(prices.secretsPer10kCalls)}/10,000`,
    ]),
  ];
}

/** What only some stacks have; monthly, or for a million packets. */
export function optionalBill({ prices, measured, assumptions }: Figures): BillLine[] {
  const stored = measured.recordBytes + measured.entryBytes + ITEM_OVERHEAD_BYTES * (1 + INDEXES);
  const perHour = (price: number) => [price, `${money(price)}/h`] as const;
  const { hoursPerMonth } = assumptions;
  const month = [hoursPerMonth, `${hoursPerMonth} h`] as const;
  return [
    line('storage', PACKETS, bytes(stored), perGb(prices.dynamodbPerGbMonth)),
    line('pitr', PACKETS, bytes(measured.recordBytes), perGb(prices.pitrPerGbMonth)),
    line('budget', PACKETS, writesOf(measured.budget), perMillion(prices.dynamodbPerMillionWrites)),
    line('eventBridge', PACKETS, perMillion(prices.eventBridgePerMillion)),
    line('sqs', PACKETS * 0.001, 3, perMillion(prices.sqsPerMillion)),
    line('kmsKey', 1, [prices.kmsKeyPerMonth, money(prices.kmsKeyPerMonth)]),
    line('nat', month, perHour(prices.natPerHour)),
    line('ipv4', month, perHour(prices.ipv4PerHour)),
    line('natData', PACKETS, 4, bytes(assumptions.wechatBytes), perGb(prices.natPerGb)),
  ];
}

/** A campaign of a million packets as Express executions, one for each packet, on top of the packets themselves. */
export function campaignBill({
  prices,
  assumptions,
}: {
  prices: Prices;
  assumptions: Assumptions;
}): BillLine[] {
  return [
    line('expressRequests', PACKETS, perMillion(prices.expressPerMillion)),
    line(
      'expressDuration',
      PACKETS,
      [assumptions.expressSeconds, `${assumptions.expressSeconds} s`],
      memory(assumptions.expressMb),
      [prices.expressPerGbSecond, money(prices.expressPerGbSecond)],
    ),
  ];
}

export function totalOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

/** The line of a send's duration with another memory. */
export function sendDurationAt(figures: Figures, deployed: Deployed, sendMb: number): number {
  return sendLines(figures, { ...deployed, sendMb })[1]?.dollars ?? 0;
}

/** What follow-up adds to a million packets: its own lines, and what the outcome then writes to the index of due records. */
export function followUpTotal(figures: Figures, deployed: Deployed): number {
  const { send, sendOnly } = figures.measured;
  const units = send.writeUnits + send.indexWriteUnits - sendOnly.writeUnits - sendOnly.indexWriteUnits;
  const more = (PACKETS * units * figures.prices.dynamodbPerMillionWrites) / 1e6;
  return totalOf(followLines(figures, deployed)) + more;
}
