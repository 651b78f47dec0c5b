import { parseArgs } from 'node:util';
import { readConfig } from '../shared/config';
import { findRecord } from '../shared/payout/find';
import { resolve } from '../shared/payout/resolve';
import { dynamoDBClient } from '../shared/records/dynamodb';
import { DynamoDBRecordTable } from '../shared/records/dynamodb-table';

const USAGE = `Closes a record that is still open after 29 days, by the word of a person who has asked WeChat Pay.

  npm run resolve -- --id <record id> --paid --note "support ticket 123: paid" [--send-listid <number>]
  npm run resolve -- --id <record id> --refused --note "support ticket 123: never paid"

Needs the functions' own environment (RECORDS_TABLE, MINIAPP_ID, ID_NAMESPACE) and credentials for the table.`;

const OPTIONS = {
  id: { type: 'string' },
  paid: { type: 'boolean' },
  refused: { type: 'boolean' },
  note: { type: 'string' },
  'send-listid': { type: 'string' },
} as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const { id, paid, refused, note } = values;
  const decided = paid === true ? refused !== true : refused === true;
  if (id === undefined || !decided || note === undefined || note.trim() === '') throw new Error(USAGE);
  const config = readConfig();
  const table = new DynamoDBRecordTable(dynamoDBClient(), config.recordsTable, config.miniappId);
  const record = await findRecord(table, config, { by: 'id', id });
  const outcome = paid === true ? 'paid' : 'refused';
  await resolve(table, record, { outcome, note, sendListid: values['send-listid'] }, Date.now());
  console.log(`${id} (${record.mch_billno}) is now recorded as ${outcome}.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
