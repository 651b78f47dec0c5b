/**
 * What asl-validator lets pass, checked by the Amazon States Language and the service's own pages: the readers, the
 * label, unknown fields, retries that miss an error or outlast an Express execution.
 * Sources: https://states-language.net/spec.html and the pages "Map state in Distributed mode" and "ItemReader" of
 * https://docs.aws.amazon.com/step-functions/latest/dg/
 */
import type { Retrier } from '../examples/state-machine';
import type { Json, Machine, State } from './definition';

const INPUT_TYPES = ['CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST'];
const OUTPUT_TYPES = ['JSON', 'JSONL'];
const TRANSFORMATIONS = ['NONE', 'COMPACT', 'FLATTEN'];

/** An Express execution is ended after so long, and nothing in it can catch that. */
const EXPRESS_S = 300;

const COMMON = ['Type', 'Comment', 'Next', 'End', 'InputPath', 'OutputPath'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource', 'TimeoutSeconds', 'Parameters', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'],
  Choice: ['Choices', 'Default'],
  Pass: ['Parameters', 'ResultPath'],
  Succeed: [],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Map: [
    ...['Label', 'ItemReader', 'ItemProcessor', 'MaxConcurrency', 'ToleratedFailureCount', 'ResultWriter'],
    ...['ToleratedFailurePercentage', 'ItemSelector', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'],
  ],
};
const INNER: Readonly<Record<string, readonly string[]>> = {
  ItemReader: ['Resource', 'ReaderConfig', 'Parameters'],
  ReaderConfig: ['InputType', 'MaxItems', 'CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'],
  ResultWriter: ['Resource', 'WriterConfig', 'Parameters'],
  WriterConfig: ['Transformation', 'OutputType'],
  ProcessorConfig: ['Mode', 'ExecutionType'],
};

function unknownFields(what: string, tree: unknown, known: readonly string[]): string[] {
  return Object.keys((tree ?? {}) as Json)
    .filter((field) => !known.includes(field))
    .map((field) => `${what} has the unknown field ${field}`);
}

function oneOf(what: string, value: unknown, known: readonly string[]): string[] {
  return known.includes(String(value)) ? [] : [`${what} is ${String(value)}, not one of ${known.join(', ')}`];
}

function mapFaults(name: string, state: State): string[] {
  const { Label, ItemReader, ResultWriter, ItemProcessor, MaxConcurrency } = state;
  const { ReaderConfig } = (ItemReader ?? {}) as Json;
  const { WriterConfig } = (ResultWriter ?? {}) as Json;
  const { ProcessorConfig } = (ItemProcessor ?? {}) as Json;
  const parts = { ItemReader, ReaderConfig, ResultWriter, WriterConfig, ProcessorConfig };
  const label = typeof Label === 'string' ? Label : '';
  return [
    ...Object.entries(parts).flatMap(([part, tree]) => unknownFields(part, tree, INNER[part] ?? [])),
    ...oneOf('InputType', (ReaderConfig as Json)?.InputType, INPUT_TYPES),
    ...oneOf('OutputType', (WriterConfig as Json)?.OutputType, OUTPUT_TYPES),
    ...oneOf('Transformation', (WriterConfig as Json)?.Transformation, TRANSFORMATIONS),
    ...(/^[^\s?*<>{}[\]:;,\\|^~$#%&`"]{1,40}$/.test(label) ? [] : [`the Label of ${name} is "${label}"`]),
    ...(Number.isInteger(MaxConcurrency) ? [] : [`MaxConcurrency of ${name} is no whole number`]),
    ...('ToleratedFailureCount' in state || 'ToleratedFailurePercentage' in state
      ? []
      : [`${name} says nothing of tolerance`]),
  ];
}

/** Longest that the waits of a retrier take together, in seconds. */
function waitS({ IntervalSeconds, BackoffRate, MaxAttempts, MaxDelaySeconds = Infinity }: Retrier): number {
  const waits = Array.from({ length: MaxAttempts }, (_, n) => IntervalSeconds * BackoffRate ** n);
  return waits.reduce((sum, wait) => sum + Math.min(wait, MaxDelaySeconds), 0);
}

function taskFaults(name: string, { Retry, TimeoutSeconds }: State): string[] {
  const retriers = (Retry ?? []) as readonly Retrier[];
  const errors = retriers.flatMap(({ ErrorEquals }) => ErrorEquals);
  const faults = ['Lambda.TooManyRequestsException', 'States.ALL']
    .filter((error) => !errors.includes(error))
    .map((error) => `${name} does not retry ${error}`);
  if (errors.indexOf('States.ALL') < errors.length - 1)
    faults.push(`${name} retries an error after States.ALL`);
  const general = retriers.find(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
  const longest =
    retriers.reduce((sum, retrier) => sum + waitS(retrier), 0) +
    ((general?.MaxAttempts ?? 0) + 1) * Number(TimeoutSeconds ?? EXPRESS_S);
  if (longest >= EXPRESS_S)
    faults.push(`${name} may take ${longest} s, and an Express execution ends after ${EXPRESS_S}`);
  return faults;
}

function stateFaults(name: string, state: State): string[] {
  const own = FIELDS[state.Type];
  if (own === undefined) return [`${name} is a ${state.Type}`];
  const faults = unknownFields(name, state, [...COMMON, ...own]);
  if (state.Type === 'Map')
    faults.push(...mapFaults(name, state), ...machineFaults(state.ItemProcessor as Machine));
  if (state.Type === 'Task') faults.push(...taskFaults(name, state));
  if (state.Type === 'Choice' && state.Default === undefined) faults.push(`${name} has no Default`);
  return faults;
}

/** Faults of a machine and of those inside it, each as a sentence. */
export function machineFaults(machine: Machine): string[] {
  const jsonata = /"(Arguments|Output|Assign|Items)":|\{%/.test(JSON.stringify(machine));
  return [
    ...(jsonata ? ['a field of JSONata, which JSONPath ignores in silence'] : []),
    ...Object.entries(machine.States).flatMap(([name, state]) => stateFaults(name, state)),
  ];
}
