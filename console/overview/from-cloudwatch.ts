import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { dayOf } from '../../cli/report/day';
import type { Stack } from '../../cli/stack';
import { BEIJING_S, beijingText } from '../../shared/api/beijing';
import type { Figures } from './figures';

const HOUR_S = 3_600;
const DAY_S = 86_400;
/** The functions that send: recovery completes what sendRedPack left open. */
const SENDING = ['sendRedPack', 'recoverRedPacks'] as const;
const OUTCOMES = ['paid', 'refused', 'retry', 'open'] as const;

/** CloudWatch's dynamic label: each series of the search is labelled with its code. */
const FAULT_LABEL = ['$', "{PROP('Dim.fault_code')}"].join('');

type Dimensions = Readonly<Record<string, string>>;

function query(
  id: string,
  namespace: string,
  name: string,
  stat: string,
  more: Dimensions = {},
): MetricDataQuery {
  const dimensions = { service: 'red-pack', ...more };
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: id, MetricStat: { Metric, Period: HOUR_S, Stat: stat } };
}

/** The metrics of shared/lambda/metrics.ts, by hour. */
function queries({ name, functionPrefix }: Stack): MetricDataQuery[] {
  const bySend = OUTCOMES.flatMap((outcome) =>
    SENDING.map((each) =>
      query(`${outcome}_${each}`, name, outcome, 'Sum', { function_name: functionPrefix + each }),
    ),
  );
  const faults = `SEARCH('{"${name}",service,fault_code} MetricName="account_fault"', 'Sum', ${HOUR_S})`;
  return [
    ...bySend,
    query('paid_fen', name, 'paid_fen', 'Sum'),
    query('p50', name, 'wechat_ms', 'p50'),
    query('p99', name, 'wechat_ms', 'p99'),
    query('person', name, 'needs_person', 'Sum'),
    query('days', name, 'certificate_days_left', 'Minimum'),
    { Id: 'faults', Expression: faults, Label: FAULT_LABEL },
  ];
}

async function read(client: CloudWatchClient, stack: Stack, fromS: number, toS: number) {
  const { GetMetricDataCommand } = await cloudWatch();
  const results: MetricDataResult[] = [];
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: queries(stack),
      StartTime: new Date(fromS * 1000),
      EndTime: new Date(toS * 1000),
      ScanBy: 'TimestampAscending',
      ...(NextToken !== undefined && { NextToken }),
    });
    const page = await client.send(command);
    results.push(...(page.MetricDataResults ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return results;
}

/** Loaded on AWS only, and not before the first page: the console starts faster without it. */
const cloudWatch = () => import('@aws-sdk/client-cloudwatch');

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function hours(paidFen: readonly MetricDataResult[], fromS: number, toS: number) {
  const byHour = new Map<string, number>();
  for (const { Timestamps = [], Values = [] } of paidFen)
    for (const [index, at] of Timestamps.entries()) {
      const label = beijingText(at.getTime() / 1000).slice(11, 16);
      byHour.set(label, (byHour.get(label) ?? 0) + (Values[index] ?? 0));
    }
  const count = Math.ceil((toS - fromS) / HOUR_S);
  return Array.from({ length: Math.max(1, count) }, (_, index) => {
    const label = beijingText(fromS + index * HOUR_S).slice(11, 16);
    return { label, values: [byHour.get(label) ?? 0] };
  });
}

/**
 * The figures of a stack on AWS, from CloudWatch. It needs cloudwatch:GetMetricData.
 * @throws of the AWS SDK, for instance AccessDenied
 */
export async function figuresOfCloudWatch(stack: Stack, nowMs: number): Promise<Figures> {
  const nowS = Math.floor(nowMs / 1000);
  const fromS = dayOf(nowS) * DAY_S - BEIJING_S;
  const { CloudWatchClient } = await cloudWatch();
  const client = new CloudWatchClient({ maxAttempts: 3, ...stack.clientConfig('CLOUDWATCH') });
  const results = await read(client, stack, fromS, nowS).finally(() => client.destroy());
  const of = (id: string): MetricDataResult[] => results.filter(({ Id }) => Id === id);
  const values = (id: string): number[] => of(id).flatMap(({ Values = [] }) => Values);
  const outcome = (name: (typeof OUTCOMES)[number]): number =>
    sum(SENDING.flatMap((each) => values(`${name}_${each}`)));
  const figure = (name: (typeof OUTCOMES)[number]) => ({ count: outcome(name), fen: null });
  const [p50, p99] = [values('p50').at(-1), values('p99').at(-1)];
  const codes = of('faults').map(({ Label = '', Values = [] }) => ({
    code: Label,
    count: sum(Values),
    fen: null,
  }));
  return {
    ...{ source: 'cloudwatch', atMs: nowMs, received: null, returned: null, cutAt: null, isCounting: false },
    paid: { count: outcome('paid'), fen: sum(values('paid_fen')) },
    ...{ refused: figure('refused'), open: figure('open'), retry: figure('retry') },
    person: sum(values('person')),
    latency: p50 === undefined || p99 === undefined ? null : { p50, p99 },
    ...{ certificateDays: values('days').at(-1) ?? null, cannotPay: null },
    codes: codes.filter(({ count }) => count > 0),
    points: hours(of('paid_fen'), fromS, nowS),
  };
}
