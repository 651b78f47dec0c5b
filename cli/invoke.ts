import { InvokeCommand } from '@aws-sdk/client-lambda';
import { CommandError } from './errors';
import type { Stack } from './stack';

/**
 * Invokes a function that is for operators, so that they need no rights on table or secrets. One attempt: after a lost
 * response, a second one would judge what the first has done already.
 * @param timeoutMs what the function may take, and a cold start
 * @returns the data of a 200
 * @throws CommandError with the function's reason, or the reason why it could not be invoked
 */
export async function invokeFunction(
  { lambda, functionPrefix }: Stack,
  name: string,
  event: object,
  timeoutMs: number,
): Promise<unknown> {
  const FunctionName = functionPrefix + name;
  const command = new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) });
  const { FunctionError, Payload } = await lambda
    .send(command, { abortSignal: AbortSignal.timeout(timeoutMs) })
    .catch((cause: Error) => {
      throw new CommandError(`${FunctionName} could not be invoked: ${cause.name}: ${cause.message}`, {
        cause,
      });
    });
  const response = JSON.parse(Payload?.transformToString() ?? 'null');
  if (FunctionError !== undefined)
    throw new CommandError(`${FunctionName} failed: ${response?.errorMessage}`);
  if (response?.status !== 200)
    throw new CommandError(response?.data?.error_msg ?? `${FunctionName} returned no { status, data }.`);
  return response.data;
}
