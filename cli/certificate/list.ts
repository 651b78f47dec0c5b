import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { validityOf } from '../../shared/merchant/pair';
import { parseSecret } from '../../shared/merchant/secret';
import { messageOf } from '../errors';
import type { Stack } from '../stack';
import { type Account, accountOf } from './account';
import { daysLeft } from './checks';
import { parseFields, readSecret } from './secret';

/** ListSecrets may not reflect the changes of the last five minutes, as AWS documents. */
export const MAY_LAG = 'A new account may take five minutes to appear.';

/** One account, as `--json` shows it. Nothing of the keys. */
export interface AccountRow {
  readonly official_account_id: string;
  readonly gateway_type: string;
  readonly mch_id: string | null;
  /** Of the certificate; null where it cannot be read. */
  readonly days_left: number | null;
  readonly daily_budget_yuan: number | null;
  /** Why the functions cannot pay with it; null if they can. */
  readonly problem: string | null;
}

async function prefixOf(stack: Stack): Promise<string> {
  const { SECRET_PREFIX = 'red-pack/' } = await stack.settings();
  return SECRET_PREFIX;
}

async function secretNames({ secretsManager }: Stack, prefix: string): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateListSecrets(
    { client: secretsManager },
    { Filters: [{ Key: 'name', Values: [prefix] }] },
  );
  for await (const { SecretList = [] } of pages)
    for (const { Name } of SecretList) if (Name !== undefined) names.push(Name);
  return names.sort();
}

function describe(
  name: string,
  text: string,
  nowMs: number,
): Omit<AccountRow, 'official_account_id' | 'gateway_type'> {
  const { mch_id, daily_budget_yuan, certificate } = parseFields(text) ?? {};
  const known = {
    mch_id: typeof mch_id === 'string' ? mch_id : null,
    daily_budget_yuan: typeof daily_budget_yuan === 'number' ? daily_budget_yuan : null,
  };
  try {
    const { validToMs } = validityOf(parseSecret(name, text, nowMs).certificate);
    return { ...known, days_left: daysLeft(validToMs, nowMs), problem: null };
  } catch (error) {
    const message = messageOf(error);
    const problem = message.replace(/^[^:]*: /, '').replace(/ \(secret "[^"]*"\)\.$/, '');
    return { ...known, days_left: expiredDays(certificate, nowMs), problem };
  }
}

/** Of a certificate that is readable and yet not usable. */
function expiredDays(certificate: unknown, nowMs: number): number | null {
  try {
    return daysLeft(validityOf(String(certificate)).validToMs, nowMs);
  } catch {
    return null;
  }
}

/** The accounts of a stack, by the names of its secrets alone. */
export async function accountNames(stack: Stack): Promise<Account[]> {
  const prefix = await prefixOf(stack);
  const accounts = (await secretNames(stack, prefix)).map((name) => accountOf(prefix, name));
  return accounts.filter((account) => account !== null);
}

/**
 * The accounts of a stack, by the secrets with its prefix.
 * @param nowMs unix milliseconds of the stack's clock
 * @throws CommandError if one cannot be read
 */
export async function accountRows(
  stack: Stack,
  nowMs = Date.now(),
): Promise<{ readonly prefix: string; readonly rows: AccountRow[] }> {
  const prefix = await prefixOf(stack);
  const rows: AccountRow[] = [];
  for (const name of await secretNames(stack, prefix)) {
    const account = accountOf(prefix, name);
    const text = account === null ? null : await readSecret(stack.secretsManager, name);
    if (account === null || text === null) continue;
    const { appid: official_account_id, gateway: gateway_type } = account;
    rows.push({ official_account_id, gateway_type, ...describe(name, text, nowMs) });
  }
  return { prefix, rows };
}
