import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../contract/errors';

/**
 * A client whose calls end: the SDK has no request time-out of its own, and one that is set only warns unless it
 * is told to throw. Region, credentials and endpoint come from the environment, as the SDK reads them.
 */
export function dynamoDBClient(maxAttempts = 3): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  });
}

/** Runs one DynamoDB call; what the SDK throws becomes a PlatformError that names the call. */
export async function asPlatformFault<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    throw new PlatformError(`DynamoDB did not ${what}: ${name}`, { cause: error });
  }
}
