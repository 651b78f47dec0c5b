import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsOf } from '../../shared/lambda/metrics';
import { ACCOUNT_FAULT_CODES, CERTIFICATE_REFUSED } from '../../shared/wechat-pay/responses/account-faults';
import { isOf } from '../kit/alarm';
import { type DataPoint, embeddedMetrics } from '../kit/cloudwatch';
import { ROOT } from '../kit/process';
import { ALARMS, dashboardBody, FILTERS, NAMESPACE, QUERIES } from '../kit/watch-template';

/** Metrics of AWS's own, by their user guides, with their dimensions. */
const OF_AWS: Readonly<Record<string, readonly string[]>> = {
  'AWS/Lambda Errors': ['FunctionName'],
  'AWS/Lambda Throttles': ['FunctionName'],
  'AWS/Lambda Duration': ['FunctionName'],
  'AWS/Lambda ConcurrentExecutions': ['FunctionName'],
  'AWS/SQS ApproximateNumberOfMessagesVisible': ['QueueName'],
  'AWS/DynamoDB ReadThrottleEvents': ['TableName', 'TableName,GlobalSecondaryIndexName'],
  'AWS/DynamoDB WriteThrottleEvents': ['TableName', 'TableName,GlobalSecondaryIndexName'],
  'AWS/DynamoDB SystemErrors': ['TableName,Operation'],
};

/** One line for each metric that a function may write; the tests beside this one provoke each of them. */
const LINES: readonly (readonly [string, Record<string, unknown>])[] = [
  ...['paid', 'closed', 'parked', 'open'].map(
    (state) =>
      ['send completed', { state, fen: 100, exchanges: [{ elapsed_ms: 1, code: 'FREQ_LIMIT' }] }] as const,
  ),
  ...[...ACCOUNT_FAULT_CODES, CERTIFICATE_REFUSED, 'CERTIFICATE_UNUSABLE', 'DAILY_BUDGET'].map(
    (fault_code) => ['query completed', { fault_code }] as const,
  ),
  ['invocation rejected', { status: 400 }],
  ['invocation rejected', { status: 415 }],
  ['recovery completed', { examined: 1, open_over_1h: 0, oldest_open_s: 0 }],
  ['record unresolved', {}],
  ['account checked', { certificate_days_left: 1 }],
  ['budget claimed', { budget_percent: 1 }],
];

const EMITTED: readonly DataPoint[] = [
  ...LINES.flatMap(([message, fields]) =>
    embeddedMetrics({
      ...{ service: 'red-pack', function_name: `${NAMESPACE}-sendRedPack`, ...fields },
      ...metricsOf(message, fields, NAMESPACE, 1),
    }),
  ),
  ...FILTERS.flatMap(({ MetricTransformations }) =>
    MetricTransformations.map(({ MetricNamespace, MetricName }) => ({
      ...{ namespace: MetricNamespace, name: MetricName, dimensions: {}, values: [1], atMs: 1 },
    })),
  ),
];

interface Named {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
}

function isEmitted(metric: Named): boolean {
  const { Namespace, MetricName, Dimensions } = metric;
  if (Namespace === NAMESPACE) return EMITTED.some((point) => isOf(metric, point));
  const names = Dimensions.map(({ Name }) => Name).join();
  return OF_AWS[`${Namespace} ${MetricName}`]?.includes(names) === true;
}

/** A row of a widget, `[namespace, name, dimension, value, …, options]`. */
function toNamed(row: readonly unknown[]): Named {
  const [Namespace, MetricName, ...pairs] = row.filter((cell) => typeof cell === 'string');
  const Dimensions = pairs.flatMap((Name, n) => (n % 2 === 0 ? [{ Name, Value: pairs[n + 1] ?? '' }] : []));
  return { Namespace: Namespace ?? '', MetricName: MetricName ?? '', Dimensions };
}

const widgets = dashboardBody().widgets;

describe('the dashboard', () => {
  it('shows the state of every alarm', () => {
    const [shown] = widgets.filter(({ type }) => type === 'alarm').map(({ properties }) => properties.alarms);
    expect(shown).toEqual(Object.keys(ALARMS));
  });

  it('names no metric that nothing emits', () => {
    const rows = widgets.flatMap(({ properties }) => (properties.metrics ?? []) as unknown[][]);
    const named = rows.filter((row) => typeof row[0] === 'string').map(toNamed);
    expect(named.length).toBeGreaterThan(30);
    expect(named.filter((metric) => !isEmitted(metric))).toEqual([]);
  });

  it('shows every metric that the functions emit', () => {
    const shown = JSON.stringify(widgets);
    const names = new Set(EMITTED.map(({ name }) => name));
    expect([...names].filter((name) => !shown.includes(`"${name}"`) && name !== 'recovery_done')).toEqual([]);
  });
});

test('no alarm watches a metric that nothing emits', () => {
  const watched = Object.values(ALARMS).flatMap((alarm): Named[] => {
    const { Metrics = [] } = alarm;
    const inside = Metrics.flatMap(({ MetricStat }) => (MetricStat ? [MetricStat.Metric] : []));
    const metrics = alarm.MetricName === undefined ? inside : [alarm];
    return metrics.map(({ Namespace = '', MetricName = '', Dimensions = [] }) => ({
      ...{ Namespace, MetricName, Dimensions },
    }));
  });
  expect(watched.length).toBeGreaterThan(Object.keys(ALARMS).length);
  expect(watched.filter((metric) => !isEmitted(metric))).toEqual([]);
});

test('no dimension of ours has more values than a page can list', () => {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of EMITTED.flatMap(({ dimensions }) => Object.entries(dimensions)))
    values.set(key, (values.get(key) ?? new Set()).add(value));
  const counts = [...values].map(([key, found]) => [key, found.size]);
  expect(Object.fromEntries(counts)).toEqual({
    ...{ service: 1, function_name: 1, fault_code: 12, rejected_status: 2 },
  });
});

test('the queries name only fields that the functions log', () => {
  const sources = [
    'lambda/handler',
    'payment/run/run-attempt',
    'payment/run/query-order',
    'payment/run/attempt',
  ];
  const source = sources.map((name) => readFileSync(join(ROOT, `shared/${name}.ts`), 'utf8')).join();
  // The logger's own, and those that a query itself defines.
  const known = ['level', 'message', 'function_name', 'function_request_id', 'sends', 'yuan', 'slowest_ms'];
  const words = Object.values(QUERIES).flatMap(({ QueryString }) =>
    QueryString.replace(/"[^"]*"/g, '').match(
      /\b[a-z][a-z_]*_[a-z]+\b|\b(?:state|fen|code|account|result)\b/g,
    ),
  );
  expect(new Set(words).size).toBeGreaterThan(8);
  expect(words.filter((word) => !known.includes(word ?? '') && !source.includes(word ?? '?'))).toEqual([]);
});
