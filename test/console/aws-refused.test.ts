import { OUTPUTS } from '../cli/campaign-aws-kit';
import { removeTempFolders } from '../kit/folder';
import { AwsConsole, hiddenFields } from './aws-kit';
import { textOf } from './campaign-page';
import { startTestConsole } from './kit';

const RUNS = '/campaigns/spring/aws';

let stage: AwsConsole;
beforeEach(async () => {
  stage = await AwsConsole.start();
});
afterEach(() => stage.end());
afterAll(removeTempFolders);

describe('the pages of runs on AWS', () => {
  it.each([
    ['cloudformation', 'needs cloudformation:DescribeStacks'],
    ['s3', 'S3 ListObjectsV2'],
    ['states', 'Step Functions DescribeExecution failed'],
    ['scheduler', 'EventBridge Scheduler GetSchedule failed'],
  ])('say which right is missing where %s denies, and ask again by themselves', async (service, said) => {
    await stage.start();
    stage.campaign.aws.denied.add(service);
    const { status, html, text } = await stage.page(RUNS);
    expect([status, text]).toEqual([502, expect.stringContaining(said)]);
    expect(text).toContain('These AWS credentials lack the right that is named above');
    expect(html).toMatch(/id="aws-runs"[^>]* hx-get="\/campaigns\/spring\/aws"/);
    for (const act of ['start?ready=yes', 'stop'])
      expect(await stage.page(`${RUNS}/${act}`)).toMatchObject({
        status: 502,
        text: expect.stringContaining('AccessDenied'),
      });
  });

  it('alone ask AWS: the list and the page of a campaign do not', async () => {
    for (const service of ['cloudformation', 's3', 'states', 'scheduler', 'sts'])
      stage.campaign.aws.denied.add(service);
    expect((await stage.page('/campaigns')).status).toBe(200);
    expect((await stage.page('/campaigns/spring')).status).toBe(200);
    expect(stage.campaign.aws.calls).toBe(0);
  });

  it('say of a stack without campaigns how it gets them', async () => {
    const { CampaignBucketName: _, ...others } = OUTPUTS;
    stage.campaign.aws.outputs = others;
    expect(await stage.page(RUNS)).toMatchObject({
      status: 200,
      text: expect.stringContaining('Deploy it with the param campaigns: ‘true’'),
    });
    expect((await stage.page(`${RUNS}/stop`)).status).toBe(400);
  });

  it('say of the local stack what to do, and act on nothing there', async () => {
    const local = startTestConsole({ campaigns: stage.campaign.dir });
    for (const path of [RUNS, '/campaigns/aws_runs']) {
      const response = await local.get(path);
      expect([response.status, textOf(await response.text())]).toEqual([
        200,
        expect.stringContaining('The local stack has no Step Functions'),
      ]);
    }
    for (const act of ['start', 'stop']) {
      for (const response of [await local.get(`${RUNS}/${act}`), await local.post(`${RUNS}/${act}`)])
        expect([response.status, textOf(await response.text())]).toEqual([
          400,
          expect.stringContaining('open the console of a stack on AWS'),
        ]);
    }
    expect(stage.campaign.aws.calls).toBe(0);
  });

  it('are all readable without --allow-actions, and no button works', async () => {
    await stage.start();
    const reader = startTestConsole({
      ...{ allowsActions: false, campaigns: stage.campaign.dir, stack: stage.console.state.stack },
    });
    for (const path of [RUNS, `${RUNS}/stop`, `${RUNS}/start`, '/campaigns/aws_runs'])
      expect((await reader.get(path)).status).toBe(200);
    expect(await (await reader.get(`${RUNS}/stop`)).text()).toContain('This console is read-only');
    for (const path of [`${RUNS}/stop`, `${RUNS}/start`, '/campaigns/new_approval'])
      expect((await reader.post(path)).status).toBe(403);
    expect([...stage.campaign.aws.stepFunctions.executions.values()].map(({ status }) => status)).toEqual([
      'RUNNING',
    ]);
  });

  it('refuse a button that is not of their own form', async () => {
    await stage.start();
    const strangers: readonly (readonly [fields: Record<string, string>, headers: Record<string, string>])[] =
      [
        [{ csrf: '' }, {}],
        [{}, { origin: 'http://127.0.0.1:9' }],
        [{}, { 'sec-fetch-site': 'same-site' }],
      ];
    for (const [fields, headers] of strangers)
      for (const path of [`${RUNS}/stop`, `${RUNS}/start`])
        expect((await stage.console.post(path, fields, headers)).status).toBe(403);
    expect([...stage.campaign.aws.stepFunctions.executions.values()].map(({ status }) => status)).toEqual([
      'RUNNING',
    ]);
  });

  it.each(['../../etc', '..%2f..%2fetc', 'a/../spring', 'Spring', '<script>', 'a'.repeat(65)])(
    'take %s for no campaign, and ask AWS for nothing',
    async (name) => {
      const encoded = encodeURIComponent(name);
      for (const path of [`/campaigns/${encoded}/aws`, `/campaigns/${encoded}/aws/start?ready=yes`])
        expect(await stage.page(path)).toMatchObject({ status: 404 });
      for (const path of [
        `/campaigns/${encoded}/aws/stop`,
        `/campaigns/aws_runs?campaign=${encoded}`,
        `/campaigns/new_approval?campaign=${encoded}`,
      ]) {
        const { status, html, text } = await stage.page(path);
        expect([path, status, text]).toEqual([
          path,
          400,
          expect.stringContaining('A campaign’s name has 1 to 64'),
        ]);
        expect(html).not.toContain('<script>');
      }
      const plan = 'a'.repeat(64);
      expect((await stage.console.post('/campaigns/new_approval', { campaign: name, plan })).status).toBe(
        400,
      );
      expect(stage.campaign.aws.calls).toBe(0);
    },
  );
});

describe('an approval in the console', () => {
  it('is of a plan that was shown: without its whole hash nothing is approved', async () => {
    await stage.act('/campaigns/spring/submit');
    stage.campaign.as('approver');
    const shown = hiddenFields((await stage.page('/campaigns/new_approval?campaign=spring')).html);
    expect(shown.plan).toBe(stage.campaign.manifest.plan_sha256);
    for (const plan of ['', shown.plan?.slice(0, 12) ?? ''])
      expect((await stage.console.post('/campaigns/new_approval', { campaign: 'spring', plan })).status).toBe(
        400,
      );
    expect([...stage.campaign.aws.s3.objects.keys()].join()).not.toContain('approvals/');
    expect((await stage.console.post('/campaigns/new_approval', shown)).status).toBe(303);
    expect([...stage.campaign.aws.s3.objects.keys()].join()).toContain('approvals/');
  });

  it('lets a start go on that waited for it', async () => {
    stage.campaign.aws.outputs = { ...OUTPUTS, CampaignApproval: 'required' };
    await stage.act('/campaigns/spring/submit');
    expect((await stage.page(`${RUNS}/start?ready=yes`)).status).toBe(400);
    stage.campaign.as('approver');
    await stage.act('/campaigns/new_approval?campaign=spring');
    stage.campaign.as('planner');
    expect((await stage.start()).status).toBe(303);
    expect(stage.campaign.aws.stepFunctions.executions.size).toBe(1);
  });
});
