import { once } from '../shared/api/once';
import { parseListParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { RecordList } from '../shared/listing/list';
import { listData } from '../shared/listing/page-response';
import { dynamoDBClient } from '../shared/records/dynamodb';

const dynamoDB = dynamoDBClient();
const list = once(() => {
  const { recordsTable, miniappId } = readConfig();
  return new RecordList(dynamoDB, recordsTable, miniappId);
});

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = parseListParams(params);
  return listData(wanted, await list().page(wanted, { deadline, log }));
});
