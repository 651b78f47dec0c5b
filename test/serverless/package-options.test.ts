import { removeTempFolders } from '../kit/folder';
import { actionsOf, policyFaults, statementsIn } from './policy-rules';
import { faultsIn, packaged, type Template, templateIn } from './template';

const KEY = 'arn:aws:kms:ap-southeast-1:123456789012:key/00000000-0000-0000-0000-000000000000';
const PARAMS = [
  `kms-key-arn=${KEY}`,
  'vpc-subnet-ids=subnet-0000000000000000a,subnet-0000000000000000b',
  'vpc-security-group-ids=sg-0000000000000000c',
  'alarm-email=ops@example.com',
  'send-concurrency=none',
];
const IN_VPC = ['SendRedPack', 'GetRedPackStatus', 'RecoverRedPacks'];
const NO_VALUE = { Ref: 'AWS::NoValue' };

let folder: string;
let template: Template;

beforeAll(async () => {
  folder = await packaged(...PARAMS);
  template = await templateIn(folder);
}, 600_000);
afterAll(removeTempFolders);

function propertiesOf(name: string): Readonly<Record<string, unknown>> {
  return template.Resources[name]?.Properties ?? {};
}

/** Logical ids of the resources that have the text somewhere. */
function having(text: string): string[] {
  return Object.keys(template.Resources).filter((name) => JSON.stringify(propertiesOf(name)).includes(text));
}

const notEqual = (given: string, to: string) => ({ 'Fn::Not': [{ 'Fn::Equals': [given, to] }] });

describe('a stack with every option', () => {
  it('has no error in the eyes of AWS’s own validator, and breaks no rule of least privilege', () => {
    expect(faultsIn(folder)).toEqual({ status: 'OK', grave: [] });
    expect(policyFaults(template.Resources)).toEqual([]);
  });

  it('takes each option by a condition on its param', () => {
    expect(template.Conditions).toMatchObject({
      HasKmsKey: notEqual(`kms-key-arn=${KEY}`, 'kms-key-arn='),
      InVpc: notEqual('vpc-subnet-ids=subnet-0000000000000000a,subnet-0000000000000000b', 'vpc-subnet-ids='),
      HasAlarmEmail: notEqual('alarm-email=ops@example.com', 'alarm-email='),
      HasReservation: notEqual('send-concurrency=none', 'send-concurrency=none'),
    });
  });

  it('encrypts table, logs, alarms and lost sends with the key, and lets every function decrypt', () => {
    const encrypted = { 'Fn::If': ['HasKmsKey', KEY, NO_VALUE] };
    expect(propertiesOf('RecordsTable').SSESpecification).toMatchObject({ KMSMasterKeyId: encrypted });
    expect(propertiesOf('AlarmTopic').KmsMasterKeyId).toEqual(encrypted);
    expect(propertiesOf('LostSendsQueue')).toMatchObject({
      KmsMasterKeyId: encrypted,
      SqsManagedSseEnabled: { 'Fn::If': ['HasKmsKey', NO_VALUE, true] },
    });
    const logGroups = Object.keys(template.Resources).filter((name) => name.endsWith('LogGroup'));
    expect(logGroups).toHaveLength(5);
    for (const name of logGroups) expect(propertiesOf(name).KmsKeyId).toEqual(encrypted);
    const decrypting = having('kms:Decrypt').filter((name) => name.endsWith('Role'));
    expect(decrypting).toHaveLength(5);
  });

  it('puts the functions that call WeChat into the subnets, and no other', () => {
    expect(having('"VpcConfig"').sort()).toEqual(IN_VPC.map((name) => `${name}LambdaFunction`).sort());
    expect(propertiesOf('SendRedPackLambdaFunction').VpcConfig).toEqual({
      'Fn::If': [
        'InVpc',
        {
          SubnetIds: { 'Fn::Split': [',', 'subnet-0000000000000000a,subnet-0000000000000000b'] },
          SecurityGroupIds: { 'Fn::Split': [',', 'sg-0000000000000000c'] },
        },
        NO_VALUE,
      ],
    });
    expect(having('ec2:CreateNetworkInterface').sort()).toEqual(IN_VPC.map((name) => `${name}Role`).sort());
  });

  it('lets Lambda make network interfaces, and not the functions’ code', () => {
    for (const name of IN_VPC) {
      const network = statementsIn(propertiesOf(`${name}Role`)).filter((one) =>
        /ec2:/.test(actionsOf(one).join()),
      );
      expect(network.map(({ Effect }) => Effect)).toEqual(['Allow', 'Deny']);
      expect(network[1]?.Action).toEqual(network[0]?.Action);
      expect(JSON.stringify(network[1]?.Condition)).toContain('lambda:SourceFunctionArn');
    }
  });

  it('has neither a reservation nor a slot with send-concurrency=none', () => {
    expect(propertiesOf('SendRedPackLambdaFunction')).toMatchObject({
      ReservedConcurrentExecutions: { 'Fn::If': ['HasReservation', 'none', NO_VALUE] },
      Environment: { Variables: { SEND_SLOT_MS: '0' } },
    });
  });

  it('has a dashboard that is JSON, also without a reservation, whose line it then leaves out', () => {
    const sub = propertiesOf('Dashboard').DashboardBody as {
      'Fn::Sub': [string, { ReservedLine: { 'Fn::If': string[] } }];
    };
    const [text, { ReservedLine }] = sub['Fn::Sub'];
    expect(text).not.toContain('none');
    expect(ReservedLine['Fn::If'][0]).toBe('HasReservation');
    const body = text
      .replace(/\$\{ReservedLine\}/, ReservedLine['Fn::If'][2] ?? '')
      .replace(/\$\{[^}]*\}/g, 'x');
    const lines = JSON.parse(body).widgets.flatMap(
      ({ properties }: { properties: { annotations?: { horizontal: object[] } } }) =>
        properties.annotations?.horizontal ?? [],
    );
    expect(lines).toEqual([]);
  });

  it('subscribes the address to the alarms', () => {
    expect(template.Resources.AlarmEmail).toMatchObject({
      Condition: 'HasAlarmEmail',
      Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: 'ops@example.com' },
    });
  });
});

