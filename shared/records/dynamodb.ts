import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import { AWS_CLIENT, bounded } from '../aws';

/**
 * A client with a limit of 3 s for each attempt of a call.
 * @param config region, endpoint and credentials; by default the environment's
 */
export function dynamoDBClient(
  maxAttempts: number = AWS_CLIENT.maxAttempts,
  config: Pick<DynamoDBClientConfig, 'region' | 'endpoint' | 'credentials'> = {},
): DynamoDBClient {
  const client = bounded(new DynamoDBClient({ ...AWS_CLIENT, maxAttempts, ...config }));
  // It copies each request and response for a logger that does not exist.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** Runs one DynamoDB call; turns an SDK error into a PlatformError that names the operation. */
export async function asPlatformFault<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const name = error instanceof Error ? error.name : String(error);
    throw new PlatformError(`DynamoDB ${operation} failed: ${name}`, { cause: error });
  }
}

/** Runs one conditional write. @returns false when its condition does not hold @throws PlatformError */
export function conditionally(operation: string, call: () => Promise<unknown>): Promise<boolean> {
  return asPlatformFault(operation, async () => {
    try {
      await call();
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  });
}
