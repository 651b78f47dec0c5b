import { X509Certificate } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readEnvFile } from '../../scripts/local/env-file';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../scripts/local/stack';
import { removeTempFolders } from '../kit/folder';
import { ROOT } from '../kit/process';
import { holdPort } from './own-port';
import { invokeIn, stackFolders } from './stack-fixture';

const open = new Set<LocalStack>();
let folders: Awaited<ReturnType<typeof stackFolders>>;

async function start(more: LocalStackOptions = {}): Promise<LocalStack> {
  const stack = await startLocalStack({ ...folders, ...more });
  open.add(stack);
  return stack;
}

async function stop(stack: LocalStack): Promise<void> {
  open.delete(stack);
  await stack.close();
}

beforeEach(async () => {
  folders = await stackFolders();
});
afterEach(async () => {
  for (const stack of open) await stop(stack);
});
afterAll(removeTempFolders);

const credentials = { accessKeyId: 'x', secretAccessKey: 'x' };

function secretsOf({ env }: LocalStack): SecretsManagerClient {
  const endpoint = env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? '';
  return new SecretsManagerClient({ endpoint, region: 'x', credentials });
}

function dynamodbOf({ env }: LocalStack): DynamoDBClient {
  return new DynamoDBClient({ endpoint: env.AWS_ENDPOINT_URL_DYNAMODB ?? '', region: 'x', credentials });
}

const SECRET = 'red-pack/dev/wxcbda96de0b165486';

describe('a local stack', () => {
  it('writes every variable that the functions and the client need', async () => {
    const { env } = await start();
    expect(await readEnvFile(join(folders.dir, 'env'))).toEqual(env);
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(env).toEqual({
      RECORDS_TABLE: 'red-pack-dev-records',
      ID_NAMESPACE: 'red-pack-dev',
      MINIAPP_ID: '1',
      SECRET_PREFIX: 'red-pack/dev/',
      CLIENT_IP: '127.0.0.1',
      SEND_SLOT_MS: '0',
      WECHAT_PAY_HOSTS: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      RED_PACK_FUNCTION_PREFIX: 'red-pack-dev-',
      FOLLOW_UP: 'true',
      AWS_REGION: 'ap-southeast-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
      AWS_ENDPOINT_URL_LAMBDA: url,
      AWS_ENDPOINT_URL_SQS: url,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NODE_EXTRA_CA_CERTS: join(folders.dir, 'ca.pem'),
      WECHAT_PAY_SANDBOX_ADMIN: url,
    });
  });

  it('has the table of serverless.yml', async () => {
    const client = dynamodbOf(await start());
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'red-pack-dev-records' }));
    client.destroy();
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.KeySchema).toEqual([{ AttributeName: 'id', KeyType: 'HASH' }]);
    const keysOnly = { Projection: { ProjectionType: 'KEYS_ONLY' } };
    expect(Table?.GlobalSecondaryIndexes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ IndexName: 'by_time', ...keysOnly }),
        expect.objectContaining({ IndexName: 'by_due', ...keysOnly }),
        expect.objectContaining({
          IndexName: 'by_openid',
          Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['miniapp_id'] },
        }),
      ]),
    );
  });

  it('has a merchant whose certificate its own authority signed', async () => {
    const client = secretsOf(await start());
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: SECRET }));
    client.destroy();
    const secret = JSON.parse(SecretString);
    expect(Object.keys(secret).sort()).toEqual(['api_key', 'certificate', 'mch_id', 'private_key']);
    expect(secret.mch_id).toMatch(/^\d{10}$/);
    expect(secret.api_key).toMatch(/^[0-9a-f]{32}$/);
    const authority = new X509Certificate(await readFile(join(folders.dir, 'ca.pem')));
    const certificate = new X509Certificate(secret.certificate);
    expect(certificate.verify(authority.publicKey)).toBe(true);
    expect(certificate.subject).toContain(`CN=${secret.mch_id}`);
  });

  it('keeps what is secret readable by its owner only', async () => {
    await start();
    for (const name of ['account.json', 'secrets.json', 'env']) {
      expect([name, (await stat(join(folders.dir, name))).mode & 0o077]).toEqual([name, 0]);
    }
    expect((await stat(folders.dir)).mode & 0o077).toBe(0);
  });

  it('runs functions that see its variables and trust its sandbox', async () => {
    const { env } = await start({ environment: { EXTRA: 'for a test' } });
    const answer = (await invokeIn(env, 'sendRedPack')) as { status: number; env: Record<string, string> };
    // 400: the sandbox has answered, over TLS that Node found good, to a request without a certificate.
    expect(answer.status).toBe(400);
    const {
      AWS_ENDPOINT_URL_LAMBDA: _lambda,
      AWS_ENDPOINT_URL_SQS: _sqs,
      WECHAT_PAY_SANDBOX_ADMIN: _admin,
      ...shared
    } = env;
    expect(answer.env).toMatchObject({
      ...shared,
      SEND_SLOT_MS: '0',
      QUERY_BEFORE_SEND: 'false',
      EXTRA: 'for a test',
    });
  });
});

