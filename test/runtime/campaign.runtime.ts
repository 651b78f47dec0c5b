import { campaignKey } from '../../shared/campaign/key';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { openPlan } from '../../shared/campaign/read-plan';
import { type PlanHead, writePlan } from '../../shared/campaign/write-plan';
import { type Contract, must, startContract } from '../contract/harness';
import { APPID } from '../contract/packets';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { leftBy, type MapRun, runMap } from '../step-functions/map-run';
import { type Fault, ItemProcessor, type RowEnd } from './step-functions/item-processor';

const ROWS = 120;
const OPTIONS = { maxConcurrency: 10, toleratedFailureCount: 0 };
const FAULTS: readonly Fault[] = ['throttled', 'lost', 'twice', 'none'];

let contract: Contract;
let processor: ItemProcessor;
beforeAll(async () => {
  contract = await startContract();
  processor = new ItemProcessor(must(contract.stack.env.AWS_ENDPOINT_URL_LAMBDA, 'Lambda'));
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(async () => {
  await processor?.end();
  await contract?.close();
  await removeTempFolders();
});

function lineOf(campaign: string, n: number): PlanLine {
  const re_openid = `oStep${campaign}${String(n).padStart(6, '0')}`.slice(0, 28);
  return {
    ...{
      type: 'normal',
      official_account_id: APPID,
      re_openid,
      total_amount: 1 + (n % 9) / 100,
      total_num: 1,
    },
    ...{ send_name: '红包铺', act_name: '新年', wishing: '恭喜发财', remark: '新年' },
    idempotency_key: campaignKey(campaign, re_openid),
  };
}

/** The lines of a plan that was written and checked as `campaign plan` does. */
async function planOf(campaign: string): Promise<PlanLine[]> {
  const dir = await tempFolder();
  const head: PlanHead = {
    ...{ campaign, created_at: 1_800_000_000, identity: 're_openid', budget_fen: null },
    ...{ max_per_recipient_fen: null, approval: 'optional' },
  };
  const rows = Array.from({ length: ROWS }, (_, n) => ({ line: lineOf(campaign, n), row: { row: n + 2 } }));
  await writePlan(dir, head, rows);
  const lines: PlanLine[] = [];
  for await (const line of (await openPlan(dir)).lines()) lines.push(line);
  return lines;
}

/** Up to three faults for a row, the same each time. */
function faultsOf(row: number): Fault[] {
  return Array.from({ length: row % 4 }, (_, n) => FAULTS[(row + n) % FAULTS.length] ?? 'none');
}

type Run = MapRun<RowEnd>;

function run(plan: readonly PlanLine[], rows: readonly number[], faults = faultsOf): Promise<Run> {
  return runMap(rows, OPTIONS, async (row) => {
    const end = await processor.run(plan[row], faults(row));
    if (end.error !== undefined) throw new Error(`${end.error}: ${end.cause}`);
    return end;
  });
}

const all = (plan: readonly PlanLine[]): number[] => plan.map((_, row) => row);

/** Fen by recipient that WeChat Pay has paid, one entry per payment, for the plan's recipients. */
async function paid(plan: readonly PlanLine[]): Promise<Map<string, number[]>> {
  const { payments } = await contract.sandbox.ledger();
  const sums = new Map<string, number[]>(plan.map(({ re_openid }) => [re_openid, []]));
  for (const { re_openid, amountFen } of payments) sums.get(re_openid ?? '')?.push(amountFen);
  return sums;
}

function expected(plan: readonly PlanLine[]): Map<string, number[]> {
  return new Map(plan.map(({ re_openid, total_amount }) => [re_openid, [Math.round(total_amount * 100)]]));
}

describe('the item processor, for every row of a real plan', () => {
  it('pays everybody once, with throttles, lost answers and duplicates', async () => {
    const plan = await planOf('calm');
    const end = await run(plan, all(plan));
    expect(end).toMatchObject({ status: 'SUCCEEDED', failed: [], pending: [] });
    expect(await paid(plan)).toEqual(expected(plan));
    const calls = [...end.done.values()].reduce((sum, row) => sum + row.calls, 0);
    // Some rows were disturbed, or this proves nothing.
    expect(calls).toBeGreaterThan(ROWS * 1.2);
    const outputs = all(plan).map((row) => end.done.get(row)?.output);
    expect(outputs).toEqual(plan.map(({ idempotency_key }) => ({ idempotency_key, outcome: 'paid' })));
    expect(JSON.stringify(outputs)).not.toContain('oStep');
  });

  it('sends nothing when the whole plan is started again', async () => {
    const plan = await planOf('calm');
    const before = (await contract.sandbox.requests()).length;
    expect(await run(plan, all(plan))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await contract.sandbox.requests()).toHaveLength(before);
    expect(await paid(plan)).toEqual(expected(plan));
  });

  it('goes on past rows that are open or refused, which recovery and a person complete', async () => {
    const plan = await planOf('wild');
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'reset', when: 'after' } },
      { call: 'send', fault: { kind: 'answer', err_code: 'SENDNUM_LIMIT' } },
      { call: 'send', fault: { kind: 'answer', err_code: 'SYSTEMERROR', when: 'after' } },
    );
    const end = await run(plan, all(plan), () => []);
    expect(end).toMatchObject({ status: 'SUCCEEDED', failed: [] });
    const outcomes = [...end.done.values()].map(({ output }) => String(output?.outcome));
    expect(outcomes).toContain('retry');
    await contract.recover();
    // The one that WeChat Pay refused is parked: another start sends it again, under its number.
    await run(plan, all(plan), () => []);
    expect(await paid(plan)).toEqual(expected(plan));
  });

  it('ends at an empty balance, and pays everybody once after a top-up and a redrive', async () => {
    const plan = await planOf('poor');
    await contract.sandbox.balance(40 * 109);
    const first = await run(plan, all(plan));
    expect(first.status).toBe('FAILED');
    expect(first.failed.length).toBeLessThanOrEqual(OPTIONS.maxConcurrency);
    expect(first.pending.length).toBeGreaterThan(0);
    await contract.sandbox.topUp(10_000_000);
    const second = await run(plan, leftBy(first));
    expect(second).toMatchObject({ status: 'SUCCEEDED', failed: [], pending: [] });
    expect(await paid(plan)).toEqual(expected(plan));
  });
});

