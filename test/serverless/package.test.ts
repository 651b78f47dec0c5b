import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { markId } from '../../shared/records/marks';
import { isId } from '../../shared/wechat-pay/order-number';
import { removeTempFolders, tempFolder } from '../local/temp-folder';
import { bareEnvironment, run, serverless } from './serverless-process';
import { readZip } from './zip';

const FUNCTIONS = ['getRedPackStatus', 'getSentRedPack', 'getSentRedPackList', 'sendRedPack'];

interface Resource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

let folders: string[];
let templateFile: string;
let resources: Readonly<Record<string, Resource>>;

beforeAll(async () => {
  folders = [await tempFolder(), await tempFolder()];
  for (const folder of folders) {
    // With an account out of reach: whatever would ask AWS fails.
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stderr } = await serverless(['package', '--package', folder], env);
    if (code !== 0) throw new Error(`serverless package ended with ${code}:\n${stderr}`);
  }
  templateFile = join(folders[0] ?? '', 'cloudformation-template-update-stack.json');
  resources = JSON.parse(await readFile(templateFile, 'utf8')).Resources;
}, 240_000);

afterAll(removeTempFolders);

function zipOf(folder: string, name: string): Promise<Buffer> {
  return readFile(join(folder, `${name}.zip`));
}

function statementsOf(role: string): Statement[] {
  const policies = resources[role]?.Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

const actionsOf = (role: string): string[] => statementsOf(role).flatMap(({ Action }) => Action);

describe('serverless package, without an account', () => {
  it('makes one zip per function and no other', async () => {
    const zips = (await readdir(folders[0] ?? '')).filter((name) => name.endsWith('.zip'));
    expect(zips.sort()).toEqual(FUNCTIONS.map((name) => `${name}.zip`));
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
    const { code, stdout, stderr } = await run(process.execPath, ['-e', script], { cwd: alone, env });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function', stderr: '' });
  });

  it.each(FUNCTIONS)('packs %s into the same bytes each time', async (name) => {
    const [first, second] = await Promise.all(folders.map((folder) => zipOf(folder, name)));
    expect(first?.length).toBeGreaterThan(1000);
    expect(second?.equals(first ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('the template', () => {
  it('has no error in the eyes of AWS’s own validator', () => {
    const engine = new RegoEngine();
    try {
      const { status, diagnostics } = engine.validateStandard(new TemplateFile(templateFile));
      const grave = diagnostics.filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR');
      expect({ status, grave }).toEqual({ status: 'OK', grave: [] });
    } finally {
      engine.free();
    }
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
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'secretsmanager:GetSecretValue'],
    ],
    ['GetSentRedPackListRole', ['dynamodb:BatchGetItem', 'dynamodb:BatchWriteItem', 'dynamodb:Query']],
    ['GetSentRedPackRole', ['dynamodb:GetItem']],
    [
      'GetRedPackStatusRole',
      ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'secretsmanager:GetSecretValue'],
    ],
  ])('lets %s do what it needs and no more', (role, actions) => {
    expect(actionsOf(role).sort()).toEqual([...actions, 'logs:CreateLogStream', 'logs:PutLogEvents'].sort());
  });

  it('gives each function a role of its own, and lets none delete or reach everything', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    const roles = functions.map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(4);
    const all = Object.entries(resources).filter(([, { Type }]) => Type === 'AWS::IAM::Role');
    expect(all).toHaveLength(4);
    for (const statement of all.flatMap(([name]) => statementsOf(name))) {
      expect([statement.Action].flat().join(' ')).not.toMatch(/Delete|PartiQL|\*/);
      expect(statement.Resource).not.toBe('*');
    }
  });

  it('lets batches, which can delete, write marks of the list alone: no record’s id begins so', () => {
    const roles = Object.keys(resources).filter((name) => resources[name]?.Type === 'AWS::IAM::Role');
    const batches = roles
      .flatMap(statementsOf)
      .filter(({ Action }) => /BatchWrite/.test([Action].flat().join()));
    expect(batches.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['mark#*'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ]);
    expect(markId('1', 100)).toMatch(/^mark#/);
    expect(isId(markId('1', 100))).toBe(false);
  });

  it('gives the functions plain texts, the pace of sends among them', () => {
    const { Properties } = resources.SendRedPackLambdaFunction ?? { Properties: {} };
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 30,
      ReservedConcurrentExecutions: 26,
      Environment: {
        Variables: {
          RECORDS_TABLE: 'red-pack-dev-records',
          ID_NAMESPACE: 'red-pack-dev',
          MINIAPP_ID: '1',
          SECRET_PREFIX: 'red-pack/',
          WECHAT_PAY_HOSTS: 'api.mch.weixin.qq.com',
          CLIENT_IP: '127.0.0.1',
          SEND_SLOT_MS: '1000',
        },
      },
    });
  });

  it('raises an alarm for an error line or a failing function of the two that pay', () => {
    const alarms = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    const metrics = alarms.map(({ Properties }) => String(Properties.MetricName)).sort();
    expect(metrics).toEqual(['Errors', 'Errors', 'error_lines']);
    for (const { Properties } of alarms) expect(Properties.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
    const filters = Object.values(resources).filter(({ Type }) => Type === 'AWS::Logs::MetricFilter');
    expect(filters.map(({ Properties }) => Properties.LogGroupName)).toEqual([
      { Ref: 'SendRedPackLogGroup' },
      { Ref: 'GetRedPackStatusLogGroup' },
    ]);
  });

  it('settles on a schedule of its own', () => {
    const rules = Object.values(resources).filter(({ Type }) => Type === 'AWS::Events::Rule');
    expect(rules.map(({ Properties }) => Properties)).toMatchObject([
      { ScheduleExpression: 'rate(10 minutes)', Targets: [{ Input: '{"settle":true}' }] },
    ]);
  });
});
