import { join } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { issueAuthority, issueMerchant } from '../../scripts/local/account/certificates';
import { type LocalSecretsManager, startSecretsManager } from '../../scripts/local/secrets/secrets-manager';
import { type Clients, createClients, destroyClients, gatherFacts } from '../../scripts/preflight';
import type { Plan } from '../../scripts/preflight/facts';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { endServers, type HttpTestServer, serveHttp } from '../kit/server';
import { type LocalTable, localTable } from '../records/local-table';
import { PLAN } from './facts-kit';

const CREDENTIALS = { accessKeyId: 'x', secretAccessKey: 'x' };

/** Lambda, CloudFormation and SNS: answers by a piece of the request, else denies. */
let answers: Readonly<Record<string, readonly [status: number, body: string]>>;
let aws: HttpTestServer;
let table: LocalTable;
let secrets: LocalSecretsManager;
let clients: Clients;
let plan: Plan;

beforeAll(async () => {
  aws = await serveHttp((body, request, response) => {
    const asked = `${request.url}?${body}`;
    const [, [status, text] = [403, '{"message":"denied"}']] =
      Object.entries(answers).find(([piece]) => asked.includes(piece)) ?? [];
    const isQuery = body.startsWith('Action=');
    const type = status === 404 ? 'ResourceNotFoundException' : 'AccessDeniedException';
    const denied =
      '<ErrorResponse><Error><Code>AccessDenied</Code><Message>denied</Message></Error></ErrorResponse>';
    response.writeHead(status, isQuery ? {} : { 'x-amzn-errortype': type });
    response.end(isQuery && status === 403 ? denied : text);
  });
  table = await localTable();
  secrets = await startSecretsManager({
    file: join(await tempFolder(), 'secrets.json'),
    region: 'us-east-1',
  });
  const config = { region: 'us-east-1', credentials: CREDENTIALS, maxAttempts: 1 };
  clients = {
    ...createClients(config),
    dynamodb: table.client,
    cloudFormation: new CloudFormationClient({ ...config, endpoint: aws.url }),
    lambda: new LambdaClient({ ...config, endpoint: aws.url }),
    sns: new SNSClient({ ...config, endpoint: aws.url }),
    secretsManager: new SecretsManagerClient({ ...config, endpoint: secrets.endpoint }),
  };
  plan = { ...PLAN, table: table.tableName };
});
beforeEach(() => {
  answers = {};
});
afterAll(async () => {
  destroyClients(clients);
  await table.end();
  await secrets.close();
  await endServers();
  await removeTempFolders();
});

const gather = (more: Partial<Plan> = {}) => gatherFacts({ ...plan, ...more }, clients, Date.now());

const xml = (action: string, inner: string): [number, string] => [
  200,
  `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`,
];

function resource(name: string, id: string, status = 'CREATE_COMPLETE'): Record<string, [number, string]> {
  const detail = `<StackResourceDetail><PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></StackResourceDetail>`;
  return { [`LogicalResourceId=${name}`]: xml('DescribeStackResource', detail) };
}

const NO_STACK: [number, string] = [
  400,
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack does not exist</Message></Error></ErrorResponse>',
];
const NOT_FOUND: [number, string] = [404, '{"Message":"Function not found"}'];
const SETTINGS = { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 974 } };

