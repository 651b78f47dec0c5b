import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { campaignKey } from '../../shared/campaign/key';
import type { Manifest } from '../../shared/campaign/manifest';
import type { PlanLine } from '../../shared/campaign/plan-line';
import { type PlanHead, writePlan } from '../../shared/campaign/write-plan';
import { AwsStandIn } from '../kit/aws/server';
import { removeTempFolders, tempFolder } from '../kit/folder';
import type { Ended } from '../kit/process';
import { redPack } from './kit';

const MACHINE = 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:red-pack-test-campaign';
const OUTPUTS = {
  CampaignBucketName: 'bucket',
  CampaignMachineArn: MACHINE,
  CampaignScheduleGroupName: 'red-pack-test-campaigns',
  CampaignScheduleRoleArn: 'arn:aws:iam::000000000000:role/schedule',
  CampaignApproval: 'optional',
};
const DAY_MS = 86_400_000;

let aws: AwsStandIn;
let dir: string;
let manifest: Manifest;
const environment = { ...process.env };

beforeEach(async () => {
  aws = await AwsStandIn.start();
  aws.outputs = { ...OUTPUTS };
  // As the policies of the stack have it.
  aws.s3.mayWrite.set('planner', ['plans/', 'manifests/']).set('approver', ['approvals/']);
  Object.assign(process.env, aws.env);
  as('planner');
  dir = await tempFolder();
  manifest = await plan();
});
afterEach(async () => {
  process.env = { ...environment };
  await aws.close();
});
afterAll(removeTempFolders);

function as(identity: string): void {
  process.env.AWS_ACCESS_KEY_ID = identity;
}

function plan(changes: Pick<Partial<Manifest>, 'approval'> = {}, count = 3): Promise<Manifest> {
  const head: PlanHead = {
    ...{ campaign: 'spring', created_at: 1_800_000_000, identity: 're_openid', budget_fen: null },
    ...{ max_per_recipient_fen: null, approval: changes.approval ?? 'optional' },
  };
  const rows = Array.from({ length: count }, (_, n) => {
    const re_openid = `oCampaignAws${n}`;
    const line: PlanLine = {
      ...{ type: 'normal', official_account_id: 'wx1', re_openid, total_amount: 1.88, total_num: 1 },
      ...{ send_name: '红包铺', act_name: '新年', wishing: '恭喜发财', remark: '新年' },
      idempotency_key: campaignKey('spring', re_openid),
    };
    return { line, row: { row: n + 2 } };
  });
  return writePlan(join(dir, 'spring'), head, rows);
}

function campaign(command: string, ...args: string[]): Promise<Ended> {
  const folder = /submit|start/.test(command) ? ['--dir', dir] : [];
  return redPack(['campaign', command, 'spring', '--stack', 'red-pack-test', ...folder, ...args], {
    answers: ['yes'],
  });
}

const start = (...args: string[]): Promise<Ended> => campaign('start', '--engine', 'aws', ...args);

/** Name of a run of the present plan. */
const run = (attempt: number): string => `spring_${manifest.plan_sha256.slice(0, 8)}_${attempt}`;
const scheduleOf = (kind: string) => aws.schedules.get(`${kind}-${manifest.plan_sha256.slice(0, 32)}`);

