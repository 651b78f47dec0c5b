import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type MerchantError, PlatformError } from '../api/errors';
import { safeName } from '../api/log';
import type { Account, Merchant } from '../api/merchant';
import { DEFAULT_GATEWAY_TYPE } from '../api/payment-params';
import { AWS_CLIENT, awsNow, bounded } from '../aws';
import { parseSecret, unusable } from './secret';

/** Where payout gets the merchant of an account from. */
export interface Merchants {
  /**
   * @param fresh skips what is cached: for an answer that doubts the secret.
   * @throws MerchantError (400) no secret, or not usable; PlatformError Secrets Manager out of reach.
   */
  load(account: Account, fresh?: boolean): Promise<Merchant>;
}

/** A renewed certificate is seen within this time, and a campaign asks Secrets Manager 12 times an hour. */
const CACHE_MS = 5 * 60_000;

interface SecretName {
  readonly id: string;
  /** As messages and logs show it: a caller may have given an openid as the appid. */
  readonly shown: string;
}

interface Cached {
  readonly text: string | undefined;
  readonly merchant: Merchant;
  readonly until: number;
}

/** A client whose calls end, each try of them within 3 s. */
export function secretsManagerClient(): SecretsManagerClient {
  return bounded(new SecretsManagerClient(AWS_CLIENT));
}

/** Merchants from AWS Secrets Manager; cached by wall clock, so that a thawed process sees the age right. */
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
    // The same text keeps the same object, and with it the pooled connections of its certificate; looked at only
    // now, since others may have fetched it meanwhile.
    const known = this.cache.get(name.id);
    const kept = known !== undefined && known.text === text ? known.merchant : merchant;
    this.cache.set(name.id, { text, merchant: kept, until: this.now() + CACHE_MS });
    return kept;
  }

  private secretName({ official_account_id, gateway_type }: Account): SecretName {
    const suffix = gateway_type === DEFAULT_GATEWAY_TYPE ? '' : `/${gateway_type}`;
    // Prefix and gateway are ours, and longer than a name of a caller's may be.
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
      // A secret that is marked for deletion is refused with this one, and is as good as gone.
      if (error instanceof Error && error.name === 'InvalidRequestException') throw missing(name, cause);
      throw new PlatformError(`Secrets Manager did not give the secret "${name.shown}": ${reason(error)}`, {
        cause,
      });
    }
  }
}

/** AWS may name the secret in its own words, and a log shows the causes of an error too. */
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
