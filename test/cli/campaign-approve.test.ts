import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { CampaignOnAws, OUTPUTS } from './campaign-aws-kit';

let campaign: CampaignOnAws;
beforeEach(async () => {
  campaign = await CampaignOnAws.start();
});
afterEach(() => campaign.end());
afterAll(removeTempFolders);

describe('campaign stop', () => {
  it('removes the schedules and ends the run, whatever plan runs', async () => {
    await campaign.start('--continue-daily', '3');
    const first = campaign.runName(1);
    await campaign.plan(4);
    const { code, stdout } = await campaign.run('stop');
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('the run is stopped, 1 schedule removed'),
    });
    expect(campaign.aws.schedules.size).toBe(0);
    expect(campaign.aws.stepFunctions.executions.get(first)).toMatchObject({
      status: 'ABORTED',
      error: 'RedPack.StoppedByOperator',
    });
    expect((await campaign.run('stop')).stdout).toContain('Nothing of spring runs or is set.');
  });
});

describe('campaign approve', () => {
  beforeEach(() => {
    campaign.aws.outputs = { ...OUTPUTS, CampaignApproval: 'required' };
  });

  it('lets a campaign start that another identity has approved, and no other', async () => {
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs the approval of another person'),
    });
    expect(await campaign.run('submit')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is uploaded'),
    });
    expect(await campaign.run('approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('uploaded this plan yourself'),
    });
    campaign.as('approver');
    const { code, stdout, stderr } = await campaign.run('approve');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'spring is approved by arn:aws:iam::000000000000:user/approver.\n',
    });
    expect(stderr).toContain('3 red packets, 5.64 yuan (no limit)');
    expect((await campaign.run('approve')).stdout).toContain('was approved already, by');
    campaign.as('planner');
    expect(await campaign.start()).toMatchObject({ code: 0 });
    expect([...campaign.aws.stepFunctions.executions.keys()]).toEqual([campaign.runName(1)]);
  });

  it('is refused for the role that has uploaded the plan, whose sessions have other names each time', async () => {
    campaign.aws.s3.mayWrite.set('role-Admin', ['plans/', 'manifests/', 'approvals/']);
    campaign.as('role-Admin');
    await campaign.run('submit');
    const { code, stderr } = await campaign.run('approve');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'You (arn:aws:sts::000000000000:assumed-role/Admin/*) uploaded this plan yourself',
    );
    expect(stderr).toContain('set role_session_name');
  });

  it('is of one plan: a plan with another line needs another', async () => {
    await campaign.run('submit');
    campaign.as('approver');
    await campaign.run('approve');
    campaign.as('planner');
    await campaign.plan(4);
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs the approval'),
    });
    await campaign.run('submit');
    campaign.as('approver');
    expect(await campaign.run('approve')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('spring has 2 plans'),
    });
    expect(await campaign.run('approve', '--plan', campaign.manifest.plan_sha256.slice(0, 8))).toMatchObject({
      code: 0,
    });
  });

  it('is kept where planners may not write', async () => {
    await campaign.run('submit');
    campaign.as('approver');
    campaign.aws.s3.mayWrite.set('approver', ['plans/', 'manifests/']);
    const { code, stderr } = await campaign.run('approve');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('ApprovePolicy') });
  });

  it('is refused for a plan that pays more than its manifest says', async () => {
    await campaign.run('submit');
    const key = `manifests/spring/${campaign.manifest.plan_sha256}.json`;
    const stored = campaign.aws.s3.objects.get(key);
    const lying = { ...campaign.manifest, total_fen: 1 };
    campaign.aws.s3.objects.set(key, {
      bytes: Buffer.from(JSON.stringify(lying)),
      metadata: stored?.metadata ?? {},
      at: 0,
    });
    campaign.as('approver');
    expect(await campaign.run('approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('fen in all'),
    });
    expect([...campaign.aws.s3.objects.keys()].join()).not.toContain('approvals');
  });

  it('leaves nothing of the plan on this machine when Ctrl-C ends it', async () => {
    await campaign.run('submit');
    campaign.as('approver');
    const { s3 } = campaign.aws;
    const handle = s3.handle.bind(s3);
    const asked = new Promise<void>((resolve) => {
      jest.spyOn(s3, 'handle').mockImplementation((request, response, body, accessKey) => {
        if (!/plans\/.*\.jsonl/.test(request.url ?? '')) return handle(request, response, body, accessKey);
        // The rest never comes.
        response.write('{"re_openid":');
        resolve();
        return response;
      });
    });
    const dir = await tempFolder();
    const left = (): string[] => readdirSync(dir).filter((name) => name.startsWith('red-pack'));
    const args = ['campaign', 'approve', 'spring', '--stack', 'red-pack-test', '--yes'];
    const env = { ...process.env, TMPDIR: dir };
    const child = spawn(join(ROOT, 'red-pack'), args, { env, stdio: 'ignore' });
    const ended = once(child, 'exit');
    await asked;
    expect(left()).toHaveLength(1);
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(left()).toEqual([]);
  });

  it('does not count if it says that the planner gave it, or is of other amounts', async () => {
    await campaign.run('submit');
    const { plan_sha256, count, total_fen } = campaign.manifest;
    const own = { version: 1, campaign: 'spring', plan_sha256, count, total_fen, approved_at: 1 };
    const store = (approval: object): void => {
      const bytes = Buffer.from(JSON.stringify(approval));
      campaign.aws.s3.objects.set(`approvals/spring/${plan_sha256}.json`, { bytes, metadata: {}, at: 0 });
    };
    store({ ...own, approved_by: 'arn:aws:iam::000000000000:user/planner' });
    expect((await campaign.start()).stderr).toContain('who also uploaded it');
    store({ ...own, approved_by: 'x', total_fen: 1 });
    expect((await campaign.start()).stderr).toContain('approves something else');
  });

  it('is demanded by a manifest too, also where the stack does not demand it', async () => {
    campaign.aws.outputs = { ...OUTPUTS };
    await campaign.plan(3, 'required');
    expect(await campaign.start()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs the approval'),
    });
    await campaign.plan(3);
    expect(await campaign.start()).toMatchObject({ code: 0 });
  });
});

