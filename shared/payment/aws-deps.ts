import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../api/log';
import { awsNow } from '../aws';
import type { Config } from '../config';
import { SecretsManagerMerchants, secretsManagerClient } from '../merchant/merchants';
import { dynamoDBClient } from '../records/dynamodb';
import { DynamoDBBudget } from '../records/dynamodb-budget';
import { DynamoDBPassLease } from '../records/dynamodb-pass-lease';
import { DynamoDBRecordTable } from '../records/dynamodb-table';
import { WeChatPayClient } from '../wechat-pay/protocol/client';
import type { PaymentDeps } from './run/deps';

/**
 * The AWS clients of a payment, not yet connected. Create them while the function is loaded: that time counts towards
 * no invocation, and Lambda is reported to give it more CPU.
 */
export function awsClients() {
  return {
    dynamoDB: dynamoDBClient(),
    /** Without the SDK's retries. */
    dynamoDBOnce: dynamoDBClient(1),
    secretsManager: secretsManagerClient(),
  };
}

/** The dependencies of a payment on AWS, for the life of a process; only the log differs between invocations. */
export function awsDeps(config: Config, clients: ReturnType<typeof awsClients>): (log: Log) => PaymentDeps {
  const { dynamoDB, dynamoDBOnce, secretsManager } = clients;
  const { recordsTable, miniappId } = config;
  const deps = {
    table: new DynamoDBRecordTable(dynamoDB, recordsTable, miniappId),
    passLease: new DynamoDBPassLease(dynamoDB, recordsTable, miniappId),
    budget: new DynamoDBBudget(dynamoDB, dynamoDBOnce, recordsTable, miniappId),
    merchants: new SecretsManagerMerchants(secretsManager, config.secretPrefix),
    weChatPay: new WeChatPayClient(config.wechatPayHosts),
    clock: { now: Date.now, awsNow, sleep: (ms: number) => setTimeout(ms) },
    newToken: randomUUID,
    followUp: config.followUp,
  };
  return (log) => ({ ...deps, log });
}
