import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config';
import type { Log } from '../contract/log';
import { SecretsManagerMerchants, secretsManagerClient } from '../merchant/merchants';
import { dynamoDBClient } from '../records/dynamodb';
import { DynamoDBBudget } from '../records/dynamodb-budget';
import { DynamoDBRecordTable } from '../records/dynamodb-table';
import { WeChatPayClient } from '../wechat-pay/client';
import type { Ports } from './ports';

/** The ports of a payout on AWS, for the life of a process; only the log is each invocation's own. */
export function awsPorts(config: Config): (log: Log) => Ports {
  const dynamoDB = dynamoDBClient();
  const { recordsTable, miniappId } = config;
  const ports = {
    table: new DynamoDBRecordTable(dynamoDB, recordsTable, miniappId),
    budget: new DynamoDBBudget(dynamoDB, dynamoDBClient(1), recordsTable, miniappId),
    merchants: new SecretsManagerMerchants(secretsManagerClient(), config.secretPrefix),
    weChatPay: new WeChatPayClient(config.wechatPayHosts),
    clock: { now: Date.now, sleep: (ms: number) => setTimeout(ms) },
    newToken: randomUUID,
  };
  return (log) => ({ ...ports, log });
}
