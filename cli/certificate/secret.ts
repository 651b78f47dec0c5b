import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CommandError } from '../errors';

/** The fields of a secret. Those of others are kept. */
export type SecretFields = Readonly<Record<string, unknown>>;

function failed(what: string, cause: unknown): CommandError {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new CommandError(`${what}: ${why}`, { cause });
}

/**
 * The text of a secret's current version; null if there is no such secret.
 * @throws CommandError if it cannot be read, for instance because it is scheduled for deletion
 */
export async function readSecret(client: SecretsManagerClient, name: string): Promise<string | null> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? '';
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw failed(`The secret ${name} could not be read`, error);
  }
}

/** The fields of a text; null if it is no JSON object, and so nothing that the functions could use. */
export function parseFields(text: string): SecretFields | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/**
 * The next version of a secret: the new values over the present ones, so that a budget and fields of others survive.
 * @param changeMerchant whether `mch_id` may become another
 * @throws CommandError if it would
 */
export function merge(
  present: SecretFields | null,
  next: SecretFields,
  changeMerchant: boolean,
): SecretFields {
  const isOther = typeof present?.mch_id === 'string' && present.mch_id !== next.mch_id;
  if (isOther && !changeMerchant)
    throw new CommandError(
      `The secret is of merchant ${String(present.mch_id)}, not ${String(next.mch_id)}. Payments that are still open ` +
        'under the old merchant can then no longer be completed. If that is what you want, add --change-merchant.',
    );
  return { ...present, ...next };
}

/** Creates the secret. @param kmsKeyId by default the account's own key of Secrets Manager */
export async function createSecret(
  client: SecretsManagerClient,
  name: string,
  fields: SecretFields,
  kmsKeyId: string | undefined,
): Promise<void> {
  const command = new CreateSecretCommand({
    Name: name,
    SecretString: JSON.stringify(fields),
    ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
  });
  await client.send(command).catch((error: unknown) => {
    throw failed(`The secret ${name} could not be created`, error);
  });
}

/** Writes a new current version; Secrets Manager keeps the one before as AWSPREVIOUS. */
export async function putSecret(
  client: SecretsManagerClient,
  name: string,
  fields: SecretFields,
): Promise<void> {
  const command = new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(fields) });
  await client.send(command).catch((error: unknown) => {
    throw failed(`The secret ${name} could not be written`, error);
  });
}
