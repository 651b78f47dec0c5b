/** The alarms, filters and dashboard of serverless/, as a deploy of stage dev resolves them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { FUNCTIONS } from '../../scripts/functions';
import type { Alarm } from './alarm';
import type { MetricFilter } from './cloudwatch';
import { ROOT } from './process';

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

export const NAMESPACE = 'red-pack-dev';

const VARIABLES: Readonly<Record<string, string>> = {
  'self:service': 'red-pack',
  'sls:stage': 'dev',
  'param:records-table': 'red-pack-dev-records',
  'param:send-concurrency': '26',
};

/** What `Ref` and `Fn::GetAtt` of each resource give. */
const REFERENCES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    FUNCTIONS.map((name) => [
      `${name[0]?.toUpperCase()}${name.slice(1)}LambdaFunction`,
      `${NAMESPACE}-${name}`,
    ]),
  ),
  'LostSendsQueue.QueueName': 'lost-sends',
  'AWS::Region': 'ap-southeast-1',
};

function read(file: string): Record<string, Resource> {
  const text = readFileSync(join(ROOT, 'serverless', file), 'utf8');
  const resolved = text.replace(/\$\{((?:self|sls|param):[\w-]+)\}/g, (_, name: string) => {
    const value = VARIABLES[name];
    if (value === undefined) throw new Error(`${file}: unknown variable ${name}`);
    return value;
  });
  // The alarms build upon each other by aliases, far more than the parser expects of a stranger's file.
  return parse(resolved, { merge: true, maxAliasCount: -1 }).Resources;
}

/** Replaces references to functions and to the queue by their names; leaves those to topics and log groups. */
function deref(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deref);
  if (typeof value !== 'object' || value === null) return value;
  const { Ref, 'Fn::GetAtt': got } = value as { Ref?: string; 'Fn::GetAtt'?: string[] };
  const found = REFERENCES[Ref ?? got?.join('.') ?? ''];
  if (found !== undefined) return found;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deref(inner)]));
}

function ofType<T>(type: string): Readonly<Record<string, T>> {
  const resources = Object.entries({ ...read('watch.yml'), ...read('dashboard.yml') });
  return Object.fromEntries(
    resources
      .filter(([, { Type }]) => Type === type)
      .map(([name, { Properties }]) => [name, deref(Properties) as T]),
  );
}

export const ALARMS = ofType<Alarm>('AWS::CloudWatch::Alarm');
export const FILTERS = Object.values(ofType<MetricFilter>('AWS::Logs::MetricFilter'));
export const QUERIES = ofType<{ QueryString: string }>('AWS::Logs::QueryDefinition');

/** Variables of the dashboard's text: what they are with a condition, and without. */
type Variables = Readonly<Record<string, { readonly 'Fn::If': readonly [string, string, string] }>>;

/** The dashboard's body as CloudWatch gets it. @throws when it is no JSON, or refers to nothing */
export function dashboardBody(): { widgets: { type: string; properties: Record<string, unknown> }[] } {
  const [dashboard] = Object.values(
    ofType<{ DashboardBody: { 'Fn::Sub': [string, Variables] } }>('AWS::CloudWatch::Dashboard'),
  );
  const [text, variables] = dashboard?.DashboardBody['Fn::Sub'] ?? ['', {}];
  return JSON.parse(
    text.replace(/\$\{([\w.:]+)\}/g, (_, name: string) => {
      const alarm = name.replace(/\.Arn$/, '');
      const value =
        variables[name]?.['Fn::If'][1] ?? REFERENCES[name] ?? (alarm in ALARMS ? alarm : undefined);
      if (value === undefined) throw new Error(`the dashboard refers to ${name}`);
      return value;
    }),
  );
}