describe('the facts before a deploy', () => {
  it('are the quota, the deployed environment, the stack’s table and the subscriptions', async () => {
    answers = {
      'account-settings': [200, JSON.stringify(SETTINGS)],
      '/concurrency': [200, '{"ReservedConcurrentExecutions":26}'],
      '/configuration': [200, '{"Environment":{"Variables":{"MINIAPP_ID":"42"}}}'],
      ...resource('RecordsTable', 'red-pack-prod-records'),
      ...resource('AlarmTopic', 'arn:aws:sns:us-east-1:1:t'),
      ...resource('PageTopic', 'arn:aws:sns:us-east-1:1:p'),
      GetTopicAttributes: xml(
        'GetTopicAttributes',
        '<Attributes><entry><key>SubscriptionsConfirmed</key><value>2</value></entry><entry><key>SubscriptionsPending</key><value>1</value></entry></Attributes>',
      ),
    };
    expect(await gather()).toMatchObject({
      quota: { known: true, value: { limit: 1000, unreserved: 974, reserved: 26 } },
      deployed: { known: true, value: { MINIAPP_ID: '42' } },
      ownedTable: { known: true, value: 'red-pack-prod-records' },
      subscriptions: { known: true, value: { confirmed: 2, pending: 1, paged: 2 } },
    });
  });

  it('are null where there is no stack yet', async () => {
    answers = {
      'account-settings': [200, JSON.stringify(SETTINGS)],
      '/concurrency': NOT_FOUND,
      '/configuration': NOT_FOUND,
      DescribeStackResource: NO_STACK,
    };
    expect(await gather({ table: 'no-such-table' })).toMatchObject({
      quota: { known: true, value: { reserved: null } },
      deployed: { known: true, value: null },
      ownedTable: { known: true, value: null },
      subscriptions: { known: true, value: null },
      table: { known: true, value: null },
      records: { known: true, value: null },
    });
  });

  it.each(['DELETE_SKIPPED', 'CREATE_FAILED'])(
    'do not count a table that is %s as the stack’s own: a rollback left it',
    async (status) => {
      answers = resource('RecordsTable', 'red-pack-prod-records', status);
      expect((await gather()).ownedTable).toEqual({ known: true, value: null });
    },
  );

  it('say what AWS denied, and which permission would do', async () => {
    const { quota, ownedTable, subscriptions } = await gather();
    const denied = { known: false, reason: expect.stringContaining('denied') };
    expect(quota).toMatchObject({
      ...denied,
      permission: expect.stringContaining('lambda:GetAccountSettings'),
    });
    expect(ownedTable).toMatchObject({
      ...denied,
      permission: 'cloudformation:DescribeStackResource on red-pack-prod',
    });
    expect(subscriptions).toMatchObject({
      ...denied,
      permission: expect.stringContaining('sns:GetTopicAttributes'),
    });
  });
});

describe('the facts about records', () => {
  const put = (namespace: string, miniapp: string, key: string, time: string) =>
    table.client.send(
      new PutItemCommand({
        TableName: table.tableName,
        Item: {
          id: { S: orderNumber(namespace, miniapp, key).id },
          miniapp_id: { S: miniapp },
          time_key: { S: time },
          idempotency_key: { S: key },
        },
      }),
    );

  it('are the table with its indexes, and no record of an empty one', async () => {
    const { table: found, records } = await gather();
    expect(found).toMatchObject({ value: { status: 'ACTIVE' } });
    expect(found.known && [...(found.value?.indexes ?? [])].sort()).toEqual([
      'by_due',
      'by_openid',
      'by_time',
    ]);
    expect(records).toEqual({ known: true, value: { ours: null, other: null } });
  });

  it('are a record of another mini-program while there is none of ours, then our oldest', async () => {
    await put('red-pack-dev', '7', 'a', '1');
    const other = { id: orderNumber('red-pack-dev', '7', 'a').id, miniappId: '7', key: 'a' };
    expect((await gather()).records).toEqual({ known: true, value: { ours: null, other } });
    await put('red-pack-prod', '42', 'c', '3');
    await put('red-pack-prod', '42', 'b', '2');
    const ours = { id: orderNumber('red-pack-prod', '42', 'b').id, miniappId: '42', key: 'b' };
    expect((await gather()).records).toEqual({ known: true, value: { ours, other: null } });
  });
});

describe('the facts about secrets', () => {
  const create = (Name: string, SecretString: string) =>
    clients.secretsManager.send(new CreateSecretCommand({ Name, SecretString }));

  it('are the names under the prefix, what is wrong with each and when its certificate ends', async () => {
    const { certificate, privateKey } = await issueMerchant(await issueAuthority(), '1900000109');
    const good = { mch_id: '1900000109', api_key: 'k'.repeat(32), certificate, private_key: privateKey };
    await create('red-pack/prod/wx1', JSON.stringify(good));
    await create('red-pack/prod/wx1/weixin_tenpay_native', '{"mch_id":"1"}');
    await create('red-pack/prod/notes/of-ours', 'not one of ours');
    await create('red-pack/wx1', JSON.stringify(good));
    const { secretNames, secrets: found } = await gather();
    const names = ['red-pack/prod/wx1', 'red-pack/prod/wx1/weixin_tenpay_native'];
    expect(secretNames).toEqual({ known: true, value: names });
    expect(found).toEqual({
      known: true,
      value: [
        { name: names[0], problem: null, expiresAtMs: expect.any(Number) },
        { name: names[1], problem: expect.stringContaining('lacks the string "api_key"'), expiresAtMs: null },
      ],
    });
    expect(JSON.stringify(found)).not.toContain('PRIVATE');
    expect((await gather({ secretPrefix: 'red-pack/' })).secretNames).toMatchObject({
      value: ['red-pack/wx1'],
    });
  });
});
