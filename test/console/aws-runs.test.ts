import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beijingMinute } from '../../cli/campaign/aws/time';
import { removeTempFolders } from '../kit/folder';
import { AwsConsole, hiddenFields } from './aws-kit';
import { textOf } from './campaign-page';

const RUNS = '/campaigns/spring/aws';
const DAY_MS = 86_400_000;
const THRESHOLD = 'States.ExceedToleratedFailureThreshold';

let stage: AwsConsole;
beforeEach(async () => {
  stage = await AwsConsole.start();
});
afterEach(() => stage.end());
afterAll(removeTempFolders);

const executions = () => stage.campaign.aws.stepFunctions.executions;

function fail(attempt: number, error: string, cause: string): void {
  stage.campaign.aws.stepFunctions.end(stage.campaign.runName(attempt), 'FAILED', error, cause);
}

describe('a start on Step Functions from the console', () => {
  it('asks when, says what it will do and by which command, and starts one run of the uploaded plan', async () => {
    const empty = await stage.page(RUNS);
    expect(empty.text).toContain('No plan of spring was uploaded to red-pack-test');
    expect(empty.html).toContain(`href="${RUNS}/start"`);
    expect((await stage.page(`${RUNS}/start`)).text).toContain('Start at, in Beijing time');
    const asked = await stage.page(`${RUNS}/start?ready=yes&at=&continue-daily=`);
    expect(asked.text).toContain('Starts run 1 now: 3 packets, 5.64 yuan in all');
    expect(asked.text).toContain(stage.campaign.manifest.plan_sha256);
    expect(asked.text).toContain(
      './red-pack campaign start spring --engine aws --dir ' +
        `${stage.campaign.dir} --stack red-pack-test --region cn-north-1`,
    );
    expect(executions().size).toBe(0);
    const done = await stage.start();
    expect([done.status, done.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^\/campaigns\/spring\/aws\?done=/),
    ]);
    expect([...executions().keys()]).toEqual([stage.campaign.runName(1)]);
    expect([...stage.campaign.aws.s3.objects.keys()].map((key) => key.split('/')[0])).toEqual([
      'plans',
      'manifests',
    ]);
    const running = await stage.page(done.headers.get('location') ?? '');
    expect(running.text).toContain('spring runs on Step Functions');
    expect(running.html).toContain('data-standing="RUNNING"');
    expect(running.html).not.toContain(`href="${RUNS}/start"`);
  });

  it('sets schedules for a minute in Beijing and for the following days, and shows them as such', async () => {
    const minute = beijingMinute(Date.now() + DAY_MS);
    const query = new URLSearchParams({ ready: 'yes', at: minute, 'continue-daily': '3' });
    const asked = await stage.page(`${RUNS}/start?${query.toString()}`);
    expect(asked.text).toMatch(
      new RegExp(
        `Sets a schedule that starts run 1 at ${minute} Beijing time \\(\\S+ \\S+ UTC\\): 3 packets`,
      ),
    );
    expect(asked.text).toContain('each of the 3 following days at 00:10 Beijing time');
    expect(textOf(asked.html)).toContain(`--at &#39;${minute}&#39; --continue-daily 3`);
    await stage.start({ at: minute, 'continue-daily': '3' });
    expect(stage.campaign.schedule('start')?.ScheduleExpression).toBe(`at(${minute.replace(' ', 'T')}:00)`);
    expect(stage.campaign.schedule('daily')?.ScheduleExpression).toBe('cron(10 0 * * ? *)');
    expect(executions().size).toBe(0);
    const { html, text } = await stage.page(RUNS);
    expect(html).toContain('data-standing="scheduled"');
    expect(html).toContain(`href="${RUNS}/stop"`);
    expect(html).not.toContain(`href="${RUNS}/start"`);
    expect(text).toContain(`Starts at ${minute} Beijing time.`);
    expect(text).toMatch(/each day at 00:10 Beijing time, until \d{4}-\d\d-\d\d 00:00 Beijing time\./);
  });

  it('continues a run that a fault has ended, and begins a new one only when that was chosen', async () => {
    await stage.start();
    stage.campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    expect((await stage.page(`${RUNS}/start?ready=yes`)).text).toContain(
      'Continues run 1 now with the rows that it has left, of 3 packets, 5.64 yuan.',
    );
    await stage.start();
    expect(executions().get(stage.campaign.runName(1))).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    expect((await stage.page(RUNS)).text).toContain('1, continued once');
    stage.campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    await stage.start({ whole: 'yes' });
    expect([...executions().keys()]).toEqual([stage.campaign.runName(1), stage.campaign.runName(2)]);
  });

  it.each([
    [{ at: '2020-02-05 20:00' }, '2020-02-05 20:00', 'The start must be a minute of Beijing time from now'],
    [{ at: '"><script>alert(1)</script>' }, '&lt;script&gt;', 'The start must be a minute of Beijing time'],
    [{ 'continue-daily': '61' }, 'value="61"', 'The days must be a number from 1 to 60, got “61”'],
  ])(
    'shows the form again for %j, with what was entered and what is expected',
    async (entered, kept, why) => {
      const query = new URLSearchParams({ ready: 'yes', ...entered });
      const { status, html, text } = await stage.page(`${RUNS}/start?${query.toString()}`);
      expect(status).toBe(400);
      expect(html).toContain(kept);
      expect(html).not.toContain('<script>alert');
      expect(text).toContain(why);
      expect(stage.campaign.aws.calls).toBe(0);
    },
  );

  it('starts what was shown, or nothing: not another plan, and not another run', async () => {
    const shown = hiddenFields((await stage.page(`${RUNS}/start?ready=yes`)).html);
    await stage.campaign.plan(4);
    const other = await stage.console.post(`${RUNS}/start`, shown);
    expect([other.status, textOf(await other.text())]).toEqual([
      400,
      expect.stringContaining('has changed since the page was shown'),
    ]);
    expect(executions().size).toBe(0);
    const again = hiddenFields((await stage.page(`${RUNS}/start?ready=yes`)).html);
    await stage.start();
    stage.campaign.aws.stepFunctions.end(stage.campaign.runName(1), 'SUCCEEDED');
    expect((await stage.console.post(`${RUNS}/start`, again)).status).toBe(400);
    expect(executions().size).toBe(1);
  });

  it('is refused while a run goes on, for a plan that was edited, and without an approval that is required', async () => {
    await stage.start();
    expect(await stage.page(`${RUNS}/start?ready=yes`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('spring runs already'),
    });
    stage.campaign.aws.stepFunctions.end(stage.campaign.runName(1), 'SUCCEEDED');
    await stage.campaign.plan(3, 'required');
    expect(await stage.page(`${RUNS}/start?ready=yes`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('needs the approval of another person'),
    });
    await stage.campaign.plan(5);
    const shown = hiddenFields((await stage.page(`${RUNS}/start?ready=yes`)).html);
    await appendFile(join(stage.campaign.dir, 'spring/plan.jsonl'), '{}\n');
    const edited = await stage.console.post(`${RUNS}/start`, shown);
    expect([edited.status, textOf(await edited.text())]).toEqual([
      400,
      expect.stringContaining('it was edited'),
    ]);
    expect(executions().size).toBe(1);
  });
});

