import { join } from 'node:path';
import { CAMPAIGN, linesOf, writeCampaign } from '../campaign/kit';
import { AwsStandIn } from '../kit/aws/server';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { hiddenFields, runLogs, textOf } from './campaign-page';
import { startTestConsole, type TestConsole } from './kit';

const OUTPUTS = {
  CampaignBucketName: 'bucket',
  CampaignMachineArn: 'arn:aws:states:ap-southeast-1:000000000000:stateMachine:red-pack-test-campaign',
  CampaignScheduleGroupName: 'red-pack-test-campaigns',
  CampaignScheduleRoleArn: 'arn:aws:iam::000000000000:role/schedule',
  CampaignApproval: 'required',
};
const environment = { ...process.env };

let aws: AwsStandIn;
let dir: string;
let folder: string;
let console: TestConsole;

beforeEach(async () => {
  aws = await AwsStandIn.start();
  aws.outputs = { ...OUTPUTS };
  aws.s3.mayWrite.set('planner', ['plans/', 'manifests/']).set('approver', ['approvals/']);
  Object.assign(process.env, aws.env);
  as('planner');
  dir = await tempFolder();
  folder = await writeCampaign(dir, linesOf(3), { approval: 'required' });
  const stack = { name: 'red-pack-test', isLocal: false, clientConfig: () => ({}) };
  console = startTestConsole({ campaigns: dir, stack });
});
afterEach(async () => {
  process.env = { ...environment };
  await aws.close();
});
afterAll(removeTempFolders);

function as(identity: string): void {
  process.env.AWS_ACCESS_KEY_ID = identity;
}

async function text(response: Response | Promise<Response>): Promise<string> {
  return textOf(await (await response).text());
}

/** As the form of the page that shows the plan sends it. */
async function approve(): Promise<Response> {
  const shown = await (await console.get(`/campaigns/new_approval?campaign=${CAMPAIGN}`)).text();
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(shown)?.[1] ?? '';
  return console.post('/campaigns/new_approval', { campaign: field('campaign'), plan: field('plan') });
}

const submit = (): Promise<Response> => console.post(`/campaigns/${CAMPAIGN}/submit`);
const approvals = (): string[] => [...aws.s3.objects.keys()].filter((key) => key.startsWith('approvals/'));

describe('a plan that another person must approve', () => {
  it('is not sent before, and says what to do', async () => {
    const path = `/campaigns/${CAMPAIGN}/run`;
    const form = hiddenFields(await (await console.get(path)).text());
    const refused = await console.post(path, { ...form, 'in-flight': '2' });
    expect(refused.status).toBe(400);
    const page = await refused.text();
    expect(textOf(page)).toContain('needs the approval of another person, and has none');
    expect(page).toContain(`href="/campaigns/${CAMPAIGN}/submit"`);
    expect(await runLogs(folder)).toEqual([]);
  });

  it('is uploaded by its planner, and approved by somebody else who sees what it pays', async () => {
    expect((await submit()).status).toBe(303);
    as('approver');
    const shown = await text(console.get(`/campaigns/new_approval?campaign=${CAMPAIGN}`));
    expect(shown).toContain('Approves 3 packets, 3.03 yuan in all');
    expect(shown).toContain('Uploaded by arn:aws:iam::000000000000:user/planner');
    expect(shown).toContain(`./red-pack campaign approve ${CAMPAIGN} --plan`);
    expect(approvals()).toEqual([]);
    const done = await approve();
    expect(done.headers.get('location')).toMatch(/^\/campaigns\?done=/);
    expect(approvals()).toHaveLength(1);
    expect(await text(console.get(done.headers.get('location') ?? ''))).toContain('is approved by arn:aws');
  });

  it('is not approved by the one who uploaded it', async () => {
    await submit();
    aws.s3.mayWrite.set('planner', ['plans/', 'manifests/', 'approvals/']);
    const own = await console.get(`/campaigns/new_approval?campaign=${CAMPAIGN}`);
    expect([own.status, await text(own)]).toEqual([
      400,
      expect.stringContaining(`You uploaded this plan of ${CAMPAIGN} yourself`),
    ]);
    const [manifest = ''] = [...aws.s3.objects.keys()].filter((key) => key.startsWith('manifests/'));
    const plan = /([0-9a-f]{64})/.exec(manifest)?.[1] ?? '';
    const posted = await console.post('/campaigns/new_approval', { campaign: CAMPAIGN, plan });
    expect(posted.status).toBe(400);
    expect(approvals()).toEqual([]);
  });

  it('is approved as it was shown: another plan uploaded meanwhile is not', async () => {
    await submit();
    as('approver');
    const shown = await (await console.get(`/campaigns/new_approval?campaign=${CAMPAIGN}`)).text();
    const plan = /name="plan" value="([^"]*)"/.exec(shown)?.[1] ?? '';
    as('planner');
    await writeCampaign(dir, linesOf(4), { approval: 'required' });
    await submit();
    as('approver');
    await console.post('/campaigns/new_approval', { campaign: CAMPAIGN, plan });
    expect(approvals()).toEqual([join('approvals', CAMPAIGN, `${plan}.json`)]);
  });

  it('is asked for by its name, which nobody may have uploaded', async () => {
    const none = await console.get('/campaigns/new_approval?campaign=none');
    expect([none.status, await text(none)]).toEqual([
      400,
      expect.stringContaining('Nobody has uploaded a plan of none'),
    ]);
    expect((await console.get('/campaigns/new_approval')).status).toBe(200);
  });
});
