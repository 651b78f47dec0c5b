import { type AccountRow, accountRows, MAY_LAG } from '../certificate/list';
import { defineCommand } from '../command';
import { table } from '../table';

export const command = defineCommand({
  usage: `./red-pack certificate list [--json]

Reads every secret with the prefix of the stack; shows nothing of the keys. On AWS it needs secretsmanager:ListSecrets and
secretsmanager:GetSecretValue. A new account may take five minutes to appear.

  --json   an array of { official_account_id, gateway_type, mch_id, days_left, daily_budget_yuan, problem }`,
  options: { json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const opened = await stack();
    const { prefix, rows } = await accountRows(opened);
    if (values.json === true) io.out(JSON.stringify(rows));
    else if (rows.length === 0)
      io.out(
        `No account has a secret under ${prefix}. Add one: ./red-pack certificate put${opened.isLocal ? '' : `\n${MAY_LAG}`}`,
      );
    else
      io.out(
        table(['appid', 'gateway', 'merchant', 'days left', 'budget (yuan/day)', 'problem'], rows.map(cells)),
      );
    return 0;
  },
});

function cells(row: AccountRow): string[] {
  const { official_account_id, gateway_type, mch_id, days_left, daily_budget_yuan, problem } = row;
  const shown = [mch_id, days_left, daily_budget_yuan].map((value) => String(value ?? '-'));
  return [official_account_id, gateway_type, ...shown, problem ?? ''];
}
