import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { validityOf } from '../../shared/merchant/pair';
import { parseSecret } from '../../shared/merchant/secret';
import { accountOf } from '../certificate/account';
import { daysLeft } from '../certificate/checks';
import { parseFields, readSecret } from '../certificate/secret';
import { defineCommand } from '../command';
import type { Stack } from '../stack';
import { table } from '../table';

/** One account, as `--json` shows it. Nothing of the keys. */
interface Row {
  readonly official_account_id: string;
  readonly gateway_type: string;
  readonly mch_id: string | null;
  /** Of the certificate; null where it cannot be read. */
  readonly days_left: number | null;
  readonly daily_budget_yuan: number | null;
  /** Why the functions cannot pay with it; null if they can. */
  readonly problem: string | null;
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
): Omit<Row, 'official_account_id' | 'gateway_type'> {
  const { mch_id, daily_budget_yuan, certificate } = parseFields(text) ?? {};
  const known = {
    mch_id: typeof mch_id === 'string' ? mch_id : null,
    daily_budget_yuan: typeof daily_budget_yuan === 'number' ? daily_budget_yuan : null,
  };
  try {
    const { validToMs } = validityOf(parseSecret(name, text, nowMs).certificate);
    return { ...known, days_left: daysLeft(validToMs, nowMs), problem: null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
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

export const certificateListCommand = defineCommand({
  name: 'certificate list',
  summary: 'Lists the accounts of the stack: merchant, days until the certificate expires, daily budget',
  usage: `./red-pack certificate list [--json]

Reads every secret with the prefix of the stack; shows nothing of the keys. On AWS it needs secretsmanager:ListSecrets and
secretsmanager:GetSecretValue.

  --json   an array of { official_account_id, gateway_type, mch_id, days_left, daily_budget_yuan, problem }`,
  options: { json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const opened = await stack();
    const { SECRET_PREFIX: prefix = 'red-pack/' } = await opened.settings();
    const rows: Row[] = [];
    for (const name of await secretNames(opened, prefix)) {
      const account = accountOf(prefix, name);
      const text = account === null ? null : await readSecret(opened.secretsManager, name);
      if (account === null || text === null) continue;
      const { appid: official_account_id, gateway: gateway_type } = account;
      rows.push({ official_account_id, gateway_type, ...describe(name, text, Date.now()) });
    }
    if (values.json === true) io.out(JSON.stringify(rows));
    else if (rows.length === 0)
      io.out(`No account has a secret under ${prefix}. Add one: ./red-pack certificate put`);
    else
      io.out(
        table(['appid', 'gateway', 'merchant', 'days left', 'budget (yuan/day)', 'problem'], rows.map(cells)),
      );
    return 0;
  },
});

function cells(row: Row): string[] {
  const { official_account_id, gateway_type, mch_id, days_left, daily_budget_yuan, problem } = row;
  const shown = [mch_id, days_left, daily_budget_yuan].map((value) => String(value ?? '-'));
  return [official_account_id, gateway_type, ...shown, problem ?? ''];
}
