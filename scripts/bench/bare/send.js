/**
 * The least that a send can be: two DynamoDB writes and one pooled POST, nothing checked, signed, parsed or logged.
 * What its body says, its caller has signed. On its first call it fetches the secret, as ours does.
 */

import { Agent, request } from 'node:https';
import { DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const { RECORDS_TABLE, WECHAT_PAY_HOSTS, SECRET_PREFIX } = process.env;
const secrets = new SecretsManagerClient({});
const dynamodb = new DynamoDBClient({});
let agent;

async function open(account) {
  const { SecretString } = await secrets.send(
    new GetSecretValueCommand({ SecretId: SECRET_PREFIX + account }),
  );
  const { certificate: cert, private_key: key } = JSON.parse(SecretString);
  return new Agent({ keepAlive: true, cert, key });
}

function post(body) {
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
 * @param event `{ account, id, claim, body, outcome }`: the two writes as DynamoDB has them, but for WeChat's answer, and
 * the body as WeChat wants it
 */
export async function handler({ account, id, claim, body, outcome }) {
  agent ??= await open(account);
  await dynamodb.send(new PutItemCommand({ TableName: RECORDS_TABLE, ...claim }));
  const answer = await post(body);
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: RECORDS_TABLE,
      Key: { id: { S: id } },
      ...outcome,
      ExpressionAttributeValues: { ...outcome.ExpressionAttributeValues, ':raw_result': { S: answer } },
    }),
  );
  return answer;
}
