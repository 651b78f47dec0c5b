import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../kit/process';

export type Json = Record<string, unknown>;

/** A state of the definition; its fields depend on its type. */
export type State = Json & { readonly Type: string };

export interface Machine extends Json {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const FILE = join(ROOT, 'serverless/campaign/definition.yml');

/** What the template puts into the definition, as it would be in an account. */
const SUBSTITUTIONS: Readonly<Record<string, string | number>> = {
  getObject: 'arn:aws:states:::s3:getObject',
  putObject: 'arn:aws:states:::s3:putObject',
  invokeLambda: 'arn:aws:states:::lambda:invoke',
  sendRedPack: 'arn:aws:lambda:ap-southeast-1:000000000000:function:red-pack-dev-sendRedPack',
  bucket: 'red-pack-dev-campaigns',
  'param:campaign-concurrency': 26,
};

/** @throws for a variable without a value */
function substituted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(substituted);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substituted(inner)]));
  const [, name] = /^\$\{([\w:-]+)\}$/.exec(String(value)) ?? [];
  if (name === undefined) return value;
  const found = SUBSTITUTIONS[name];
  if (found === undefined)
    throw new Error(`definition.yml uses \${${name}}, which the template does not set`);
  return found;
}

/** The state machine of campaigns, as Step Functions gets it. */
export function campaignMachine(): Machine {
  return substituted(parse(readFileSync(FILE, 'utf8'), { version: '1.1' })) as Machine;
}

/** Its one state, the distributed map over the plan. */
export function rowsState(machine = campaignMachine()): State {
  const { Rows } = machine.States;
  if (Rows === undefined) throw new Error('the definition has no state Rows');
  return Rows;
}

/** The machine that runs for one row. */
export function itemProcessor(machine = campaignMachine()): Machine {
  const { ProcessorConfig: _config, ...processor } = rowsState(machine).ItemProcessor as Machine;
  return processor;
}
