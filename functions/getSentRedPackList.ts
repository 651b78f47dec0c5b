import { once } from '../shared/api/once';
import { parseListParams } from '../shared/api/record-params';
import { readConfig } from '../shared/config';
import { serve } from '../shared/lambda/handler';
import { RecordList } from '../shared/listing/list';
import { listData } from '../shared/listing/page-response';
import { RecipientList } from '../shared/listing/recipient-list';
import { dynamoDBClient } from '../shared/records/dynamodb';

const dynamoDB = dynamoDBClient();
const lists = once(() => {
  const { recordsTable, miniappId } = readConfig();
  return {
    ofAll: new RecordList(dynamoDB, recordsTable, miniappId),
    ofRecipient: new RecipientList(dynamoDB, recordsTable, miniappId),
  };
});

export const handler = serve(async ({ params, deadline, log }) => {
  const { re_openid, ...wanted } = parseListParams(params);
  const { ofAll, ofRecipient } = lists();
  const page =
    re_openid === null ? ofAll.page(wanted, { deadline, log }) : ofRecipient.page(wanted, re_openid);
  return listData(wanted, await page);
});