describe('a burst on a local stack', () => {
  /** serverless.yml with room for two sends at once, in the folder. */
  async function twoAtOnce(): Promise<string> {
    const text = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
    const serviceFile = join(folders.functionsDir, 'serverless.yml');
    await writeFile(serviceFile, text.replace('send-concurrency: 26', 'send-concurrency: 2'));
    return serviceFile;
  }

  it('is bounded by the reserved concurrency of serverless.yml', async () => {
    const { env } = await start({ serviceFile: await twoAtOnce() });
    const burst = [1, 2, 3].map(() => invokeIn(env, 'sendRedPack', { sleepMs: 1_000 }));
    const ends = await Promise.allSettled(burst);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    const reads = [1, 2, 3].map(() => invokeIn(env, 'getSentRedPack'));
    expect(await Promise.all(reads)).toHaveLength(3);
  });

  it('is paced only on demand, and then as deployed', async () => {
    const stack = await start({ paced: true });
    expect(stack.env).not.toHaveProperty('SEND_SLOT_MS');
    expect(await invokeIn(stack.env, 'sendRedPack')).toMatchObject({ env: { SEND_SLOT_MS: '1000' } });
  });
});

describe('DynamoDB on this machine', () => {
  it('outlives a client that goes away in the middle of a request', async () => {
    const stack = await start();
    const { hostname, port } = new URL(stack.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    const socket = connect(Number(port), hostname);
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"half":');
    await sleep(100);
    socket.resetAndDestroy();
    await sleep(100);
    const client = dynamodbOf(stack);
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'red-pack-dev-records' }));
    expect(Table?.TableStatus).toBe('ACTIVE');
  });

  it('refuses a stored table that is not the one of serverless.yml', async () => {
    await stop(await start());
    const text = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
    const serviceFile = join(folders.dir, 'serverless.yml');
    const other = text.replace(
      '{ AttributeName: due_at, KeyType: RANGE }',
      '{ AttributeName: time_key, KeyType: RANGE }',
    );
    await writeFile(serviceFile, other);
    await expect(start({ serviceFile })).rejects.toThrow('is not the one of serverless.yml');
    await stop(await start());
  });
});

describe('what a local stack keeps', () => {
  it('has records, secrets, keys and account after a restart', async () => {
    const first = await start();
    const dynamodb = dynamodbOf(first);
    const item = { id: { S: 'one' }, miniapp_id: { S: '1' }, time_key: { S: 't' } };
    await dynamodb.send(new PutItemCommand({ TableName: 'red-pack-dev-records', Item: item }));
    const secrets = secretsOf(first);
    await secrets.send(new PutSecretValueCommand({ SecretId: SECRET, SecretString: '{"mine":true}' }));
    const account = await readFile(join(folders.dir, 'account.json'), 'utf8');
    await stop(first);

    const second = await start();
    const get = new GetItemCommand({ TableName: 'red-pack-dev-records', Key: { id: { S: 'one' } } });
    expect((await dynamodbOf(second).send(get)).Item).toEqual(item);
    const value = await secretsOf(second).send(new GetSecretValueCommand({ SecretId: SECRET }));
    expect(value.SecretString).toBe('{"mine":true}');
    expect(await readFile(join(folders.dir, 'account.json'), 'utf8')).toBe(account);
  });

  it('is not touched by a second stack in the same folder', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(`The local stack already runs as process ${process.pid}`);
    expect(await readEnvFile(join(folders.dir, 'env'))).toEqual(first.env);
    expect(await invokeIn(first.env, 'getSentRedPack')).toMatchObject({ status: 400 });
  });
});

describe('a port that is in use', () => {
  it.each([
    ['dynamodb', 'DynamoDB'],
    ['secretsManager', 'Secrets Manager'],
    ['lambda', 'Lambda'],
    ['sandbox', 'WeChat Pay sandbox'],
    ['sandboxAdmin', 'WeChat Pay sandbox'],
  ])('is named with what wanted it (%s), and the folder is free again', async (option, what) => {
    const { port, free } = await holdPort();
    await expect(start({ ports: { [option]: port } })).rejects.toThrow(`Port ${port} (${what}) is in use.`);
    await free();
    await expect(stat(join(folders.dir, 'lock'))).rejects.toThrow('ENOENT');
    const { env } = await start({ ports: { [option]: port } });
    expect(Object.values(env).join(' ')).toContain(`127.0.0.1:${port}`);
  });
});
