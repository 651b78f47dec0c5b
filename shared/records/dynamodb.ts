import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../api/errors';
import { AWS_CLIENT, bounded } from '../aws';

/** A client whose calls end, each try of them within 3 s. */
export function dynamoDBClient(maxAttempts: number = AWS_CLIENT.maxAttempts): DynamoDBClient {
  const client = bounded(new DynamoDBClient({ ...AWS_CLIENT, maxAttempts }));
  // It copies each request and answer for a logger that is not there.
  client.middlewareStack.remove('loggerMiddleware');
  return client;
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
