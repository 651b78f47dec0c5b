import { parseArgs } from 'node:util';
import { readConfig } from '../shared/config';
import { findRecord } from '../shared/payout/find';
import { resolve } from '../shared/payout/resolve';
import { dynamoDBClient } from '../shared/records/dynamodb';
import { DynamoDBRecordTable } from '../shared/records/dynamodb-table';

const USAGE = `Closes a record that is still open or parked after 29 days, by the word of a person who has asked WeChat Pay.

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

interface Wanted {
  readonly id: string;
  readonly outcome: 'paid' | 'refused';
  readonly note: string;
  readonly sendListid: string | undefined;
}

function wrong(what: string): Error {
  return new Error(`${what}\n\n${USAGE}`);
}

/** @throws Error that names the argument which is missing or wrong, and shows all of them */
function readArguments(args: readonly string[]): Wanted {
  let values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
  try {
    ({ values } = parseArgs({ options: OPTIONS, args: [...args] }));
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  const { id, paid = false, refused = false, note = '' } = values;
  const sendListid = values['send-listid'];
  if (id === undefined || id === '') throw wrong('--id is missing.');
  if (paid === refused) throw wrong('Exactly one of --paid and --refused says what became of it.');
  if (note.trim() === '') throw wrong('--note is missing: it is kept as the reason.');
  if (refused && sendListid !== undefined) throw wrong('--send-listid goes with --paid only.');
  return { id, outcome: paid ? 'paid' : 'refused', note, sendListid };
}

async function main(): Promise<void> {
  const { id, ...resolution } = readArguments(process.argv.slice(2));
  const config = readConfig();
  const table = new DynamoDBRecordTable(dynamoDBClient(), config.recordsTable, config.miniappId);
  const record = await findRecord(table, config, { by: 'id', id });
  await resolve(table, record, resolution, Date.now());
  console.log(`${id} (${record.mch_billno}) is now recorded as ${resolution.outcome}.`);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
