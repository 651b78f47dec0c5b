import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDeployed } from '../../scripts/cost/deployed';
import { readFigures } from '../../scripts/cost/figures';
import { PLAN_LINE_BYTES, RESULT_LINE_BYTES } from '../../scripts/cost/large-campaign/bill';
import { type Scenario, simulate } from '../../scripts/cost/large-campaign/simulate';
import { DAY_LIMIT_FEN, largeTable, runScenarios } from '../../scripts/cost/large-campaign/table';
import { campaignKey } from '../../shared/campaign/key';
import { ROOT } from '../kit/process';

const PACE = { slotMs: 1_000, beforeSlotMs: 50 };
const SMALL: Scenario = {
  ...{
    rows: 100_000,
    averageFen: 100,
    concurrency: 26,
    dayLimitFen: Number.POSITIVE_INFINITY,
    next: 'redrive',
  },
};

describe('docs/campaign-large.md', () => {
  let results: ReturnType<typeof runScenarios>;
  beforeAll(async () => {
    results = runScenarios(readFigures(), await readDeployed());
  }, 300_000);

  it.each(['en', 'zh'] as const)('has the table that the simulation gives, in %s', (language) => {
    const page = language === 'en' ? 'campaign-large.md' : 'campaign-large.zh-CN.md';
    expect(readFileSync(join(ROOT, 'docs', page), 'utf8')).toContain(largeTable(results, language));
  });

  it('needs ten days for ten million packets of 1 yuan at WeChat Pay’s limit, whatever the rate', () => {
    const limited = results.find(({ scenario }) => scenario.dayLimitFen === DAY_LIMIT_FEN);
    expect(limited?.simulated.days).toBeGreaterThanOrEqual(10);
  });
});

describe('the simulation of a campaign', () => {
  it('never sends faster than its places and slots allow', () => {
    const { sendsPerS, elapsedS } = simulate(SMALL, PACE);
    expect(sendsPerS).toBeLessThan(26);
    expect(sendsPerS).toBeGreaterThan(22);
    expect(elapsedS).toBeGreaterThan(100_000 / 26);
  });

  it('disturbs one row in a hundred, and leaves four in a thousand to recovery', () => {
    const { recovered, repeats, sends } = simulate(SMALL, PACE);
    expect(sends).toBe(100_000);
    expect(recovered / sends).toBeCloseTo(0.004, 3);
    expect(repeats / sends).toBeCloseTo(0.001, 3);
  });

  it('parks no more than the rows in flight on each day whose limit it meets', () => {
    const { days, parked } = simulate({ ...SMALL, dayLimitFen: 3_000_000 }, PACE);
    expect(days).toBe(4);
    expect(parked).toBe(3 * 26);
  });

  it('meets every paid row again each day when it is started over all rows', () => {
    const { repeats } = simulate({ ...SMALL, dayLimitFen: 5_000_000, next: 'start' }, PACE);
    expect(repeats).toBeGreaterThanOrEqual(50_000);
  });
});

test('lines of plans and of results have about the bytes that the costs are computed with', () => {
  const re_openid = 'oABCDEFGHIJKLMNOPQRSTUVWXYZ0';
  const idempotency_key = campaignKey('new-year-2027', re_openid);
  const line = {
    ...{
      type: 'normal',
      official_account_id: 'wx1234567890abcdef',
      re_openid,
      total_amount: 1.88,
      total_num: 1,
    },
    ...{
      send_name: '红包铺',
      act_name: '新年红包',
      wishing: '恭喜发财',
      remark: '新年红包',
      idempotency_key,
    },
  };
  const bytesOf = (value: object): number => Buffer.byteLength(`${JSON.stringify(value)}\n`);
  expect(Math.abs(bytesOf(line) - PLAN_LINE_BYTES)).toBeLessThan(20);
  expect(Math.abs(bytesOf({ idempotency_key, outcome: 'paid' }) - RESULT_LINE_BYTES)).toBeLessThan(10);
});
