import { MerchantError } from '../api/errors';
import type { Merchant } from '../api/merchant';
import { yuanToFen } from '../api/money';
import { pairTrouble, validityOf } from './pair';
import { isOnly, PemError, readPem } from './pem';

/**
 * The text of a secret → a merchant that can pay: `{ mch_id, api_key, certificate, private_key }`, the last two in
 * PEM, optionally `daily_budget_yuan`.
 * @param name of the secret, as messages may show it
 * @param nowMs unix milliseconds, to detect an expired certificate
 * @throws MerchantError (400) that says what to fix and shows nothing of the content
 */
export function parseSecret(name: string, text: string | undefined, nowMs: number): Merchant {
  const fields = parse(name, text);
  checkOrder(name, fields);
  const merchant = {
    mchId: word(name, fields, 'mch_id'),
    apiKey: word(name, fields, 'api_key'),
    certificate: pem(name, fields, 'certificate'),
    privateKey: pem(name, fields, 'private_key'),
    dailyBudgetFen: budget(name, fields.daily_budget_yuan),
  };
  checkPair(name, merchant, nowMs);
  return merchant;
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
  if (/\s/.test(value)) throw unusable(name, `"${field}" in its secret holds white space`);
  return value;
}

function budget(name: string, yuan: unknown): number | null {
  if (yuan === undefined || yuan === null) return null;
  const fen = typeof yuan === 'number' ? yuanToFen(yuan) : null;
  if (fen === null) throw unusable(name, '"daily_budget_yuan" in its secret is not a number of yuan');
  return fen;
}

/** @throws MerchantError naming the field */
function pem(
  name: string,
  fields: Readonly<Record<string, unknown>>,
  field: 'certificate' | 'private_key',
): string {
  const text = string(name, fields, field);
  try {
    return readPem(field === 'certificate' ? 'certificate' : 'private key', text);
  } catch (error) {
    if (!(error instanceof PemError)) throw error;
    throw unusable(name, `"${field}" in its secret ${error.message}`);
  }
}

const PAIR_NAMES = { certificate: '"certificate"', privateKey: '"private_key" in its secret' };

/** Each text is whole and in the other's field. */
function checkOrder(name: string, { certificate, private_key }: Readonly<Record<string, unknown>>): void {
  if (typeof certificate !== 'string' || typeof private_key !== 'string') return;
  if (isOnly('private key', certificate) && isOnly('certificate', private_key))
    throw unusable(name, '"certificate" and "private_key" are swapped in its secret');
}

function checkPair(name: string, { certificate, privateKey }: Merchant, nowMs: number): void {
  const trouble = pairTrouble(certificate, privateKey, PAIR_NAMES);
  if (trouble !== null) throw unusable(name, trouble);
  const { validFromMs, validToMs } = validityOf(certificate);
  if (validToMs <= nowMs)
    throw unusable(name, 'the certificate has expired; put the renewed one into its secret');
  if (validFromMs > nowMs)
    throw unusable(name, `the certificate is not valid before ${new Date(validFromMs).toISOString()}`);
}
