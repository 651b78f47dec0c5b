/**
 * Runs under Lambda's Node, in a process of its own: interprets the rows of a campaign with aws-local-stepfunctions and
 * lets their task call the local stack's Lambda. One JSON message per line: `{ id, input, faults }` in, `{ id, output }`
 * or `{ id, error }` out.
 */
import { createInterface } from 'node:readline';

interface Run {
  readonly id: number;
  readonly input: unknown;
  /** What befalls the calls of this row, in turn. */
  readonly faults: readonly Fault[];
}
type Fault = 'throttled' | 'lost' | 'twice' | 'none';

const [stepFunctions = '', endpoint = '', definition = ''] = process.argv.slice(2);
const { StateMachine } = await import(stepFunctions);
const machine = new StateMachine(JSON.parse(definition));

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

async function invoke({
  FunctionName,
  Payload,
}: {
  FunctionName: string;
  Payload: unknown;
}): Promise<object> {
  const name = FunctionName.replace(/^.*:/, '');
  const url = `${endpoint}/2015-03-31/functions/${name}/invocations`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(Payload) });
  const answer = (await response.json()) as { errorType?: string; errorMessage?: string };
  if (response.status === 429) throw named('Lambda.TooManyRequestsException', 'Rate exceeded');
  if (!response.ok) throw named('Lambda.SdkClientException', `HTTP ${response.status}`);
  if (response.headers.has('x-amz-function-error'))
    throw named(answer.errorType ?? 'Error', answer.errorMessage ?? 'the function threw');
  return { StatusCode: 200, Payload: answer };
}

/** A call as AWS may make it: refused, answered to nobody, or made twice at once. */
async function disturbed(fault: Fault, request: Parameters<typeof invoke>[0]): Promise<object> {
  if (fault === 'throttled') throw named('Lambda.TooManyRequestsException', 'Rate exceeded');
  const [answer] = await Promise.all([invoke(request), ...(fault === 'twice' ? [invoke(request)] : [])]);
  if (fault === 'lost') throw named('Lambda.SdkClientException', 'the connection broke after the call');
  return answer as object;
}

async function run({ id, input, faults }: Run): Promise<object> {
  let calls = 0;
  const execution = machine.run(input, {
    overrides: {
      taskResourceLocalHandlers: {
        Send: (request: Parameters<typeof invoke>[0]) => {
          calls += 1;
          return disturbed(faults[calls - 1] ?? 'none', request);
        },
      },
      retryIntervalOverrides: { Send: 1 },
    },
  });
  try {
    const output = await execution.result;
    return { id, calls, output };
  } catch (error) {
    const cause = (error as Error).cause as Error | undefined;
    return { id, calls, error: cause?.name ?? (error as Error).name, cause: cause?.message };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  void run(JSON.parse(line) as Run).then((end) => process.stdout.write(`${JSON.stringify(end)}\n`));
}
