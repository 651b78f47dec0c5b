import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FUNCTIONS } from '../../scripts/functions';
import { namespaceOf } from '../../shared/lambda/metrics';
import { checkpointId } from '../../shared/listing/checkpoint-item';
import { isId } from '../../shared/wechat-pay/order-number';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { runNode } from '../kit/process';
import { ALARMS, NAMESPACE } from '../kit/watch-template';
import { actionsOf, policyFaults, type Statement, statementsIn } from './policy-rules';
import { bareEnvironment } from './serverless-process';
import { faultsIn, packaged, type Resource, type Template, templateIn } from './template';
import { readZip } from './zip';

/** A table that the stack finds rather than creates, as after a restore. */
const EXISTING = ['create-table=false', 'records-table=restored', 'query-before-send=true'];

let folders: string[];
let existingFolder: string;
let template: Template;
let resources: Template['Resources'];
let existing: Template;

beforeAll(async () => {
  folders = [await packaged(), await packaged()];
  existingFolder = await packaged(...EXISTING);
  template = await templateIn(folders[0] ?? '');
  resources = template.Resources;
  existing = await templateIn(existingFolder);
}, 600_000);

afterAll(removeTempFolders);

function zipOf(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, `${name}.zip`));
}

function ofType(type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

/** Without those for a VPC and a customer-managed key, which package-options.test.ts looks at. */
function statementsOf(role: string): Statement[] {
  const { Policies } = resources[role]?.Properties ?? {};
  return statementsIn([Policies].flat()[0]);
}

describe('serverless package, without an account', () => {
  it('makes one zip per function and no other', async () => {
    const zips = (await readdir(folders[0] ?? '')).filter((name) => name.endsWith('.zip'));
    expect(zips.sort()).toEqual(FUNCTIONS.map((name) => `${name}.zip`).sort());
  });

  it.each(FUNCTIONS)('packs %s as one file that Lambda can load', async (name) => {
    const files = readZip(await zipOf(folders[0] ?? '', name));
    const path = `dist/${name}/index.js`;
    expect([...files.keys()]).toEqual([path]);
    const alone = await tempFolder();
    await mkdir(dirname(join(alone, path)), { recursive: true });
    await writeFile(join(alone, path), files.get(path) ?? '');
    const script = `process.stdout.write(typeof require('./${path}').handler)`;
    // Of a Node older than Lambda's the SDK warns when a client is made.
    const env = bareEnvironment({ AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });
    const { code, stdout, stderr } = await runNode(['-e', script], { cwd: alone, env });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function', stderr: '' });
  });

  it.each(FUNCTIONS)('packs %s into the same bytes each time', async (name) => {
    const [first, second] = await Promise.all(folders.map((folder) => zipOf(folder, name)));
    expect(first?.length).toBeGreaterThan(1000);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('the template', () => {
  it.each([
    ['that creates its table', () => folders[0] ?? ''],
    ['that uses an existing one', () => existingFolder],
  ])('%s has no error in the eyes of AWS’s own validator', (_, folder) => {
    expect(faultsIn(folder())).toEqual({ status: 'OK', grave: [] });
  });

  it('keeps the records whatever happens to the stack', () => {
    const table = resources.RecordsTable;
    expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(table?.Properties).toMatchObject({
      TableName: 'red-pack-dev-records',
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { SSEEnabled: true },
    });
  });

  it.each([
    [
      'SendRedPackRole',
      [
        ...['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        ...['secretsmanager:GetSecretValue', 'sqs:SendMessage'],
      ],
    ],
    ['GetSentRedPackListRole', ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query']],
    ['GetSentRedPackRole', ['dynamodb:GetItem']],
    ['GetRedPackStatusRole', ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'secretsmanager:GetSecretValue']],
    [
      'RecoverRedPacksRole',
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'secretsmanager:GetSecretValue'],
    ],
  ])('lets %s do what it needs and no more', (role, actions) => {
    expect(statementsOf(role).flatMap(actionsOf).sort()).toEqual(
      [...actions, 'logs:CreateLogStream', 'logs:PutLogEvents'].sort(),
    );
  });

  it('gives each function a role of its own, and lets none delete or reach everything', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const roles = functions.map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(FUNCTIONS.length);
    const all = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(all).toHaveLength(FUNCTIONS.length);
    for (const statement of all.flatMap(([name]) => statementsOf(name))) {
      expect(actionsOf(statement).join(' ')).not.toMatch(/Delete|PartiQL/);
    }
  });

  it('breaks no rule of least privilege', () => {
    expect(policyFaults(resources)).toEqual([]);
  });

  it('lets batches, which can delete, write checkpoints of the list alone: no record’s id begins so', () => {
    const roles = Object.keys(resources).filter((name) => resources[name]?.Type === 'AWS::IAM::Role');
    const batches = roles
      .flatMap(statementsOf)
      .filter((statement) => /BatchWrite/.test(actionsOf(statement).join()));
    expect(batches.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mark#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ]);
    expect(checkpointId('1', 100)).toMatch(/^mark#/);
    expect(isId(checkpointId('1', 100))).toBe(false);
  });

  it('gives the functions plain texts, the pace of sends among them', () => {
    const { Properties } = resources.SendRedPackLambdaFunction ?? { Properties: {} };
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 30,
      ReservedConcurrentExecutions: { 'Fn::If': ['HasReservation', 26, { Ref: 'AWS::NoValue' }] },
      Environment: {
        Variables: {
          RECORDS_TABLE: 'red-pack-dev-records',
          ID_NAMESPACE: 'red-pack-dev',
          MINIAPP_ID: '1',
          SECRET_PREFIX: 'red-pack/dev/',
          WECHAT_PAY_HOSTS: 'api.mch.weixin.qq.com',
          CLIENT_IP: '127.0.0.1',
          SEND_SLOT_MS: '1000',
          QUERY_BEFORE_SEND: 'false',
        },
      },
    });
  });

  it('has the alarms, the dashboard and the queries of serverless/, in the namespace that its functions write to', () => {
    const alarms = ofType('AWS::CloudWatch::Alarm').map(({ Properties }) => JSON.stringify(Properties));
    expect(alarms).toHaveLength(Object.keys(ALARMS).length);
    for (const alarm of alarms) expect(alarm).toContain('{"Ref":"AlarmTopic"}');
    const [dashboard] = ofType('AWS::CloudWatch::Dashboard');
    expect(dashboard?.Properties.DashboardName).toBe('red-pack-dev');
    expect(ofType('AWS::Logs::QueryDefinition')).toHaveLength(3);
    const functions = ofType('AWS::Lambda::Function').map(({ Properties }) =>
      String(Properties.FunctionName),
    );
    const namespaces = new Set([...functions.map(namespaceOf), NAMESPACE]);
    expect([...namespaces]).toEqual(['red-pack-dev']);
    expect(alarms.filter((alarm) => alarm.includes('"Namespace":"red-pack-dev"')).length).toBeGreaterThan(5);
  });

  it('counts the error lines of each function that asks WeChat', () => {
    expect(ofType('AWS::Logs::MetricFilter').map(({ Properties }) => Properties.LogGroupName)).toEqual([
      { Ref: 'SendRedPackLogGroup' },
      { Ref: 'GetRedPackStatusLogGroup' },
      { Ref: 'RecoverRedPacksLogGroup' },
    ]);
  });

  it('recovers on a schedule, in a function of its own, and a status takes seconds', () => {
    expect(ofType('AWS::Events::Rule').map(({ Properties }) => Properties)).toMatchObject([
      {
        ScheduleExpression: 'rate(10 minutes)',
        Targets: [{ Arn: { 'Fn::GetAtt': ['RecoverRedPacksLambdaFunction', 'Arn'] }, Input: '{}' }],
      },
    ]);
    expect(resources.RecoverRedPacksLambdaFunction?.Properties.Timeout).toBe(590);
    expect(resources.GetRedPackStatusLambdaFunction?.Properties.Timeout).toBe(20);
  });

  it('reserves concurrency for sends only', () => {
    const reserving = ofType('AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined,
    );
    expect(reserving.map(({ Properties }) => Properties.FunctionName)).toEqual(['red-pack-dev-sendRedPack']);
  });
});

describe('the table of a stack', () => {
  it('is created under the condition that create-table is not false', () => {
    const condition = (value: string) => ({
      CreateRecordsTable: { 'Fn::Not': [{ 'Fn::Equals': [`create-table=${value}`, 'create-table=false'] }] },
    });
    expect(resources.RecordsTable?.Condition).toBe('CreateRecordsTable');
    expect(template.Conditions).toMatchObject(condition('true'));
    expect(existing.Conditions).toMatchObject(condition('false'));
  });

  it('is kept when create-table becomes false', () => {
    expect(existing.Resources.RecordsTable).toMatchObject({
      Condition: 'CreateRecordsTable',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('is referred to by name alone, so that it may be left out', () => {
    for (const { Resources, Outputs } of [template, existing]) {
      const { RecordsTable: _table, ...others } = Resources;
      expect(JSON.stringify({ others, Outputs })).not.toMatch(/"RecordsTable"|\$\{RecordsTable/);
    }
  });

  it('may have another name, which functions and outputs follow', () => {
    expect(template.Outputs.RecordsTableName?.Value).toBe('red-pack-dev-records');
    expect(existing.Outputs.RecordsTableName?.Value).toBe('restored');
    expect(existing.Resources.SendRedPackLambdaFunction?.Properties).toMatchObject({
      Environment: {
        Variables: { RECORDS_TABLE: 'restored', ID_NAMESPACE: 'red-pack-dev', QUERY_BEFORE_SEND: 'true' },
      },
    });
  });

  it('gives each role the same rights, whether the stack created it or found it', () => {
    const roles = (of: Template['Resources']) =>
      Object.entries(of).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    const table = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/red-pack-dev-records`;
    const indexes = ['by_due', 'by_openid', 'by_time'].map((name) => `${table}/index/${name}`);
    expect(tableArnsIn(roles(resources))).toEqual([table, ...indexes]);
    const renamed = JSON.stringify(roles(existing.Resources)).replaceAll('restored', 'red-pack-dev-records');
    expect(JSON.parse(renamed)).toEqual(roles(resources));
  });
});

function tableArnsIn(policies: unknown): string[] {
  const arns = JSON.stringify(policies).match(/arn:[^"]*:dynamodb:[^"]*/g) ?? [];
  return [...new Set(arns)].sort();
}
