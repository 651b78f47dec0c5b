/**
 * The minimum that a send needs: two DynamoDB writes and one POST over a pooled connection. It validates, signs, parses
 * and logs nothing; the caller passes a body that is already signed. Like our function, it fetches the secret on its
 * first call.
 */

import { Agent, request } from 'node:https';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const { RECORDS_TABLE, WECHAT_PAY_HOSTS, SECRET_PREFIX } = process.env;
const secrets = new SecretsManagerClient({});
const dynamodb = new DynamoDBClient({});
/** Opened once, also by sends that begin at the same time. */
let opening;

async function open(account) {
  const { SecretString } = await secrets.send(
    new GetSecretValueCommand({ SecretId: SECRET_PREFIX + account }),
  );
  const { certificate: cert, private_key: key } = JSON.parse(SecretString);
  return new Agent({ keepAlive: true, cert, key });
}

function post(agent, body) {
  const [hostname, port] = WECHAT_PAY_HOSTS.split(':');
  const path = '/mmpaymkttransfers/sendredpack';
  return new Promise((resolve, reject) => {
    const req = request({ agent, hostname, port, path, method: 'POST' }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk)).on('error', reject);
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    });
    req.on('error', reject).end(body);
  });
}

/**
 * @param event `{ account, id, claim, body, outcome }`: the two writes in DynamoDB's format, without WeChat's response,
 * and the body of the request to WeChat
 */
export async function handler({ account, id, claim, body, outcome }) {
  opening ??= open(account);
  const agent = await opening;
  await dynamodb.send(new PutItemCommand({ TableName: RECORDS_TABLE, ...claim }));
  const response = await post(agent, body);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: RECORDS_TABLE,
      Key: { id: { S: id } },
      ...outcome,
      ExpressionAttributeValues: { ...outcome.ExpressionAttributeValues, ':raw_result': { S: response } },
    }),
  );
  return response;
}
