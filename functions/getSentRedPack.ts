import { once } from '../shared/api/once';
import { parseGetParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { findRecord } from '../shared/payment/find';
import { toDetails } from '../shared/records/details';
import { dynamoDBClient } from '../shared/records/dynamodb';
import { DynamoDBRecordTable } from '../shared/records/dynamodb-table';
import { toRecordData } from '../shared/records/record';

const dynamoDB = dynamoDBClient();
const config = once(() => readConfig());
const table = once(() => new DynamoDBRecordTable(dynamoDB, config().recordsTable, config().miniappId));

export const handler = serve(async ({ params }) => {
  const { lookup, details } = parseGetParams(params);
  const record = await findRecord(table(), config(), lookup);
  return { ...toRecordData(record), ...(details && toDetails(record)) };
});