describe('campaign start', () => {
  it('uploads the plan under its hash, and starts one run whose input names it', async () => {
    const { code, stdout, stderr } = await start();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('spring runs.') });
    expect(stderr).toContain('Pay 3 red packets, 5.64 yuan, now?');
    const plan_key = `plans/spring/${manifest.plan_sha256}.jsonl`;
    expect([...aws.s3.objects.keys()]).toEqual([plan_key, `manifests/spring/${manifest.plan_sha256}.json`]);
    expect(aws.s3.objects.get(plan_key)?.bytes.toString().split('\n')).toHaveLength(4);
    expect([...aws.stepFunctions.executions.keys()]).toEqual([run(1)]);
    const results_prefix = `results/spring/${manifest.plan_sha256}`;
    expect(JSON.parse(aws.stepFunctions.executions.get(run(1))?.input ?? '')).toEqual({
      ...{ campaign: 'spring', bucket: 'bucket', plan_key, results_prefix },
    });
  });

  it('is refused while a run goes on, and two at once are one run', async () => {
    const ends = await Promise.all([start(), start()]);
    expect(ends.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('spring runs already.') });
    expect([...aws.stepFunctions.executions.keys()]).toEqual([run(1)]);
  });

  it('goes on with the rows that are left after a fault, and begins a new run after the end or with --whole', async () => {
    await start();
    aws.stepFunctions.end(run(1), 'FAILED', 'States.ExceedToleratedFailureThreshold', 'NOTENOUGH');
    expect((await start()).stderr).toContain('Continue run 1 with the rows that it has left, now?');
    expect(aws.stepFunctions.executions.get(run(1))).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    aws.stepFunctions.end(run(1), 'FAILED', 'States.ExceedToleratedFailureThreshold', 'NOTENOUGH');
    await start('--whole');
    aws.stepFunctions.end(run(2), 'SUCCEEDED');
    await start();
    expect([...aws.stepFunctions.executions.keys()]).toEqual([run(1), run(2), run(3)]);
  });

  it('is refused while an earlier plan of the campaign runs', async () => {
    await start();
    manifest = await plan({}, 4);
    const { code, stderr } = await start();
    expect(code).toBe(1);
    expect(stderr).toMatch(/An earlier plan \([0-9a-f]{12}\) of spring runs already/);
  });

  it('uploads nothing and starts nothing of a plan over its budget, or one that was edited', async () => {
    const over = JSON.stringify({ ...manifest, budget_fen: 563 });
    await writeFile(join(dir, 'spring/manifest.json'), over);
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('its budget of 5.63') });
    await appendFile(join(dir, 'spring/plan.jsonl'), '{}\n');
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('it was edited') });
    expect(aws.s3.objects.size).toBe(0);
    expect(aws.stepFunctions.executions.size).toBe(0);
  });

  it('refuses a name in the bucket that holds other bytes than it says', async () => {
    aws.s3.objects.set(`plans/spring/${manifest.plan_sha256}.jsonl`, {
      ...{ bytes: Buffer.from('other'), metadata: {}, at: 0 },
    });
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('holds another plan') });
    expect(aws.stepFunctions.executions.size).toBe(0);
  });

  it('says what is missing: an engine, campaigns on the stack, a stack on AWS', async () => {
    expect(await campaign('start')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--engine is missing'),
    });
    const { CampaignBucketName: _, ...others } = OUTPUTS;
    aws.outputs = others as typeof OUTPUTS;
    expect((await start()).stderr).toContain(
      "has no state machine for campaigns: deploy it with campaigns: 'true'",
    );
    aws.outputs = null;
    expect((await start()).stderr).toContain('has no state machine for campaigns');
  });
});

describe('campaign start --at', () => {
  const at = (ms: number): string =>
    new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

  it('sets a schedule in Beijing time that starts a run with a name of its own', async () => {
    const when = at(Date.now() + DAY_MS);
    const { code, stdout, stderr } = await start('--at', when);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`will start at ${when} Beijing time`),
    });
    expect(stderr).toMatch(/at \d{4}-\d\d-\d\d \d\d:\d\d Beijing time \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)\?/);
    expect(scheduleOf('start')).toMatchObject({
      ScheduleExpression: `at(${when.replace(' ', 'T')}:00)`,
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: OUTPUTS.CampaignScheduleRoleArn,
      },
    });
    const input = JSON.parse(scheduleOf('start')?.Target.Input ?? '');
    expect(input).toMatchObject({
      StateMachineArn: MACHINE,
      Name: run(1),
      Input: expect.stringContaining('plan_key'),
    });
    expect(aws.stepFunctions.executions.size).toBe(0);
    expect(await start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has a schedule already'),
    });
  });

  it.each<[string, string]>([
    ['2027-02-30 20:00', 'must be a minute in Beijing time'],
    ['tomorrow', 'must be a minute in Beijing time'],
    ['2020-02-05 20:00', 'is past'],
  ])('refuses %s', async (when, why) => {
    expect(await start('--at', when)).toMatchObject({ code: 2, stderr: expect.stringContaining(why) });
    expect(aws.schedules.size).toBe(0);
  });

  it('refuses a time at which the bucket would not keep the plan', async () => {
    const { code, stderr } = await start('--at', at(Date.now() + 91 * DAY_MS));
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('more than 90 days ahead'),
    });
  });

  it('with --continue-daily goes on after each midnight in Beijing, by redrive of the same run', async () => {
    await start('--continue-daily', '10');
    const daily = scheduleOf('daily');
    expect(daily).toMatchObject({
      ScheduleExpression: 'cron(10 0 * * ? *)',
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sfn:redriveExecution' },
    });
    expect(JSON.parse(daily?.Target.Input ?? '')).toEqual({
      ExecutionArn: `${MACHINE.replace('stateMachine', 'execution')}:${run(1)}`,
    });
    const { StartDate, EndDate } = daily as unknown as { StartDate: number; EndDate: number };
    expect(((StartDate + 8 * 3_600) % 86_400) + (EndDate - StartDate)).toBe(10 * 86_400);
    expect(await start('--continue-daily', '0')).toMatchObject({ code: 2 });
  });
});

describe('campaign stop', () => {
  it('removes the schedules and ends the run, whatever plan runs', async () => {
    await start('--continue-daily', '3');
    const first = run(1);
    manifest = await plan({}, 4);
    const { code, stdout } = await campaign('stop');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the run is stopped, 1 schedule removed'),
    });
    expect(aws.schedules.size).toBe(0);
    expect(aws.stepFunctions.executions.get(first)).toMatchObject({
      status: 'ABORTED',
      error: 'RedPack.StoppedByOperator',
    });
    expect((await campaign('stop')).stdout).toContain('Nothing of spring runs or is set.');
  });
});

