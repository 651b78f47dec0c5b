import { randomBytes } from 'node:crypto';
import { SecretsError } from './secret-errors';
import type { Secret, SecretStore, SecretVersion } from './secret-store';
import { addVersion, bringsValue, findVersion, type Input, nowS, textOf } from './versions';

type Output = Readonly<Record<string, unknown>>;
type Operation = (store: SecretStore, input: Input, region: string) => Output | Promise<Output>;

const DEFAULT_PAGE = 100;

function required(input: Input, name: string): string {
  const value = textOf(input, name);
  if (value === undefined || value === '') {
    throw new SecretsError(
      'InvalidParameterException',
      `You must provide a value for the ${name} parameter.`,
    );
  }
  return value;
}

function find(store: SecretStore, input: Input): Secret {
  const secret = store.find(required(input, 'SecretId'));
  if (secret !== undefined) return secret;
  throw new SecretsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

function nameOf(secret: Secret, version?: SecretVersion): Output {
  return { ARN: secret.arn, Name: secret.name, ...(version && { VersionId: version.id }) };
}

function describe(secret: Secret): Output {
  return {
    ...nameOf(secret),
    CreatedDate: secret.createdAt,
    LastChangedDate: secret.changedAt,
  };
}

function stagesOf(secret: Secret): Output {
  return Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages]));
}

const createSecret: Operation = async (store, input, region) => {
  const name = required(input, 'Name');
  const existing = store.find(name);
  const [versions, version] = bringsValue(input) ? addVersion(existing?.versions ?? [], input) : [[]];
  if (existing !== undefined) {
    // The SDK retries a request with the same token: the secret exists then, which is a success.
    if (version !== undefined && existing.versions.some(({ id }) => id === version.id))
      return nameOf(existing, version);
    const message = `The operation failed because the secret ${name} already exists.`;
    throw new SecretsError('ResourceExistsException', message);
  }
  // An ARN ends with six random characters, as on AWS.
  const suffix = randomBytes(8).toString('base64url').replace(/[-_]/g, 'x').slice(0, 6);
  const arn = `arn:aws:secretsmanager:${region}:000000000000:secret:${name}-${suffix}`;
  const secret: Secret = { name, arn, createdAt: nowS(), changedAt: nowS(), versions };
  await store.put(secret);
  return nameOf(secret, version);
};

const getSecretValue: Operation = (store, input) => {
  const secret = find(store, input);
  const version = findVersion(secret, input);
  return {
    ...nameOf(secret, version),
    SecretString: version.string,
    VersionStages: version.stages,
    CreatedDate: version.createdAt,
  };
};

const putSecretValue: Operation = async (store, input) => {
  const secret = find(store, input);
  const [versions, version] = addVersion(secret.versions, input);
  await store.put({ ...secret, versions, changedAt: nowS() });
  return { ...nameOf(secret, version), VersionStages: version.stages };
};

/** Only what a test asks for: without a recovery window, so that no secret is ever half deleted. */
const deleteSecret: Operation = async (store, input) => {
  const secret = find(store, input);
  if (input.ForceDeleteWithoutRecovery !== true) {
    const message = 'The local Secrets Manager deletes only with ForceDeleteWithoutRecovery.';
    throw new SecretsError('InvalidParameterException', message);
  }
  await store.remove(secret.name);
  return { ...nameOf(secret), DeletionDate: nowS() };
};

const describeSecret: Operation = (store, input) => {
  const secret = find(store, input);
  return { ...describe(secret), VersionIdsToStages: stagesOf(secret) };
};

function matches(secret: Secret, filters: unknown): boolean {
  if (!Array.isArray(filters)) return true;
  return (filters as { Key?: string; Values?: string[] }[]).every(({ Key, Values = [] }) => {
    if (Key !== 'name')
      throw new SecretsError(
        'InvalidParameterException',
        'The local Secrets Manager supports only the filter "name".',
      );
    return Values.some((value) => secret.name.startsWith(value));
  });
}

const listSecrets: Operation = (store, input) => {
  const found = store.all().filter((secret) => matches(secret, input.Filters));
  const from = Number(textOf(input, 'NextToken') ?? 0);
  const to = from + (typeof input.MaxResults === 'number' ? input.MaxResults : DEFAULT_PAGE);
  const SecretList = found
    .slice(from, to)
    .map((secret) => ({ ...describe(secret), SecretVersionsToStages: stagesOf(secret) }));
  return { SecretList, NextToken: to < found.length ? String(to) : undefined };
};

/** Operations by their name in the header `X-Amz-Target`. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateSecret: createSecret,
  DeleteSecret: deleteSecret,
  DescribeSecret: describeSecret,
  GetSecretValue: getSecretValue,
  ListSecrets: listSecrets,
  PutSecretValue: putSecretValue,
};
