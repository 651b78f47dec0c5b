/** Evaluates CloudWatch alarms, by the rules of its user guide, as far as the alarms of serverless/watch.yml use them. */
import type { DataPoint } from './cloudwatch';

interface Metric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: Metric; readonly Period: number; readonly Stat: string };
}

/** Properties of an AWS::CloudWatch::Alarm, its references resolved. */
export interface Alarm extends Partial<Metric> {
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly MetricQuery[];
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
  readonly AlarmActions: readonly unknown[];
  readonly OKActions: readonly unknown[];
}

export type AlarmState = 'OK' | 'ALARM';

const STATISTICS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  SampleCount: (values) => values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
};

/** Only the one expression that the alarms have; another one needs its own evaluation here. */
const EXPRESSIONS: Readonly<Record<string, (series: Readonly<Record<string, number>>) => number>> = {
  'IF(sends > 0 AND paid < 1, 1, 0)': ({ sends = 0, paid = 0 }) => (sends > 0 && paid < 1 ? 1 : 0),
};

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/** The member of a table. @throws for a word that this evaluator does not know */
function known<T>(table: Readonly<Record<string, T>>, word: string | undefined): T {
  const found = table[word ?? ''];
  if (found === undefined) throw new Error(`unknown word: ${word}`);
  return found;
}

export function isOf(metric: Metric, { namespace, name, dimensions }: DataPoint): boolean {
  const wanted = Object.fromEntries((metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  const isSame = Object.keys(wanted).length === Object.keys(dimensions).length;
  return (
    namespace === metric.Namespace &&
    name === metric.MetricName &&
    isSame &&
    Object.entries(wanted).every(([key, value]) => dimensions[key] === value)
  );
}

function statistic(points: readonly DataPoint[], metric: Metric, stat: string | undefined): number | null {
  const values = points.filter((point) => isOf(metric, point)).flatMap((point) => point.values);
  return values.length === 0 ? null : known(STATISTICS, stat)(values);
}

function alarmValue(alarm: Alarm, points: readonly DataPoint[]): number | null {
  if (alarm.Metrics === undefined) return statistic(points, alarm as Metric, alarm.Statistic);
  const series: Record<string, number> = {};
  for (const { Id, MetricStat } of alarm.Metrics) {
    const value = MetricStat && statistic(points, MetricStat.Metric, MetricStat.Stat);
    if (value === null) return null;
    if (value !== undefined) series[Id] = value;
  }
  return known(
    EXPRESSIONS,
    alarm.Metrics.find(({ Expression }) => Expression !== undefined)?.Expression,
  )(series);
}

export function periodMs({ Period, Metrics }: Alarm): number {
  const seconds = Period ?? Metrics?.find(({ MetricStat }) => MetricStat)?.MetricStat?.Period;
  if (seconds === undefined) throw new Error('an alarm without a period');
  return seconds * 1000;
}

/**
 * State of an alarm at the end of the period that holds `nowMs`.
 * @param before its state until then, for `TreatMissingData: ignore`
 */
export function evaluate(
  alarm: Alarm,
  points: readonly DataPoint[],
  nowMs: number,
  before: AlarmState = 'OK',
): AlarmState {
  const lengthMs = periodMs(alarm);
  const endMs = (Math.floor(nowMs / lengthMs) + 1) * lengthMs;
  const periods = Array.from({ length: alarm.EvaluationPeriods }, (_, n) => endMs - n * lengthMs);
  const values = periods.map((end) =>
    alarmValue(
      alarm,
      points.filter(({ atMs }) => atMs >= end - lengthMs && atMs < end),
    ),
  );
  if (values.every((value) => value === null) && alarm.TreatMissingData === 'ignore') return before;
  const compare = known(COMPARISONS, alarm.ComparisonOperator);
  const breaching = values.filter((value) =>
    value === null ? alarm.TreatMissingData === 'breaching' : compare(value, alarm.Threshold),
  );
  return breaching.length >= (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods) ? 'ALARM' : 'OK';
}
