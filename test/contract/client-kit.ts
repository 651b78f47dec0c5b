import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { HError, RedPack as SourceRedPack } from '../../sdk/index';
import { awsOptions, type Contract } from './harness';

type Sdk = { readonly RedPack: typeof SourceRedPack; readonly HError: typeof HError };

export const SDK_FILE = join(__dirname, '../../dist/sdk/index.js');

/** The client as it is published: the built form, only its types are the sources'. */
export function builtSdk(): Sdk {
  return require(SDK_FILE) as Sdk;
}

/** A Lambda client of a test's own, for the client under test; `endpoint` in place of the stack's. */
export function lambdaClient({ stack }: Contract, endpoint?: string): LambdaClient {
  const options = awsOptions(stack, 'AWS_ENDPOINT_URL_LAMBDA');
  return new LambdaClient({ ...options, endpoint: endpoint ?? options.endpoint, maxAttempts: 1 });
}

/** What a promise rejected with. @throws when it resolved */
export async function rejection(promise: Promise<unknown>): Promise<HError> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error as HError;
  throw new Error(`resolved with ${JSON.stringify(outcome.value)}`);
}
