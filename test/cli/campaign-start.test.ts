import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders } from '../kit/folder';
import { CampaignOnAws, MACHINE, OUTPUTS } from './campaign-aws-kit';

const DAY_MS = 86_400_000;

let campaign: CampaignOnAws;
beforeEach(async () => {
  campaign = await CampaignOnAws.start();
});
afterEach(() => campaign.end());
afterAll(removeTempFolders);

describe('campaign start', () => {
  it('uploads the plan under its hash, and starts one run whose input names it', async () => {
    const { code, stdout, stderr } = await campaign.start();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('spring runs.') });
    expect(stderr).toContain('Pay 3 red packets, 5.64 yuan, now?');
    const plan_key = `plans/spring/${campaign.manifest.plan_sha256}.jsonl`;
    expect([...campaign.aws.s3.objects.keys()]).toEqual([
      plan_key,
      `manifests/spring/${campaign.manifest.plan_sha256}.json`,
    ]);
    expect(campaign.aws.s3.objects.get(plan_key)?.bytes.toString().split('\n')).toHaveLength(4);
    expect([...campaign.aws.stepFunctions.executions.keys()]).toEqual([campaign.runName(1)]);
    const results_prefix = `results/spring/${campaign.manifest.plan_sha256}`;
    expect(JSON.parse(campaign.aws.stepFunctions.executions.get(campaign.runName(1))?.input ?? '')).toEqual({
      ...{ campaign: 'spring', bucket: 'bucket', plan_key, results_prefix },
    });
  });

  it('is refused while a run goes on, and two at once are one run', async () => {
    const ends = await Promise.all([campaign.start(), campaign.start()]);
    expect(ends.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('spring runs already.'),
    });
    expect([...campaign.aws.stepFunctions.executions.keys()]).toEqual([campaign.runName(1)]);
  });

  it('goes on with the rows that are left after a fault, and begins a new run after the end or with --whole', async () => {
    await campaign.start();
    campaign.aws.stepFunctions.end(
      campaign.runName(1),
      'FAILED',
      'States.ExceedToleratedFailureThreshold',
      'NOTENOUGH',
    );
    expect((await campaign.start()).stderr).toContain('Continue run 1 with the rows that it has left, now?');
    expect(campaign.aws.stepFunctions.executions.get(campaign.runName(1))).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
    });
    campaign.aws.stepFunctions.end(
      campaign.runName(1),
      'FAILED',
      'States.ExceedToleratedFailureThreshold',
      'NOTENOUGH',
    );
    await campaign.start('--whole');
    campaign.aws.stepFunctions.end(campaign.runName(2), 'SUCCEEDED');
    await campaign.start();
    expect([...campaign.aws.stepFunctions.executions.keys()]).toEqual([
      campaign.runName(1),
      campaign.runName(2),
      campaign.runName(3),
    ]);
  });

  it('is refused while an earlier plan of the campaign runs', async () => {
    await campaign.start();
    await campaign.plan(4);
    const { code, stderr } = await campaign.start();
    expect(code).toBe(1);
    expect(stderr).toMatch(/An earlier plan \([0-9a-f]{12}\) of spring runs already/);
  });

  it('uploads nothing and starts nothing of a plan over its budget, or one that was edited', async () => {
    const over = JSON.stringify({ ...campaign.manifest, budget_fen: 563 });
    await writeFile(join(campaign.dir, 'spring/manifest.json'), over);
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('its budget of 5.63'),
    });
    await appendFile(join(campaign.dir, 'spring/plan.jsonl'), '{}\n');
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it was edited'),
    });
    expect(campaign.aws.s3.objects.size).toBe(0);
    expect(campaign.aws.stepFunctions.executions.size).toBe(0);
  });

  it('refuses a name in the bucket that holds other bytes than it says', async () => {
    campaign.aws.s3.objects.set(`plans/spring/${campaign.manifest.plan_sha256}.jsonl`, {
      ...{ bytes: Buffer.from('other'), metadata: {}, at: 0 },
    });
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('holds another plan'),
    });
    expect(campaign.aws.stepFunctions.executions.size).toBe(0);
  });

  it('says what is missing: an engine, campaigns on the stack, a stack on AWS', async () => {
    expect(await campaign.run('start')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--engine is missing'),
    });
    const { CampaignBucketName: _, ...others } = OUTPUTS;
    campaign.aws.outputs = others as typeof OUTPUTS;
    expect((await campaign.start()).stderr).toContain(
      "has no state machine for campaigns: deploy it with campaigns: 'true'",
    );
    campaign.aws.outputs = null;
    expect((await campaign.start()).stderr).toContain('has no state machine for campaigns');
  });
});