describe('a row', () => {
  it('ends the run when the balance is empty although its outcome is open', async () => {
    const [line] = await planOf('doubt');
    await contract.sandbox.fault(
      { call: 'send', fault: { kind: 'reset', when: 'before' } },
      { call: 'gethbinfo', fault: { kind: 'answer', err_code: 'NOT_FOUND' } },
      { call: 'send', fault: { kind: 'answer', err_code: 'NOTENOUGH' } },
    );
    expect(await processor.run(line)).toMatchObject({ error: 'RedPack.AccountFault' });
  });

  it('ends the run when the account has no certificate, before anything is sent', async () => {
    const line = { ...lineOf('none', 0), official_account_id: 'wx0000000000000000' };
    expect(await processor.run(line)).toMatchObject({ error: 'RedPack.Stopped', calls: 1 });
  });

  it('is left out when its key has paid another amount', async () => {
    const line = lineOf('changed', 0);
    expect(await processor.run(line)).toMatchObject({ output: { outcome: 'paid' } });
    const end = await processor.run({ ...line, total_amount: 1.5 });
    expect(end.output).toEqual({
      idempotency_key: line.idempotency_key,
      outcome: 'rejected',
      error_msg: expect.stringContaining('total_amount'),
    });
  });

  it('fails after its retries when Lambda throttles on, as during a pause', async () => {
    const throttled = Array.from({ length: 20 }, (): Fault => 'throttled');
    expect(await processor.run(lineOf('paused', 0), throttled)).toMatchObject({
      error: 'Lambda.TooManyRequestsException',
      calls: 11,
    });
  });
});
