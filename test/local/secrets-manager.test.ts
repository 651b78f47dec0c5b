import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  ListSecretsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { type LocalSecretsManager, startSecretsManager } from '../../scripts/local/secrets/secrets-manager';
import { removeTempFolders, tempFolder } from '../kit/folder';

let file: string;
let server: LocalSecretsManager;
let client: SecretsManagerClient;

async function start(): Promise<void> {
  server = await startSecretsManager({ file, region: 'eu-west-1' });
  client = new SecretsManagerClient({
    endpoint: server.endpoint,
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  await server.close();
}

beforeEach(async () => {
  file = join(await tempFolder(), 'secrets.json');
  await start();
});
afterEach(stop);
afterAll(removeTempFolders);

const create = (Name: string, SecretString = 'one') =>
  client.send(new CreateSecretCommand({ Name, SecretString }));
const read = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));

describe('a secret', () => {
  it('is read by name and by ARN, with its version and dates', async () => {
    const before = Date.now();
    const { ARN, VersionId } = await create('red-pack/wx1', '{"mch_id":"1"}');
    for (const id of ['red-pack/wx1', ARN ?? '']) {
      const value = await read(id);
      expect(value).toMatchObject({ ARN, Name: 'red-pack/wx1', VersionId, SecretString: '{"mch_id":"1"}' });
      expect(value.VersionStages).toEqual(['AWSCURRENT']);
      expect(Math.abs((value.CreatedDate?.getTime() ?? 0) - before)).toBeLessThan(5000);
    }
  });

  it('keeps its last value as the previous one', async () => {
    const { VersionId: first } = await create('a', 'one');
    const { VersionId: second } = await client.send(
      new PutSecretValueCommand({ SecretId: 'a', SecretString: 'two' }),
    );
    expect(await read('a')).toMatchObject({ SecretString: 'two', VersionId: second });
    const previous = new GetSecretValueCommand({ SecretId: 'a', VersionStage: 'AWSPREVIOUS' });
    expect(await client.send(previous)).toMatchObject({ SecretString: 'one', VersionId: first });
    await client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString: 'three' }));
    expect(await client.send(previous)).toMatchObject({ SecretString: 'two' });
    await expect(
      client.send(new GetSecretValueCommand({ SecretId: 'a', VersionId: first })),
    ).rejects.toBeInstanceOf(ResourceNotFoundException);
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'a' }));
    expect(described).toMatchObject({ Name: 'a' });
    expect(
      Object.values(described.VersionIdsToStages ?? {})
        .flat()
        .sort(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('is written once for one token', async () => {
    const ClientRequestToken = randomUUID();
    const put = (SecretString: string) =>
      client.send(new PutSecretValueCommand({ SecretId: 'a', SecretString, ClientRequestToken }));
    await create('a');
    await put('two');
    expect(await put('two')).toMatchObject({ VersionId: ClientRequestToken });
    await expect(put('three')).rejects.toBeInstanceOf(ResourceExistsException);
    expect(await read('a')).toMatchObject({ SecretString: 'two' });
  });

  it('outlives a restart, in a file that only its owner reads', async () => {
    const { VersionId } = await create('a', '值');
    await stop();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await start();
    expect(await read('a')).toMatchObject({ SecretString: '值', VersionId });
  });
});

describe('deleting', () => {
  it('without recovery frees the name at once', async () => {
    await create('a');
    await client.send(new DeleteSecretCommand({ SecretId: 'a', ForceDeleteWithoutRecovery: true }));
    await expect(read('a')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await create('a', 'two');
    expect(await read('a')).toMatchObject({ SecretString: 'two' });
  });

  it('with a recovery window is refused, and deletes nothing', async () => {
    await create('a');
    const wrong = client.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));
    await expect(wrong).rejects.toBeInstanceOf(InvalidParameterException);
    expect(await read('a')).toMatchObject({ SecretString: 'one' });
  });
});

describe('listing', () => {
  it('goes page by page in the order of names', async () => {
    for (const name of ['red-pack/c', 'red-pack/a', 'other', 'red-pack/b']) await create(name);
    const Filters = [{ Key: 'name' as const, Values: ['red-pack/'] }];
    const first = await client.send(new ListSecretsCommand({ Filters, MaxResults: 2 }));
    expect(first.SecretList?.map(({ Name }) => Name)).toEqual(['red-pack/a', 'red-pack/b']);
    const rest = await client.send(new ListSecretsCommand({ Filters, NextToken: first.NextToken }));
    expect(rest.SecretList?.map(({ Name }) => Name)).toEqual(['red-pack/c']);
    expect(rest.NextToken).toBeUndefined();
  });
});

describe('what it refuses', () => {
  it.each([
    ['reading what is not there', () => read('nothing'), ResourceNotFoundException],
    [
      'writing what is not there',
      () => client.send(new PutSecretValueCommand({ SecretId: 'nothing', SecretString: 'x' })),
      ResourceNotFoundException,
    ],
    ['a value over 64 KB', () => create('a', 'x'.repeat(65_537)), InvalidParameterException],
  ])('%s', async (_what, attempt, errorClass) => {
    await expect(attempt()).rejects.toBeInstanceOf(errorClass);
  });

  it('a second secret of one name', async () => {
    await create('a');
    await expect(create('a', 'other')).rejects.toBeInstanceOf(ResourceExistsException);
  });

  it('an operation that it does not have', async () => {
    const tag = client.send(new TagResourceCommand({ SecretId: 'a', Tags: [] }));
    await expect(tag).rejects.toMatchObject({ name: 'UnknownOperationException' });
  });
});
