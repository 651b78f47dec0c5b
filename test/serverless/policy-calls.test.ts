import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeTempFolders } from '../kit/folder';
import { ROOT } from '../kit/process';
import { CALLS, IMPLIED, type Need } from './aws-calls';
import { actionsOf, statementsIn } from './policy-rules';
import { packaged, type Template, templateIn } from './template';

const KEY = 'arn:aws:kms:ap-southeast-1:123456789012:key/00000000-0000-0000-0000-000000000000';
const arn = (service: string, rest: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`,
});
const inBucket = (folder: string) => ({ 'Fn::Sub': `\${CampaignBucket.Arn}/${folder}/*` });
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

/** The places of the table, as a statement names them; any other is a function. */
const PLACES: Readonly<Record<string, unknown>> = {
  '*': '*',
  stack: arn('cloudformation', `stack/\${AWS::StackName}/*`),
  table: arn('dynamodb', 'table/red-pack-dev-records'),
  secrets: arn('secretsmanager', 'secret:red-pack/dev/*'),
  ...{ AlarmTopic: { Ref: 'AlarmTopic' }, PageTopic: { Ref: 'PageTopic' } },
  LostSendsQueue: arnOf('LostSendsQueue'),
  key: KEY,
  bucket: arnOf('CampaignBucket'),
  ...{ plans: inBucket('plans'), manifests: inBucket('manifests') },
  ...{ approvals: inBucket('approvals'), results: inBucket('results') },
  machine: { Ref: 'CampaignMachine' },
  executions: arn('states', 'execution:red-pack-dev-campaign:*'),
  mapRuns: arn('states', 'mapRun:red-pack-dev-campaign/*'),
  schedules: arn('scheduler', 'schedule/red-pack-dev-campaigns/*'),
  scheduleRole: arnOf('CampaignScheduleRole'),
};

function placeOf(name: string): unknown {
  return PLACES[name] ?? arnOf(`${name.charAt(0).toUpperCase()}${name.slice(1)}LambdaFunction`);
}

const FOUND = [
  /\bnew (\w+)Command\(/g,
  /\bpaginate(\w+)\(/g,
  /#call\('(\w+)'/g,
  /\bredPack\s*\.(\w+)\(/g,
  /\binvokeFunction\([^',]*(?:\([^)]*\))?, '(\w+)'/g,
  /'(\w+Topic)'/g,
  /= (dynamoDBClient)\(/g,
];

/** What the sources call, as the keys of the table. The sandbox is on the local stack alone. */
function callsInSources(): string[] {
  const files = ['cli', 'console', 'sdk', 'scripts/preflight'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('sandbox/'))
      .map((name) => `${folder}/${name}`),
  );
  const found = files.flatMap((file) => {
    // Without the examples in comments.
    const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/^ *(\*|\/\/).*$/gm, '');
    const names = FOUND.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => name));
    // An iterator over the pages of the list.
    return names.map((name) => `${file} ${name === 'sentRedPacks' ? 'getSentRedPackList' : name}`);
  });
  return [...new Set(found)].sort();
}

let template: Template;

beforeAll(async () => {
  template = await templateIn(await packaged('campaigns=true', `kms-key-arn=${KEY}`));
}, 600_000);
afterAll(removeTempFolders);

function needsOf(policy: string): string[] {
  const needs: readonly Need[] = [...Object.values(CALLS), ...IMPLIED];
  const all = needs.flatMap(([action, by]) =>
    (by[policy] ?? []).map((place) => `${action} on ${JSON.stringify(placeOf(place))}`),
  );
  return [...new Set(all)].sort();
}

function grantsOf(policy: string): string[] {
  const statements = statementsIn(template.Resources[policy]?.Properties);
  expect(statements.map(({ Effect }) => Effect)).not.toContain('Deny');
  const all = statements.flatMap((statement) =>
    actionsOf(statement).flatMap((action) =>
      [statement.Resource].flat().map((resource) => `${action} on ${JSON.stringify(resource)}`),
    ),
  );
  return [...new Set(all)].sort();
}

describe('the managed policies', () => {
  it('are for calls that the table lists, and the table lists every call of the commands and the console', () => {
    expect(callsInSources()).toEqual(Object.keys(CALLS).sort());
  });

  it('are all in the table', () => {
    const named = [...Object.values(CALLS), ...IMPLIED].flatMap(([, by]) => Object.keys(by));
    const policies = Object.entries(template.Resources).filter(
      ([, { Type }]) => Type === 'AWS::IAM::ManagedPolicy',
    );
    expect([...new Set(named)].sort()).toEqual(policies.map(([name]) => name).sort());
  });

  it.each([
    ...['ReadPolicy', 'SendPolicy', 'OperatePolicy', 'CertificatePolicy', 'CampaignPolicy', 'ApprovePolicy'],
  ])('%s grants what these calls need, and nothing else', (policy) => {
    expect(grantsOf(policy)).toEqual(needsOf(policy));
    expect(template.Outputs[`${policy}Arn`]?.Value).toEqual({ Ref: policy });
  });
});
