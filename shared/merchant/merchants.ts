import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type MerchantError, PlatformError } from '../api/errors';
import { safeName } from '../api/log';
import type { Account, Merchant } from '../api/merchant';
import { DEFAULT_GATEWAY_TYPE } from '../api/send-params';
import { AWS_CLIENT, awsNow, bounded } from '../aws';
import { parseSecret, unusable } from './secret';

/** Source of the merchant of an account. */
export interface Merchants {
  /**
   * @param fresh skips the cache, after a response that suggests a stale secret.
   * @throws MerchantError (400) if there is no usable secret; PlatformError if Secrets Manager is unreachable
   */
  load(account: Account, fresh?: boolean): Promise<Merchant>;
}

/** A renewed certificate takes effect within this time, and a campaign calls Secrets Manager 12 times an hour. */
export const CACHE_MS = 5 * 60_000;

interface SecretName {
  readonly id: string;
  /** The form shown in messages and logs: a caller may have passed an openid as the appid. */
  readonly shown: string;
}

interface Cached {
  readonly text: string | undefined;
  readonly merchant: Merchant;
  readonly until: number;
}

/** A client with a limit of 3 s for each attempt of a call. */
export function secretsManagerClient(): SecretsManagerClient {
  return bounded(new SecretsManagerClient(AWS_CLIENT));
}

/**
 * Merchants from AWS Secrets Manager, cached by wall clock, so that a process thawed by Lambda computes the right
 * age.
 */
export class SecretsManagerMerchants implements Merchants {
  private readonly cache = new Map<string, Cached>();

  constructor(
    private readonly client: SecretsManagerClient,
    private readonly prefix: string,
    private readonly now: () => number = awsNow,
  ) {}

  async load(account: Account, fresh = false): Promise<Merchant> {
    const name = this.secretName(account);
    const cached = this.cache.get(name.id);
    if (cached !== undefined && !fresh && this.now() < cached.until) return cached.merchant;
    const text = await this.fetch(name, account);
    const merchant = parseSecret(name.shown, text, this.now());
    // The same text keeps the same object, and with it the pooled connections of its certificate. The cache is read
    // again here, because another call may have filled it meanwhile.
    const known = this.cache.get(name.id);
    const kept = known !== undefined && known.text === text ? known.merchant : merchant;
    this.cache.set(name.id, { text, merchant: kept, until: this.now() + CACHE_MS });
    return kept;
  }

  private secretName({ official_account_id, gateway_type }: Account): SecretName {
    const suffix = gateway_type === DEFAULT_GATEWAY_TYPE ? '' : `/${gateway_type}`;
    // Prefix and gateway are ours, and longer than `safeName` lets a caller's name be.
    return {
      id: `${this.prefix}${official_account_id}${suffix}`,
      shown: `${this.prefix}${safeName(official_account_id)}${suffix}`,
    };
  }

  private async fetch(name: SecretName, account: Account): Promise<string | undefined> {
    try {
      return (await this.client.send(new GetSecretValueCommand({ SecretId: name.id }))).SecretString;
    } catch (error) {
      const cause = safeCause(error, account);
      if (error instanceof ResourceNotFoundException) throw missing(name, cause);
      // A secret marked for deletion causes this error, and counts as missing.
      if (error instanceof Error && error.name === 'InvalidRequestException') throw missing(name, cause);
      throw new PlatformError(
        `Secrets Manager GetSecretValue failed for the secret "${name.shown}": ${reason(error)}`,
        {
          cause,
        },
      );
    }
  }
}

/** AWS's message may contain the secret's name, and a log also shows the causes of an error. */
function safeCause(error: unknown, { official_account_id }: Account): unknown {
  const shown = safeName(official_account_id);
  if (shown === official_account_id || !(error instanceof Error)) return error;
  const cause = new Error(error.message.replaceAll(official_account_id, shown));
  cause.name = error.name;
  return cause;
}

function missing(name: SecretName, cause: unknown): MerchantError {
  return unusable(name.shown, 'create its secret with mch_id, api_key, certificate and private_key', cause);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}