describe('the runs of a campaign in the console', () => {
  it('are shown with counts, redrives, times in Beijing, and a cause in words with what to do', async () => {
    await stage.start();
    const run = executions().get(stage.campaign.runName(1));
    Object.assign(run?.itemCounts ?? {}, {
      total: 3000,
      succeeded: 1000,
      running: 20,
      pending: 1975,
      failed: 5,
    });
    stage.campaign.endByRow(1, 'RedPack.AccountFault', 'NOTENOUGH');
    const { html, text } = await stage.page(RUNS);
    expect(text).toContain('Ended early');
    expect(text).toContain('A fault of the account has ended it');
    expect(text).toContain('The balance is empty. Top up the account, then start it again.');
    expect(text).toContain('RedPack.AccountFault: NOTENOUGH');
    expect(text).toContain('Started 2027-01-15 16:00 Beijing time');
    expect(text).toContain('Ended 2027-01-15 17:00 Beijing time');
    expect(text).toMatch(/Done 1,000 of 3,000 In flight 20 Waiting 1,975 Stopped by a fault 5/);
    expect(html).toContain('<progress max="100" value="33"');
    expect(html).toContain('href="/packets?q=spring%2F"');
  });

  it('say where the fault is named when the results cannot be read', async () => {
    await stage.start();
    fail(1, THRESHOLD, 'The specified tolerated failure threshold was exceeded');
    const { text } = await stage.page(RUNS);
    expect(text).toContain('A row met a fault that ends the run');
    expect(text).toContain('The results of the run name the fault.');
  });

  it('show the cause of AWS as text, whatever is in it', async () => {
    await stage.start();
    fail(1, 'States.Runtime', '</code><script>alert(1)</script><img src=x onerror=alert(1)>');
    const { html, text } = await stage.page(RUNS);
    expect(text).toContain('A fault has ended it');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<script>alert|<img src=x/);
  });

  it('are shown and stopped where the campaign has no plan on this machine, and started nowhere without one', async () => {
    await stage.start({ 'continue-daily': '2' });
    await rm(join(stage.campaign.dir, 'spring'), { recursive: true });
    const { html, text } = await stage.page(RUNS);
    expect(html).toContain('data-standing="RUNNING"');
    expect(text).toContain('To start it from here, plan it on this machine');
    expect((await stage.page(`${RUNS}/start?ready=yes`)).status).toBe(404);
    const asked = await stage.page(`${RUNS}/stop`);
    expect(asked.text).toContain('Stops run 1 of plan');
    expect(asked.text).toContain('Removes a schedule of plan');
    expect(asked.text).toContain('./red-pack campaign stop spring --stack red-pack-test');
    expect(executions().get(stage.campaign.runName(1))?.status).toBe('RUNNING');
    const done = await stage.act(`${RUNS}/stop`);
    expect(executions().get(stage.campaign.runName(1))).toMatchObject({
      ...{ status: 'ABORTED', error: 'RedPack.StoppedByOperator' },
    });
    expect(stage.campaign.aws.schedules.size).toBe(0);
    const stopped = await stage.page(done.headers.get('location') ?? '');
    expect(stopped.text).toContain('the run is stopped, 1 schedule removed.');
    expect(stopped.text).toContain('A person has stopped it');
    expect(await stage.page(`${RUNS}/stop`)).toMatchObject({
      status: 400,
      text: expect.stringContaining('Nothing of spring runs or is set on AWS.'),
    });
  });

  it('are shown beside a plan on this machine that is damaged or another one', async () => {
    await stage.start();
    await stage.campaign.plan(4);
    expect((await stage.page(RUNS)).text).toContain('The plan on this machine is another one');
    await appendFile(join(stage.campaign.dir, 'spring/manifest.json'), '}');
    const { status, text } = await stage.page(RUNS);
    expect([status, text]).toEqual([
      200,
      expect.stringContaining('The plan on this machine cannot be started:'),
    ]);
    expect(text).toContain('Running');
  });

  it('are found by a name, from the list and from the page of the campaign', async () => {
    expect((await stage.page('/campaigns')).html).toContain('href="/campaigns/aws_runs"');
    expect((await stage.page('/campaigns/spring')).html).toContain(`href="${RUNS}"`);
    expect((await stage.page('/campaigns/aws_runs')).text).toContain('Name of the campaign');
    const found = await stage.console.get('/campaigns/aws_runs?campaign=%20elsewhere%20');
    expect([found.status, found.headers.get('location')]).toEqual([303, '/campaigns/elsewhere/aws']);
    expect((await stage.page('/campaigns/elsewhere/aws')).text).toContain('Is the name right?');
  });
});
