import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readGetParams } from '../shared/contract/read-params';
import { serve } from '../shared/invocation/serve';
import { findRecord } from '../shared/payout/find';
import { dynamoDBClient } from '../shared/records/dynamodb';
import { DynamoDBRecordTable } from '../shared/records/dynamodb-table';
import { toRecordData } from '../shared/records/record';

const dynamoDB = dynamoDBClient();
const setting = once(() => readConfig());
const table = once(() => new DynamoDBRecordTable(dynamoDB, setting().recordsTable, setting().miniappId));

export const handler = serve(async ({ params }) => {
  const lookup = readGetParams(params);
  return toRecordData(await findRecord(table(), setting(), lookup));
});
