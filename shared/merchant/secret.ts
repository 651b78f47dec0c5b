import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { MerchantError } from '../api/errors';
import type { Merchant } from '../api/merchant';
import { yuanToFen } from '../api/money';

/**
 * The text of a secret → a merchant that can pay: `{ mch_id, api_key, certificate, private_key }`, the last two in
 * PEM, optionally `daily_budget_yuan`.
 * @param name of the secret, as messages may show it
 * @param nowMs unix milliseconds, to detect an expired certificate
 * @throws MerchantError (400) that says what to fix and shows nothing of the content
 */
export function parseSecret(name: string, text: string | undefined, nowMs: number): Merchant {
  const fields = parse(name, text);
  const merchant = {
    mchId: word(name, fields, 'mch_id'),
    apiKey: word(name, fields, 'api_key'),
    certificate: string(name, fields, 'certificate'),
    privateKey: string(name, fields, 'private_key'),
    dailyBudgetFen: budget(name, fields.daily_budget_yuan),
  };
  checkPair(name, merchant, nowMs);
  return merchant;
}

/** When the certificate of a merchant ends, in unix milliseconds. */
export function certificateEndMs({ certificate }: Merchant): number {
  return Date.parse(new X509Certificate(certificate).validTo);
}

export function unusable(name: string, what: string, cause?: unknown): MerchantError {
  const message = `official_account_id has no usable payment certificate: ${what} (secret "${name}").`;
  return new MerchantError(message, cause === undefined ? undefined : { cause });
}

function parse(name: string, text: string | undefined): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    // The parser's own message would quote the text, which is the secret.
    throw unusable(name, 'its secret is not JSON text');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unusable(name, 'its secret is not a JSON object');
  }
  return value as Record<string, unknown>;
}

function string(name: string, fields: Readonly<Record<string, unknown>>, field: string): string {
  const value = fields[field];
  if (typeof value !== 'string' || value.trim() === '')
    throw unusable(name, `its secret lacks the string "${field}"`);
  return value;
}

/** A pasted space or line end would give another merchant number, or a key that signs incorrectly. */
function word(name: string, fields: Readonly<Record<string, unknown>>, field: string): string {
  const value = string(name, fields, field);
  if (/\s/.test(value)) throw unusable(name, `"${field}" in its secret contains white space`);
  return value;
}

function budget(name: string, yuan: unknown): number | null {
  if (yuan === undefined || yuan === null) return null;
  const fen = typeof yuan === 'number' ? yuanToFen(yuan) : null;
  if (fen === null) throw unusable(name, '"daily_budget_yuan" in its secret is not a number of yuan');
  return fen;
}

function checkPair(name: string, { certificate, privateKey }: Merchant, nowMs: number): void {
  let validTo: string;
  try {
    ({ validTo } = new X509Certificate(certificate));
    // Build the TLS context now, so that a pair TLS would reject fails before the claim.
    createSecureContext({ cert: certificate, key: privateKey });
  } catch (error) {
    throw unusable(name, whyNoPair((error as NodeJS.ErrnoException).code ?? ''));
  }
  if (Date.parse(validTo) <= nowMs)
    throw unusable(name, 'the certificate has expired; put the renewed one into its secret');
}

/** Derives the text from OpenSSL's code, because OpenSSL's message might quote its input. */
function whyNoPair(code: string): string {
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH')
    return '"private_key" does not belong to "certificate" in its secret';
  if (/TOO_SMALL|TOO_WEAK/.test(code))
    return 'TLS rejects the certificate because of a weak key or digest; ask WeChat Pay for another';
  return '"certificate" or "private_key" in its secret is not PEM; convert the p12 first';
}
