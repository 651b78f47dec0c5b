import { type Check, error, type Finding, known, type Plan, type Table, warning } from '../facts';

const INDEXES = ['by_time', 'by_openid', 'by_due'] as const;

/** Whether the table can be created, or the existing one used. */
export const checkTable: Check = (plan, facts) => {
  const table = known(facts.table);
  if (table === undefined) return [];
  const owned = known(facts.ownedTable);
  if (table === null) return plan.createTable ? [] : [absent(plan)];
  if (plan.createTable && owned !== undefined && owned !== plan.table) return [inTheWay(plan)];
  return [...unready(plan, table), ...moved(plan, known(facts.deployed))];
};

function absent({ table, isRunning }: Plan): Finding {
  if (isRunning === true)
    return error(
      `The functions use the table ${table}, which does not exist: every call fails.`,
      'Restore it (docs/restore.md), or deploy with the records-table that holds the records.',
    );
  return error(
    `create-table is false, but there is no table ${table}.`,
    'Correct records-table, or leave create-table out so that the stack creates the table.',
  );
}

function inTheWay({ table, stack }: Plan): Finding {
  return error(
    `The table ${table} exists already and does not belong to the stack ${stack}: an earlier stack or a deploy that ` +
      'failed left it.',
    'Use it with --param="create-table=false" (docs/deploy.md, "Adopt an existing table"). Only if it holds no record, ' +
      'you may delete it instead, after turning off its deletion protection.',
  );
}

function unready({ table, createTable }: Plan, { status, indexes }: Table): Finding[] {
  if (status !== 'ACTIVE' && status !== 'UPDATING')
    return [error(`The table ${table} is ${status}.`, 'Wait until it is ACTIVE, then deploy again.')];
  const missing = INDEXES.filter((name) => !indexes.includes(name));
  if (createTable || missing.length === 0) return [];
  return [
    error(
      `The table ${table} lacks the index ${missing.join(', ')}.`,
      'Create it as serverless.yml defines it, wait until it is ACTIVE, then deploy again.',
    ),
  ];
}

/** Records of payments may be missing in a table that has just taken another one's place. */
function moved(
  { table, queryBeforeSend }: Plan,
  deployed: Readonly<Record<string, string>> | null | undefined,
): Finding[] {
  const before = deployed?.RECORDS_TABLE;
  if (before === undefined || before === table || queryBeforeSend) return [];
  return [
    warning(
      `The stack moves from the table ${before} to ${table} without query-before-send.`,
      'Unless every record is in the new table, set query-before-send to true (docs/restore.md).',
    ),
  ];
}
