/** Metrics of the functions: they leave with the log line that is written anyway, in CloudWatch's embedded format. */

type Fields = Readonly<Record<string, unknown>>;

/** Values of metrics, and the sets of dimensions under which CloudWatch stores each of them. */
interface Samples {
  readonly dimensions: readonly (readonly string[])[];
  readonly values: Readonly<Record<string, number | readonly number[]>>;
  /** Root members of the line that a dimension names and the line does not have yet; the format requires texts. */
  readonly names?: Readonly<Record<string, string>>;
}

// The logger writes `service` and `function_name`. No dimension may hold an openid, a key or a caller's text: each
// value would be a metric of its own, and is billed as one.
const SERVICE = ['service'];
const FUNCTION = ['service', 'function_name'];

const UNITS: Readonly<Record<string, string>> = {
  wechat_ms: 'Milliseconds',
  oldest_open_s: 'Seconds',
  budget_percent: 'Percent',
  paid_fen: 'None',
};

/** Events that only a person can settle; docs/operate.md says how. */
export const NEEDS_PERSON: ReadonlySet<string> = new Set([
  'WeChat Pay contradicts the record',
  'record unresolved',
  'recovery stopped sending',
  'secret names another merchant than the record',
  'claim behind counted positions',
  'host clock is wrong',
]);

/** Names of a record's states in metrics, as callers see them. */
const OUTCOMES: Readonly<Record<string, string>> = { closed: 'refused', parked: 'retry', open: 'open' };

const RULES: Readonly<Record<string, (fields: Fields) => readonly Samples[]>> = {
  'send completed': ofSend,
  'recovery completed': ofRecovery,
  'invocation rejected': ofRejection,
  'invocation failed': ofRejection,
  'budget claimed': ({ budget_percent }) => ofService({ budget_percent }),
  'account checked': ({ certificate_days_left }) => ofService({ certificate_days_left }),
};

/**
 * Returns the members that make a log line an embedded metric; none for a line without a metric. Pure.
 * Source: CloudWatch's specification of the embedded metric format.
 * @param fields of the line @param namespace of the metrics @param nowMs unix milliseconds
 */
export function metricsOf(message: string, fields: Fields, namespace: string, nowMs: number): Fields {
  const samples = [
    ...(RULES[message]?.(fields) ?? []),
    ...(NEEDS_PERSON.has(message) ? ofService({ needs_person: 1 }) : []),
    ...(typeof fields.fault_code === 'string' ? [ACCOUNT_FAULT] : []),
  ];
  if (samples.length === 0) return {};
  const CloudWatchMetrics = samples.map(({ dimensions, values }) => ({
    Namespace: namespace,
    Dimensions: dimensions,
    Metrics: Object.keys(values).map((Name) => ({ Name, Unit: UNITS[Name] ?? 'Count' })),
  }));
  return Object.assign(
    { _aws: { Timestamp: nowMs, CloudWatchMetrics } },
    ...samples.map(({ values, names }) => ({ ...values, ...names })),
  );
}

/**
 * Namespace of a function's metrics: its name without the last word, which is `<service>-<stage>` as deployed. The
 * alarms of serverless/watch.yml use the same.
 */
export function namespaceOf(functionName: string | undefined): string {
  return functionName?.replace(/-[^-]*$/, '') ?? 'red-pack';
}

const ACCOUNT_FAULT: Samples = {
  dimensions: [SERVICE, ['service', 'fault_code']],
  values: { account_fault: 1 },
};

/** Leaves out what is no number, which would make CloudWatch drop the metrics of the whole line. */
function ofService(values: Fields): Samples[] {
  const numbers = Object.entries(values).filter((entry): entry is [string, number | number[]] => {
    const parts = [entry[1]].flat();
    return parts.length > 0 && parts.every(Number.isFinite);
  });
  return numbers.length === 0 ? [] : [{ dimensions: [SERVICE], values: Object.fromEntries(numbers) }];
}

function ofSend({ state, fen, exchanges }: Fields): Samples[] {
  const isPaid = state === 'paid';
  const other = OUTCOMES[String(state)];
  // Zero is written as well: the samples of `paid` are then the number of sends.
  const paid = { paid: isPaid ? 1 : 0, ...(other !== undefined && { [other]: 1 }) };
  const calls = (Array.isArray(exchanges) ? exchanges : []) as readonly Fields[];
  const wechat_ms = calls.map(({ elapsed_ms }) => Number(elapsed_ms));
  const freq_limit = calls.filter(({ code }) => code === 'FREQ_LIMIT').length;
  return [
    // By function: an attempt of recovery must not count as a send of today's callers.
    { dimensions: [FUNCTION], values: paid },
    ...ofService({ wechat_ms, ...(isPaid && { paid_fen: fen }), ...(freq_limit > 0 && { freq_limit }) }),
  ];
}

function ofRecovery({ examined, open_over_1h, oldest_open_s }: Fields): Samples[] {
  return ofService({ recovery_done: 1, recovery_examined: examined, open_over_1h, oldest_open_s });
}

/** 404 answers a question, and an account's fault has a metric of its own. */
function ofRejection({ status, fault_code }: Fields): Samples[] {
  if ((status !== 400 && status !== 415) || fault_code !== undefined) return [];
  const dimensions = [SERVICE, ['service', 'rejected_status']];
  return [{ dimensions, values: { rejected: 1 }, names: { rejected_status: String(status) } }];
}