describe('campaign start --at', () => {
  const at = (ms: number): string =>
    new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

  it('sets a schedule in Beijing time that starts a run with a name of its own', async () => {
    const when = at(Date.now() + DAY_MS);
    const { code, stdout, stderr } = await campaign.start('--at', when);
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`will start at ${when} Beijing time`),
    });
    expect(stderr).toMatch(/at \d{4}-\d\d-\d\d \d\d:\d\d Beijing time \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)\?/);
    expect(campaign.schedule('start')).toMatchObject({
      ScheduleExpression: `at(${when.replace(' ', 'T')}:00)`,
      ScheduleExpressionTimezone: 'Asia/Shanghai',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
        RoleArn: OUTPUTS.CampaignScheduleRoleArn,
      },
    });
    const input = JSON.parse(campaign.schedule('start')?.Target.Input ?? '');
    expect(input).toMatchObject({
      StateMachineArn: MACHINE,
      Name: campaign.runName(1),
      Input: expect.stringContaining('plan_key'),
    });
    expect(campaign.aws.stepFunctions.executions.size).toBe(0);
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('has a schedule already'),
    });
  });

  it.each<[string, string]>([
    ['2027-02-30 20:00', 'must be a minute in Beijing time'],
    ['tomorrow', 'must be a minute in Beijing time'],
    ['2020-02-05 20:00', 'is past'],
  ])('refuses %s', async (when, why) => {
    expect(await campaign.start('--at', when)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(why),
    });
    expect(campaign.aws.schedules.size).toBe(0);
  });

  it('refuses a time at which the bucket would not keep the plan', async () => {
    const { code, stderr } = await campaign.start('--at', at(Date.now() + 91 * DAY_MS));
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('more than 90 days ahead'),
    });
  });

  it('with --continue-daily goes on after each midnight in Beijing, by redrive of the same run', async () => {
    await campaign.start('--continue-daily', '10');
    const daily = campaign.schedule('daily');
    expect(daily).toMatchObject({
      ScheduleExpression: 'cron(10 0 * * ? *)',
      Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sfn:redriveExecution' },
    });
    expect(JSON.parse(daily?.Target.Input ?? '')).toEqual({
      ExecutionArn: `${MACHINE.replace('stateMachine', 'execution')}:${campaign.runName(1)}`,
    });
    const { StartDate, EndDate } = daily as unknown as { StartDate: number; EndDate: number };
    expect(((StartDate + 8 * 3_600) % 86_400) + (EndDate - StartDate)).toBe(10 * 86_400);
    expect(await campaign.start('--continue-daily', '0')).toMatchObject({ code: 2 });
  });

  it('leaves no schedule that would pay tomorrow when the start itself fails, and says if it must', async () => {
    campaign.aws.denied.add('states StartExecution');
    const failed = await campaign.start('--continue-daily', '3');
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('No schedule of it is left.') });
    expect(campaign.aws.schedules.size).toBe(0);
    campaign.aws.denied.add('scheduler DELETE');
    const { code, stderr } = await campaign.start('--continue-daily', '3');
    expect(code).toBe(1);
    expect(stderr).toContain('StartExecution failed');
    expect(stderr).toContain('A schedule of it may be left');
    expect(stderr).toContain('Remove it: ./red-pack campaign stop spring');
    expect(campaign.schedule('daily')).toBeDefined();
  });

  it('leaves none either whose creation has failed only for its response, nor removes that of another start', async () => {
    campaign.aws.lost.add('scheduler POST');
    const later = ['--at', at(Date.now() + DAY_MS)];
    for (const args of [['--continue-daily', '3'], later, [...later, '--continue-daily', '3']]) {
      expect(await campaign.start(...args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('No schedule of it is left.'),
      });
      expect(campaign.aws.schedules.size).toBe(0);
    }
    campaign.aws.lost.clear();
    // Two that find nothing at the same moment.
    const ends = await Promise.all([campaign.start(...later), campaign.start(...later)]);
    expect(new Set(ends.map(({ code }) => code))).toEqual(new Set([0, 1]));
    expect(campaign.schedule('start')).toBeDefined();
    expect(campaign.aws.stepFunctions.executions.size).toBe(0);
  });
});