describe('campaign approve', () => {
  beforeEach(() => {
    aws.outputs = { ...OUTPUTS, CampaignApproval: 'required' };
  });

  it('lets a campaign start that another identity has approved, and no other', async () => {
    expect(await start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs the approval of another person'),
    });
    expect(await campaign('submit')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is uploaded'),
    });
    expect(await campaign('approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('uploaded this plan yourself'),
    });
    as('approver');
    const { code, stdout, stderr } = await campaign('approve');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'spring is approved by arn:aws:iam::000000000000:user/approver.\n',
    });
    expect(stderr).toContain('3 red packets, 5.64 yuan (no limit)');
    expect((await campaign('approve')).stdout).toContain('was approved already, by');
    as('planner');
    expect(await start()).toMatchObject({ code: 0 });
    expect([...aws.stepFunctions.executions.keys()]).toEqual([run(1)]);
  });

  it('is of one plan: a plan with another line needs another', async () => {
    await campaign('submit');
    as('approver');
    await campaign('approve');
    as('planner');
    manifest = await plan({}, 4);
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('needs the approval') });
    await campaign('submit');
    as('approver');
    expect(await campaign('approve')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('spring has 2 plans'),
    });
    expect(await campaign('approve', '--plan', manifest.plan_sha256.slice(0, 8))).toMatchObject({ code: 0 });
  });

  it('is kept where planners may not write', async () => {
    await campaign('submit');
    as('approver');
    aws.s3.mayWrite.set('approver', ['plans/', 'manifests/']);
    const { code, stderr } = await campaign('approve');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('ApprovePolicy') });
  });

  it('is refused for a plan that pays more than its manifest says', async () => {
    await campaign('submit');
    const key = `manifests/spring/${manifest.plan_sha256}.json`;
    const stored = aws.s3.objects.get(key);
    const lying = { ...manifest, total_fen: 1 };
    aws.s3.objects.set(key, {
      bytes: Buffer.from(JSON.stringify(lying)),
      metadata: stored?.metadata ?? {},
      at: 0,
    });
    as('approver');
    expect(await campaign('approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('fen in all'),
    });
    expect([...aws.s3.objects.keys()].join()).not.toContain('approvals');
  });

  it('does not count if it says that the planner gave it, or is of other amounts', async () => {
    await campaign('submit');
    const { plan_sha256, count, total_fen } = manifest;
    const own = { version: 1, campaign: 'spring', plan_sha256, count, total_fen, approved_at: 1 };
    const store = (approval: object): void => {
      const bytes = Buffer.from(JSON.stringify(approval));
      aws.s3.objects.set(`approvals/spring/${plan_sha256}.json`, { bytes, metadata: {}, at: 0 });
    };
    store({ ...own, approved_by: 'arn:aws:iam::000000000000:user/planner' });
    expect((await start()).stderr).toContain('who also uploaded it');
    store({ ...own, approved_by: 'x', total_fen: 1 });
    expect((await start()).stderr).toContain('approves something else');
  });

  it('is demanded by a manifest too, also where the stack does not demand it', async () => {
    aws.outputs = { ...OUTPUTS };
    manifest = await plan({ approval: 'required' });
    expect(await start()).toMatchObject({ code: 1, stderr: expect.stringContaining('needs the approval') });
    manifest = await plan();
    expect(await start()).toMatchObject({ code: 0 });
  });
});

describe('campaign status --engine aws', () => {
  it('shows the run with its rows, what ended it and how to go on, and the schedules', async () => {
    expect((await campaign('status', '--engine', 'aws')).stdout).toContain('No plan of spring was uploaded');
    await start('--continue-daily', '2');
    const execution = aws.stepFunctions.executions.get(run(1));
    Object.assign(execution?.itemCounts ?? {}, { total: 3, succeeded: 1, failed: 1, pending: 1 });
    aws.stepFunctions.end(
      run(1),
      'FAILED',
      'States.ExceedToleratedFailureThreshold',
      'RedPack.AccountFault NOTENOUGH',
    );
    const { code, stdout } = await campaign('status', '--engine', 'aws');
    expect(code).toBe(0);
    expect(stdout).toContain(`Plan ${manifest.plan_sha256.slice(0, 12)}:`);
    expect(stdout).toContain('run 1: FAILED, started 2027-01-15 16:00 Beijing time (2027-01-15 08:00 UTC)');
    expect(stdout).toContain('1 of 3 rows done, 0 in flight, 1 waiting, 1 stopped by the fault');
    expect(stdout).toContain('NOTENOUGH: top up the account, then start it again');
    expect(stdout).toMatch(/goes on each day by schedule cron\(10 0 \* \* \? \*\) Beijing time, until/);
    const json = JSON.parse((await campaign('status', '--engine', 'aws', '--json')).stdout);
    expect(json).toMatchObject([{ execution: { status: 'FAILED', rows: { total: 3, done: 1, failed: 1 } } }]);
  });
});
