import { randomUUID } from 'node:crypto';
import { SecretsError } from './secret-errors';
import type { Secret, SecretVersion } from './secret-store';

/** Fields of a request. Where a string is expected, a value of another type counts as absent. */
export type Input = Readonly<Record<string, unknown>>;

const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';
const LIMIT_BYTES = 65_536;

/** A string of the request, or `undefined`. */
export function textOf(input: Input, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** Unix seconds, the format of Secrets Manager. */
export function nowS(): number {
  return Date.now() / 1000;
}

/** True if the request has a new value. */
export function bringsValue(input: Input): boolean {
  return textOf(input, 'SecretString') !== undefined;
}

function contentOf(input: Input): string {
  const string = textOf(input, 'SecretString');
  if (string === undefined) {
    throw new SecretsError(
      'InvalidParameterException',
      'You must provide SecretString; the local Secrets Manager keeps no SecretBinary.',
    );
  }
  if (Buffer.byteLength(string) > LIMIT_BYTES) {
    throw new SecretsError('InvalidParameterException', `The secret value is over ${LIMIT_BYTES} bytes.`);
  }
  return string;
}

function withoutStage(version: SecretVersion, ...stages: string[]): SecretVersion {
  return { ...version, stages: version.stages.filter((stage) => !stages.includes(stage)) };
}

/**
 * Adds the request's value as the current version. The current one becomes the previous one, and a version without a
 * staging label is deleted, as on AWS. A retry with the same token changes nothing.
 * @throws SecretsError if the token was used for another value.
 */
export function addVersion(
  versions: readonly SecretVersion[],
  input: Input,
): [SecretVersion[], SecretVersion] {
  const id = textOf(input, 'ClientRequestToken') ?? randomUUID();
  const string = contentOf(input);
  const same = versions.find((version) => version.id === id);
  if (same !== undefined) {
    if (same.string === string) return [[...versions], same];
    const message = `You can't use ClientRequestToken ${id} because that value is already in use for a version.`;
    throw new SecretsError('ResourceExistsException', message);
  }
  const added = { id, string, createdAt: nowS(), stages: [CURRENT] };
  const older = versions.map((version) =>
    version.stages.includes(CURRENT)
      ? { ...withoutStage(version, CURRENT), stages: [PREVIOUS] }
      : withoutStage(version, PREVIOUS),
  );
  return [[...older.filter(({ stages }) => stages.length > 0), added], added];
}

/** @throws SecretsError if there is no such version. */
export function findVersion(secret: Secret, input: Input): SecretVersion {
  const id = textOf(input, 'VersionId');
  const stage = textOf(input, 'VersionStage') ?? (id === undefined ? CURRENT : undefined);
  const found = secret.versions.find(
    (version) =>
      (id === undefined || version.id === id) && (stage === undefined || version.stages.includes(stage)),
  );
  if (found !== undefined) return found;
  const which = id === undefined ? `staging label: ${stage}` : `VersionId: ${id}`;
  const message = `Secrets Manager can't find the specified secret value for ${which}`;
  throw new SecretsError('ResourceNotFoundException', message);
}
