import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { RedPack } from '../sdk/index';
import type { Connection } from './connection';
import type { Io } from './io';
import { connectToAws } from './stack-aws';
import type { StackChoice } from './stack-choice';
import { connectToLocal } from './stack-local';

/** A deployed stack or the local one, with clients. */
export interface Stack extends Connection {
  /** Prefix of the function names, `red-pack-dev-`. */
  readonly functionPrefix: string;
  readonly lambda: LambdaClient;
  readonly secretsManager: SecretsManagerClient;
  readonly redPack: RedPack;
}

/** No retries: a second attempt of an Invoke could act twice. */
const INVOKE = { maxAttempts: 1, requestHandler: { connectionTimeout: 3_000 } } as const;
const CALL = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
} as const;

function withClients(connection: Connection): Stack {
  const functionPrefix = `${connection.name}-`;
  const lambda = new LambdaClient({ ...INVOKE, ...connection.clientConfig('LAMBDA') });
  const secretsManager = new SecretsManagerClient({ ...CALL, ...connection.clientConfig('SECRETS_MANAGER') });
  const redPack = new RedPack({ client: lambda, functionPrefix });
  const close = async (): Promise<void> => {
    lambda.destroy();
    secretsManager.destroy();
    await connection.close();
  };
  return { ...connection, functionPrefix, lambda, secretsManager, redPack, close };
}

/** Connects to the chosen stack and says on stderr which one it is. @throws CommandError */
export async function openStack({ name, region }: StackChoice, io: Io): Promise<Stack> {
  return withClients(name === null ? await connectToLocal(io) : await connectToAws(name, region, io));
}
