import { parseArgs } from 'node:util';
import { readConfig } from '../shared/config';
import { recount } from '../shared/listing/recount';
import { dynamoDBClient } from '../shared/records/dynamodb';

const USAGE = `Recounts all records, compares every checkpoint of the list with the count, and repairs what differs.

  npm run recount

Exit code: 0 nothing to repair, 1 a checkpoint was missing, wrong or surplus and is repaired, 2 failed.

Reads every key of the index (about 11 read units per 1,000 records) and every checkpoint; writes only checkpoints, and
lists may run meanwhile. Needs the environment of the functions (RECORDS_TABLE, MINIAPP_ID, ID_NAMESPACE) and credentials
for the table.`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const { recordsTable, miniappId } = readConfig();
  const { records, checkpoints, added, missing, wrong, surplus } = await recount(
    dynamoDBClient(),
    recordsTable,
    miniappId,
  );
  console.log(`${records} records, ${checkpoints} checkpoints, ${added} of them new.`);
  console.log(`Repaired: ${missing} missing, ${wrong} wrong, ${surplus} surplus.`);
  process.exitCode = missing + wrong + surplus > 0 ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