describe('an asynchronous send that Lambda gives up', () => {
  it('is kept for 14 days, encrypted, after the longest time that Lambda allows', () => {
    expect(propertiesOf('LostSendsQueue').MessageRetentionPeriod).toBe(14 * 24 * 3600);
    expect(propertiesOf('SendRedPackAsyncConfig')).toEqual({
      FunctionName: { Ref: 'SendRedPackLambdaFunction' },
      Qualifier: '$LATEST',
      MaximumEventAgeInSeconds: 6 * 3600,
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['LostSendsQueue', 'Arn'] } } },
    });
    expect(template.Outputs.LostSendsQueueUrl?.Value).toEqual({ Ref: 'LostSendsQueue' });
  });

  it('may be written there by sendRedPack alone', () => {
    expect(having('sqs:SendMessage')).toEqual(['SendRedPackRole']);
  });
});

describe('the policies for callers', () => {
  const invokes = (policy: string): string[] =>
    statementsIn(propertiesOf(policy))
      .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => [Resource].flat() as { 'Fn::GetAtt': string[] }[])
      .map((resource) => String(resource['Fn::GetAtt'][0]).replace('LambdaFunction', ''));

  it.each([
    ['ReadPolicy', ['GetSentRedPackList', 'GetSentRedPack', 'GetRedPackStatus']],
    ['SendPolicy', ['SendRedPack']],
    ['OperatePolicy', ['RecoverRedPacks']],
  ])('%s lets one invoke %j', (policy, functions) => {
    expect(invokes(policy)).toEqual(functions);
    expect(template.Outputs[`${policy}Arn`]?.Value).toEqual({ Ref: policy });
  });

  // What each of them allows in full: policy-calls.test.ts.
  it('let nobody read records past the functions, and keep the keys of merchants from operators', () => {
    const actions = (policy: string) => statementsIn(propertiesOf(policy)).flatMap(actionsOf).join(' ');
    const all = ['ReadPolicy', 'SendPolicy', 'OperatePolicy', 'CertificatePolicy'].map(actions);
    expect(all.join(' ')).not.toMatch(/GetItem|Query|Scan|UpdateItem|PutItem|Delete(Secret|Item)/);
    expect(actions('CertificatePolicy')).toMatch(/GetSecretValue.*PutSecretValue/);
    expect(all.slice(0, 3).join(' ')).not.toMatch(/(Get|Put)SecretValue|CreateSecret|UpdateSecret/);
  });
});
