import { parseArgs } from 'node:util';
import { readConfig } from '../shared/config';
import { recount } from '../shared/listing/recount';
import { dynamoDBClient } from '../shared/records/dynamodb';

const USAGE = `Counts all records anew, compares every mark of the list with the count, and mends what differs.

  npm run recount

Ends with 1 if a mark was missing, wrong or surplus. Reads every key of the index (about 11 read units per 1,000
records) and every mark; writes only marks, and lists may run meanwhile. Needs the functions' own environment
(RECORDS_TABLE, MINIAPP_ID, ID_NAMESPACE) and credentials for the table.`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const { recordsTable, miniappId } = readConfig();
  const { records, marks, added, missing, wrong, surplus } = await recount(
    dynamoDBClient(),
    recordsTable,
    miniappId,
  );
  console.log(`${records} records, ${marks} marks; ${added} were not yet there.`);
  console.log(`Mended: ${missing} missing, ${wrong} wrong, ${surplus} surplus.`);
  process.exitCode = missing + wrong + surplus > 0 ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
