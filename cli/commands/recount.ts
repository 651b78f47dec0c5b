import { readConfig } from '../../shared/config';
import { recount } from '../../shared/listing/recount';
import { dynamoDBClient } from '../../shared/records/dynamodb';
import { defineCommand } from '../command';

export const command = defineCommand({
  usage: `./red-pack recount [--json]

Reads every key of the index (about 11 read units per 1,000 records) and every checkpoint; writes only checkpoints, and
lists may run meanwhile. On AWS it needs credentials for the table and for lambda:GetFunctionConfiguration.

  --json   the counts as JSON: records, checkpoints, added, missing, wrong, surplus`,
  options: { json: { type: 'boolean' } },
  async run({ values, io, stack }) {
    const { environment, clientConfig } = await stack();
    const { recordsTable, miniappId } = readConfig(await environment());
    const client = dynamoDBClient(undefined, clientConfig('DYNAMODB'));
    try {
      const counts = await recount(client, recordsTable, miniappId);
      if (values.json === true) {
        io.out(JSON.stringify(counts));
        return 0;
      }
      io.out(`${counts.records} records, ${counts.checkpoints} checkpoints, ${counts.added} of them new.`);
      io.out(`Repaired: ${counts.missing} missing, ${counts.wrong} wrong, ${counts.surplus} surplus.`);
      return 0;
    } finally {
      client.destroy();
    }
  },
});
