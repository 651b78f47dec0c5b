import { removeTempFolders } from '../kit/folder';
import { actionsOf, policyFaults, type Statement, statementsIn } from './policy-rules';
import { faultsIn, packaged, type Template, templateIn } from './template';

const KEY = 'arn:aws:kms:ap-southeast-1:123456789012:key/00000000-0000-0000-0000-000000000000';
const PARAMS = [
  'campaigns=true',
  'campaign-concurrency=10',
  'campaign-approval=required',
  `kms-key-arn=${KEY}`,
];

let folder: string;
let template: Template;
let without: Template;

beforeAll(async () => {
  folder = await packaged(...PARAMS);
  template = await templateIn(folder);
  without = await templateIn(await packaged());
}, 600_000);
afterAll(removeTempFolders);

function propertiesOf(name: string): Readonly<Record<string, unknown>> {
  return template.Resources[name]?.Properties ?? {};
}

function statementsOf(name: string): Statement[] {
  return statementsIn(propertiesOf(name));
}

/** The statements that allow an action. */
function allowing(name: string, action: string): Statement[] {
  return statementsOf(name).filter((one) => one.Effect === 'Allow' && actionsOf(one).includes(action));
}

const sub = (text: string) => ({ 'Fn::Sub': text });

describe('a stack with campaigns', () => {
  it('has no error in the eyes of AWS’s own validator, and breaks no rule of least privilege', () => {
    expect(faultsIn(folder)).toEqual({ status: 'OK', grave: [] });
    expect(policyFaults(template.Resources)).toEqual([]);
  });

  it('differs from one without them by their resources alone', () => {
    const added = Object.keys(template.Resources).filter((name) => !(name in without.Resources));
    expect(added.sort()).toEqual([
      ...[
        'ApprovePolicy',
        'CampaignBucket',
        'CampaignBucketPolicy',
        'CampaignFailedAlarm',
        'CampaignLogGroup',
      ],
      ...[
        'CampaignMachine',
        'CampaignPolicy',
        'CampaignRole',
        'CampaignScheduleGroup',
        'CampaignScheduleRole',
      ],
    ]);
    expect(Object.keys(without.Resources).filter((name) => !(name in template.Resources))).toEqual([]);
    expect(JSON.stringify(without)).not.toMatch(/campaign/i);
  });

  it('gives the machine its params, and logs no data', () => {
    expect(propertiesOf('CampaignMachine')).toMatchObject({
      StateMachineName: 'red-pack-dev-campaign',
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      Definition: { States: { Rows: { MaxConcurrency: 10, ToleratedFailureCount: 0 } } },
    });
    expect(JSON.stringify(propertiesOf('CampaignMachine'))).not.toMatch(/\$\{(param|self|sls|file):/);
    expect(template.Outputs.CampaignApproval?.Value).toBe('required');
    expect(propertiesOf('CampaignFailedAlarm').AlarmActions).toEqual([{ Ref: 'PageTopic' }]);
  });

  it('keeps what was planned and approved whatever happens to the stack, encrypted and private', () => {
    expect(template.Resources.CampaignBucket).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    const text = JSON.stringify(propertiesOf('CampaignBucket'));
    expect(text).toContain(KEY);
    expect(text.match(/"(Block|Ignore|Restrict)Public\w+":true/g)).toHaveLength(4);
  });
});

describe('the bucket', () => {
  const [tls, overwrite, erase] = [0, 1, 2].map((index) => () => statementsOf('CampaignBucketPolicy')[index]);
  const kept = ['plans', 'manifests', 'approvals'].map((name) => sub(`\${CampaignBucket.Arn}/${name}/*`));

  it('is reached with TLS alone', () => {
    expect(tls?.()).toMatchObject({
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('takes a plan, manifest or approval only under a name that is free', () => {
    expect(overwrite?.()).toEqual({
      ...{ Sid: 'NeverOverwrite', Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource: kept },
      Condition: {
        Null: { 's3:if-none-match': 'true' },
        Bool: { 's3:ObjectCreationOperation': 'true' },
      },
    });
  });

  it('lets nobody delete one, after which the name would be free again', () => {
    expect(erase?.()).toMatchObject({
      ...{ Effect: 'Deny', Principal: '*', Resource: kept },
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    });
  });
});

describe('the roles and policies of campaigns', () => {
  it('let the machine invoke sendRedPack, read plans and write results', () => {
    const send = allowing('CampaignRole', 'lambda:InvokeFunction').map(({ Resource }) => Resource);
    expect(send).toEqual([{ 'Fn::GetAtt': ['SendRedPackLambdaFunction', 'Arn'] }]);
    const written = allowing('CampaignRole', 's3:PutObject').map(({ Resource }) => Resource);
    expect(written).toEqual([sub(`\${CampaignBucket.Arn}/results/*`)]);
  });

  it.each(['CampaignRole', 'CampaignScheduleRole'])('let %s be used by this account alone', (role) => {
    const trust = statementsOf(role).find((one) => actionsOf(one).includes('sts:AssumeRole'));
    expect(trust?.Condition).toEqual({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
  });

  it('let nobody who can plan or start also approve, nor the other way round', () => {
    const writable = (policy: string) =>
      JSON.stringify(allowing(policy, 's3:PutObject').map(({ Resource }) => Resource));
    expect(writable('CampaignPolicy')).not.toContain('approvals');
    expect(writable('CampaignPolicy')).toContain('plans');
    expect(writable('ApprovePolicy')).toContain('approvals');
    expect(writable('ApprovePolicy')).not.toMatch(/plans|manifests/);
    expect(statementsOf('ApprovePolicy').flatMap(actionsOf).join()).not.toMatch(/states:|lambda:|scheduler:/);
    const roles = Object.keys(template.Resources).filter((name) => name.endsWith('Role'));
    for (const role of roles) expect(writable(role)).not.toMatch(/plans|approvals|manifests/);
  });

  it('let operators of campaigns pass the schedules’ role to Scheduler alone', () => {
    expect(allowing('CampaignPolicy', 'iam:PassRole')).toMatchObject([
      {
        Resource: { 'Fn::GetAtt': ['CampaignScheduleRole', 'Arn'] },
        Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
    ]);
  });

  it('let schedules start and continue runs, and nothing else', () => {
    expect(statementsOf('CampaignScheduleRole').flatMap(actionsOf)).toEqual([
      ...['sts:AssumeRole', 'states:StartExecution', 'states:RedriveExecution'],
    ]);
  });
});
