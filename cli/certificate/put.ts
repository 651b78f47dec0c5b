import type { Merchant } from '../../shared/api/merchant';
import { parseSecret } from '../../shared/merchant/secret';
import { CommandError } from '../errors';
import type { Stack } from '../stack';
import { checkApiKey, checkDates, checkSubject } from './checks';
import type { PemPair } from './p12';
import { createSecret, merge, parseFields, putSecret, readSecret, type SecretFields } from './secret';

/** What a person gives for an account. */
export interface Given {
  readonly mchId: string;
  readonly apiKey: string;
  readonly pair: PemPair;
  readonly budgetYuan: number | undefined;
}

/** What will be written. */
export interface Checked {
  readonly fields: SecretFields;
  readonly merchant: Merchant;
}

/**
 * @param nowMs unix milliseconds
 * @returns warnings
 * @throws CommandError for a certificate that cannot be used now, or is another merchant's
 */
export function checkCertificate({ certificate }: PemPair, mchId: string, nowMs: number): string[] {
  return [checkDates(certificate, nowMs), checkSubject(certificate, mchId)].filter((text) => text !== null);
}

/** @param nowMs unix milliseconds @throws CommandError for what the functions could not pay with */
export function checkGiven({ mchId, apiKey, pair, budgetYuan }: Given, nowMs: number): Checked {
  const fields = {
    mch_id: mchId,
    api_key: checkApiKey(apiKey),
    certificate: pair.certificate,
    private_key: pair.privateKey,
    ...(budgetYuan !== undefined && { daily_budget_yuan: budgetYuan }),
  };
  // The functions' own reading, so that they accept what is written here.
  return { fields, merchant: parseSecret('new', JSON.stringify(fields), nowMs) };
}

/** What became of a secret. */
export type Stored = 'created' | 'written' | 'unchanged';

const STORED: Readonly<Record<Stored, (name: string) => string>> = {
  created: (name) => `Created the secret ${name}`,
  written: (name) => `Wrote a new version of the secret ${name}`,
  unchanged: (name) => `Nothing was written: the secret ${name} holds this already`,
};

/** What was done, without a full stop. */
export function storedText(stored: Stored, name: string): string {
  return STORED[stored](name);
}

interface StoreOptions {
  readonly changeMerchant: boolean;
  readonly kmsKeyId: string | undefined;
  readonly warn: (text: string) => void;
}

/**
 * Writes the account's secret; fields of others in it are kept.
 * @returns what was done
 * @throws CommandError if the secret may not be changed like this
 */
export async function store(
  { secretsManager }: Stack,
  name: string,
  next: SecretFields,
  options: StoreOptions,
): Promise<Stored> {
  const text = await readSecret(secretsManager, name);
  if (text === null) {
    await createSecret(secretsManager, name, next, options.kmsKeyId);
    return 'created';
  }
  if (options.kmsKeyId !== undefined)
    throw new CommandError(`The secret ${name} exists already: its key is not changed by --kms-key-id.`);
  const present = parseFields(text);
  if (present === null) options.warn(`the secret ${name} was no JSON object; nothing of it is kept.`);
  const merged = merge(present, next, options.changeMerchant);
  if (JSON.stringify(merged) === JSON.stringify(present)) return 'unchanged';
  await putSecret(secretsManager, name, merged);
  return 'written';
}