describe('campaign status --engine aws', () => {
  it('counts the rows of the plan, of which Step Functions may have read a few only', async () => {
    await campaign.start();
    const execution = campaign.aws.stepFunctions.executions.get(campaign.runName(1));
    Object.assign(execution?.itemCounts ?? {}, { total: 2, succeeded: 1, running: 1 });
    const { stdout } = await campaign.run('status', '--engine', 'aws');
    expect(stdout).toContain('1 of 3 rows done, 1 in flight, 1 waiting, 0 stopped by the fault');
  });

  it('says so when a run has gone to its end and left rows', async () => {
    await campaign.start();
    const execution = campaign.aws.stepFunctions.executions.get(campaign.runName(1));
    Object.assign(execution?.itemCounts ?? {}, { total: 3, succeeded: 2, aborted: 1 });
    campaign.aws.stepFunctions.end(campaign.runName(1), 'SUCCEEDED');
    const left = 'it has ended without 1 row: send them with campaign start --engine aws --whole';
    expect((await campaign.run('status', '--engine', 'aws')).stdout).toContain(left);
    Object.assign(execution?.itemCounts ?? {}, { succeeded: 3, aborted: 0 });
    expect((await campaign.run('status', '--engine', 'aws')).stdout).not.toContain('has ended without');
  });

  it('shows the run with its rows, what ended it and how to go on, and the schedules', async () => {
    expect((await campaign.run('status', '--engine', 'aws')).stdout).toContain(
      'No plan of spring was uploaded',
    );
    await campaign.start('--continue-daily', '2');
    const execution = campaign.aws.stepFunctions.executions.get(campaign.runName(1));
    Object.assign(execution?.itemCounts ?? {}, { total: 3, succeeded: 1, failed: 1, pending: 1 });
    campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    const { code, stdout } = await campaign.run('status', '--engine', 'aws');
    expect(code).toBe(0);
    expect(stdout).toContain(`Plan ${campaign.manifest.plan_sha256.slice(0, 12)}:`);
    expect(stdout).toContain('run 1: FAILED, started 2027-01-15 16:00 Beijing time (2027-01-15 08:00 UTC)');
    expect(stdout).toContain('1 of 3 rows done, 0 in flight, 1 waiting, 1 stopped by the fault');
    expect(stdout).toContain(
      '  RedPack.AccountFault: NOTENOUGH\n  The merchant’s balance is too low: top it up',
    );
    expect(stdout).toContain('Then start it again.');
    expect(stdout).toMatch(/goes on each day by schedule cron\(10 0 \* \* \? \*\) Beijing time, until/);
    const json = JSON.parse((await campaign.run('status', '--engine', 'aws', '--json')).stdout);
    expect(json).toMatchObject([{ execution: { status: 'FAILED', rows: { total: 3, done: 1, failed: 1 } } }]);
    expect(json).toMatchObject([
      { execution: { fault: { error: 'RedPack.AccountFault', cause: 'NOTENOUGH' } } },
    ]);
  });
});
