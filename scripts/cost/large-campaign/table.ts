import type { Deployed } from '../bill';
import type { Figures } from '../figures';
import type { Language } from '../words';
import { billOf, type LargeBill } from './bill';
import { type Scenario, type Simulated, simulate } from './simulate';

const ROWS = 10_000_000;

/** WeChat's limit of a merchant's day, 1,000,000 yuan, in fen. Source: the send page of its documentation. */
export const DAY_LIMIT_FEN = 100_000_000;

const BASE: Scenario = {
  ...{ rows: ROWS, averageFen: 100, concurrency: 26, dayLimitFen: Number.POSITIVE_INFINITY, next: 'redrive' },
};

/** The scenarios of the page, with their names in both languages. */
const SCENARIOS: readonly (Readonly<Record<Language, string>> & { readonly scenario: Scenario })[] = [
  { en: '1 yuan each, limit raised', zh: '每个 1 元，已调高限额', scenario: BASE },
  {
    en: 'the same, 28 in flight',
    zh: '同上，并发 28',
    scenario: { ...BASE, concurrency: 28 },
  },
  {
    en: '1 yuan each, 1,000,000 yuan a day',
    zh: '每个 1 元，每日 100 万元',
    scenario: { ...BASE, dayLimitFen: DAY_LIMIT_FEN },
  },
  {
    en: 'the same, started over all rows each day',
    zh: '同上，每天从头启动',
    scenario: { ...BASE, dayLimitFen: DAY_LIMIT_FEN, next: 'start' },
  },
  {
    en: '1.88 yuan each, 1,000,000 yuan a day',
    zh: '每个 1.88 元，每日 100 万元',
    scenario: { ...BASE, averageFen: 188, dayLimitFen: DAY_LIMIT_FEN },
  },
];

const HEADS: Readonly<Record<Language, string>> = {
  en: '| ten million packets | sends/s | duration | days with sends | parked overnight | rows met again | Lambda, DynamoDB | Step Functions | rows met again | S3 | total |',
  zh: '| 一千万个红包 | 每秒发送 | 总时长 | 发送天数 | 过夜暂拒 | 重复经过的行 | Lambda、DynamoDB | Step Functions | 重复经过的行 | S3 | 合计 |',
};

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const dollars = (value: number): string => `$${value.toFixed(2)}`;

function row(
  name: string,
  { sendsPerS, elapsedS, days, parked, repeats }: Simulated,
  bill: LargeBill,
  language: Language,
): string {
  const duration = `${(elapsedS / 86_400).toFixed(1)} ${language === 'en' ? 'days' : '天'}`;
  const money = [bill.packets, bill.stepFunctions, bill.repeats, bill.s3, bill.total].map(dollars);
  const cells = [name, sendsPerS.toFixed(1), duration, count(days), count(parked), count(repeats), ...money];
  return `| ${cells.join(' | ')} |`;
}

/** What the scenarios come to, once for both languages. */
export function runScenarios(figures: Figures, deployed: Deployed) {
  const pace = { slotMs: deployed.slotMs, beforeSlotMs: figures.assumptions.beforeSlotMs };
  return SCENARIOS.map(({ scenario, ...names }) => {
    const simulated = simulate(scenario, pace);
    return { names, scenario, simulated, bill: billOf(scenario, simulated, figures, deployed) };
  });
}

/** The table of docs/campaign-large.md, or of its Chinese version. */
export function largeTable(results: ReturnType<typeof runScenarios>, language: Language): string {
  const lines = results.map(({ names, simulated, bill }) => row(names[language], simulated, bill, language));
  const rule = `| --- |${' ---: |'.repeat(10)}`;
  return [HEADS[language], rule, ...lines].join('\n');
}
