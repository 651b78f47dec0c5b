/** What CloudWatch makes of log lines: the values of metrics, by its specification of the embedded metric format. */

/** Values of one metric that arrived together. */
export interface DataPoint {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
  readonly atMs: number;
}

type Line = Readonly<Record<string, unknown>>;

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit?: string }[];
}

const MAX_DIMENSIONS = 30;
const MAX_VALUES = 100;

/** The JSON lines of a log, without Lambda's own. */
export function linesOf(log: string): Line[] {
  return log
    .split('\n')
    .filter((raw) => raw.startsWith('{'))
    .map((raw) => JSON.parse(raw) as Line);
}

/** The metrics of a line. @throws where CloudWatch would drop them without a word */
export function embeddedMetrics(line: Line): DataPoint[] {
  if (line._aws === undefined) return [];
  const { Timestamp, CloudWatchMetrics } = line._aws as { Timestamp: number; CloudWatchMetrics: Directive[] };
  if (!Number.isInteger(Timestamp)) throw new Error('Timestamp is not a number of milliseconds');
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((keys) =>
      Metrics.map(({ Name }) => ({
        ...{ namespace: Namespace, name: Name, atMs: Timestamp },
        dimensions: dimensionsOf(line, keys),
        values: valuesOf(line, Name),
      })),
    ),
  );
}

function dimensionsOf(line: Line, keys: readonly string[]): Record<string, string> {
  if (keys.length === 0 || keys.length > MAX_DIMENSIONS) throw new Error(`${keys.length} dimensions`);
  return Object.fromEntries(
    keys.map((key) => {
      const value = line[key];
      if (typeof value !== 'string' || value === '') throw new Error(`the dimension ${key} is not a text`);
      return [key, value];
    }),
  );
}

function valuesOf(line: Line, name: string): number[] {
  const values = [line[name]].flat();
  if (values.length === 0 || values.length > MAX_VALUES)
    throw new Error(`${name} has ${values.length} values`);
  if (!values.every((value) => typeof value === 'number' && Number.isFinite(value)))
    throw new Error(`${name} is not a number`);
  return values as number[];
}

/** A filter as serverless/watch.yml has them. */
export interface MetricFilter {
  readonly FilterPattern: string;
  readonly MetricTransformations: readonly {
    readonly MetricNamespace: string;
    readonly MetricName: string;
    readonly MetricValue: string;
  }[];
}

/** The metrics that a filter makes of a line. @throws for a pattern that is not `{ $.field = "text" }` */
export function filteredMetrics(
  { FilterPattern, MetricTransformations }: MetricFilter,
  line: Line,
): DataPoint[] {
  const [, field, text] = /^\{ \$\.(\w+) = "([^"]*)" \}$/.exec(FilterPattern) ?? [];
  if (field === undefined) throw new Error(`unknown pattern: ${FilterPattern}`);
  if (line[field] !== text) return [];
  return MetricTransformations.map(({ MetricNamespace, MetricName, MetricValue }) => ({
    ...{ namespace: MetricNamespace, name: MetricName, dimensions: {}, values: [Number(MetricValue)] },
    atMs: Date.parse(String(line.timestamp)),
  }));
}
