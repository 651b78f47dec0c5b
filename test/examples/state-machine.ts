/**
 * Runs a state machine of Task (lambda:invoke), Choice, Succeed and Fail states in JSONPath, as far as the example uses
 * them. Anything else is an error, so that no field of the template is ignored in silence.
 * Source: https://states-language.net/spec.html
 */

type Json = Record<string, unknown>;

export interface StateMachine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, Json>>;
}

/** An error with a name that Step Functions gives it, `Lambda.TooManyRequestsException` for example. */
export class StateError extends Error {
  constructor(
    override readonly name: string,
    cause: string,
  ) {
    super(cause);
  }
}

export interface Execution {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** The state in which it ended. */
  readonly state: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

export interface Effects {
  /** @throws StateError when Lambda refuses the call or the function throws */
  readonly invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  /** Stands for the wait before a retry. `maxDelayMs` is the longest that jitter allows. */
  readonly wait: (error: string, retry: number, maxDelayMs: number) => Promise<void>;
}

/** One entry of a state's Retry. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxAttempts: number;
  readonly MaxDelaySeconds?: number;
}

function allowOnly(what: string, tree: Json, ...fields: string[]): void {
  const unknown = Object.keys(tree).filter((field) => !fields.includes(field));
  if (unknown.length > 0) throw new Error(`${what} has ${unknown.join(', ')}, which is not implemented here`);
}

/** @throws StateError when the path finds nothing */
function at(data: unknown, path: unknown): unknown {
  if (!isPresent(data, path)) throw new StateError('States.Runtime', `nothing at ${String(path)}`);
  return steps(path).reduce<unknown>((here, step) => (here as Json)[step], data);
}

function steps(path: unknown): string[] {
  if (typeof path !== 'string' || !/^\$(\.\w+)*$/.test(path))
    throw new Error(`not a plain path: ${String(path)}`);
  return path.split('.').slice(1);
}

function isPresent(data: unknown, path: unknown): boolean {
  let here = data;
  for (const step of steps(path)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return false;
    here = (here as Json)[step];
  }
  return true;
}

/** A payload template: a field whose name ends in `.$` takes its value from a path. */
function fill(template: unknown, data: unknown): unknown {
  if (typeof template !== 'object' || template === null || Array.isArray(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), at(data, value)] : [key, fill(value, data)],
    ),
  );
}

function holds(rule: Json, data: unknown): boolean {
  if (rule.Not !== undefined) {
    allowOnly('Not', rule, 'Not', 'Next');
    return !holds(rule.Not as Json, data);
  }
  allowOnly('a choice', rule, 'Variable', 'Next', 'IsPresent', 'StringEquals', 'NumericEquals');
  if (rule.IsPresent !== undefined) return isPresent(data, rule.Variable) === rule.IsPresent;
  const wanted = rule.StringEquals ?? rule.NumericEquals;
  return at(data, rule.Variable) === wanted;
}

function retrierFor(retriers: readonly Retrier[], error: string): number {
  // States.ALL leaves out what is wrong with the state machine or its input.
  const isLasting = error === 'States.Runtime';
  return retriers.findIndex(
    ({ ErrorEquals }) => ErrorEquals.includes(error) || (ErrorEquals.includes('States.ALL') && !isLasting),
  );
}

async function runTask(state: Json, data: Json, { invoke, wait }: Effects): Promise<Json> {
  const fields = ['Type', 'Resource', 'TimeoutSeconds', 'Parameters', 'ResultSelector', 'ResultPath'];
  allowOnly('a Task', state, ...fields, 'Retry', 'Next');
  if (state.Resource !== 'arn:aws:states:::lambda:invoke')
    throw new Error(`not Lambda: ${String(state.Resource)}`);
  const retriers = (state.Retry ?? []) as Retrier[];
  const retries = retriers.map(() => 0);
  for (;;) {
    try {
      const { FunctionName, Payload } = fill(state.Parameters, data) as Json;
      const result = { StatusCode: 200, Payload: await invoke(String(FunctionName), Payload) };
      const [field = '', ...more] = steps(state.ResultPath);
      if (field === '' || more.length > 0)
        throw new Error(`ResultPath ${String(state.ResultPath)} is not $.<field>`);
      return { ...data, [field]: fill(state.ResultSelector, result) };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const index = retrierFor(retriers, error.name);
      const retrier = retriers[index];
      const done = retries[index] ?? 0;
      if (retrier === undefined || done === retrier.MaxAttempts) throw error;
      retries[index] = done + 1;
      const delayS = retrier.IntervalSeconds * retrier.BackoffRate ** done;
      const { MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
      await wait(error.name, done + 1, Math.min(delayS, MaxDelaySeconds) * 1000);
    }
  }
}

function choose(state: Json, data: Json): string {
  allowOnly('a Choice', state, 'Type', 'Choices', 'Default');
  const choice = (state.Choices as Json[]).find((rule) => holds(rule, data));
  return String(choice?.Next ?? state.Default);
}

/** Runs one execution to its end. */
export async function execute(machine: StateMachine, input: Json, effects: Effects): Promise<Execution> {
  let data = input;
  for (let name = machine.StartAt; ; ) {
    const state = machine.States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    try {
      if (state.Type === 'Succeed') return { status: 'SUCCEEDED', state: name, output: data };
      if (state.Type === 'Fail') {
        allowOnly('a Fail', state, 'Type', 'Error', 'CausePath');
        const cause = String(at(data, state.CausePath));
        return { status: 'FAILED', state: name, error: String(state.Error), cause };
      }
      if (state.Type === 'Task') data = await runTask(state, data, effects);
      else if (state.Type !== 'Choice') throw new Error(`${name} is a ${String(state.Type)}`);
      name = state.Type === 'Choice' ? choose(state, data) : String(state.Next);
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      return { status: 'FAILED', state: name, error: error.name, cause: error.message };
    }
  }
}
