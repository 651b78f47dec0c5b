import { readConfig } from '../shared/config';
import { once } from '../shared/contract/once';
import { readListParams } from '../shared/contract/read-params';
import { serve } from '../shared/invocation/serve';
import { dynamoDBClient } from '../shared/records/dynamodb';
import { RecordList } from '../shared/records/list';
import { listData } from '../shared/records/list-answer';

const dynamoDB = dynamoDBClient();
const list = once(() => {
  const { recordsTable, miniappId } = readConfig();
  return new RecordList(dynamoDB, recordsTable, miniappId);
});

export const handler = serve(async ({ params, deadline, log }) => {
  const wanted = readListParams(params);
  return listData(wanted, await list().page(wanted, { deadline, log }));
});
