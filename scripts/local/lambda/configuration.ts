import type { IncomingMessage } from 'node:http';
import { arnOf, type FunctionSpec } from './function-spec';
import { InvokeError } from './invoke-request';

const PATH = /^\/2015-03-31\/functions\/([\w-]+)\/configuration$/;

/**
 * The answer to GetFunctionConfiguration: the part of it that a function's spec has. Null for any other request.
 * @throws InvokeError for a function that does not exist
 */
export function configurationFor(
  { method, url = '/' }: IncomingMessage,
  functions: readonly FunctionSpec[],
  region: string,
  runtime: string,
): object | null {
  const name = method === 'GET' ? PATH.exec(new URL(url, 'http://localhost').pathname)?.[1] : undefined;
  if (name === undefined) return null;
  const spec = functions.find((each) => each.name === name);
  if (spec === undefined)
    throw new InvokeError(404, 'ResourceNotFoundException', `Function not found: ${arnOf(region, name)}`);
  return {
    FunctionName: name,
    FunctionArn: arnOf(region, name),
    Runtime: runtime,
    Timeout: spec.timeoutMs / 1000,
    MemorySize: spec.memoryMb,
    Environment: { Variables: spec.environment },
  };
}
