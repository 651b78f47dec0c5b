import { hash } from 'node:crypto';

/**
 * What a campaign may be called: its name begins every key, names its folder, and stands in URLs and file names. On a
 * command line, one that begins with "-" would be taken for an option.
 */
export const CAMPAIGN_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * The idempotency key of one row: `<campaign>/` and the first 32 hex digits of SHA-256 over the row's identity.
 * It never changes, so a row can be given to either engine, any number of times, and is paid once.
 * @param identity the row's `row_key` byte for byte, or else its openid; only its hash appears in the key
 */
export function campaignKey(campaign: string, identity: string): string {
  return `${campaign}/${hash('sha256', identity).slice(0, 32)}`;
}
