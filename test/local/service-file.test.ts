import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readService } from '../../scripts/local/service-file';
import { removeTempFolders, tempFolder } from '../kit/folder';

afterAll(removeTempFolders);

const SERVERLESS_YML = join(__dirname, '../../serverless.yml');

async function service(yml: string, stage?: string) {
  const file = join(await tempFolder(), 'serverless.yml');
  await writeFile(file, yml);
  return await readService(file, stage);
}

const TABLE = `
resources:
  Resources:
    T: { Type: AWS::DynamoDB::Table, Properties: { TableName: '\${self:service}-\${sls:stage}', Arn: '\${AWS::Region}' } }
`;

describe('reading serverless.yml', () => {
  it('finds the table, the five functions and their environment in the project’s own file', async () => {
    const { table, functions, environment, functionPrefix, runtime } = await readService(SERVERLESS_YML);
    expect(table).toMatchObject({
      TableName: 'red-pack-dev-records',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    expect(functions.map(({ name, timeoutMs, memoryMb }) => [name, timeoutMs, memoryMb])).toEqual([
      ['sendRedPack', 30_000, 256],
      ['getSentRedPackList', 30_000, 512],
      ['getSentRedPack', 10_000, 256],
      ['getRedPackStatus', 20_000, 256],
      ['recoverRedPacks', 590_000, 512],
    ]);
    expect(environment).toMatchObject({ RECORDS_TABLE: 'red-pack-dev-records', MINIAPP_ID: '1' });
    expect([functionPrefix, runtime]).toEqual(['red-pack-dev-', 'nodejs24.x']);
  });

  it('finds the table in any part of a list of resources, and reads no file that it includes', async () => {
    const parts = TABLE.replace(
      'resources:\n  Resources:',
      `resources:\n- \${file(watch.yml)}\n-\n  Resources:`,
    );
    const { table } = await service(`service: s${parts}`);
    expect(table).toEqual({ TableName: 's-dev', Arn: `\${AWS::Region}` });
  });

  it('finds the reserved concurrency of the one function that has it', async () => {
    const { functions } = await readService(SERVERLESS_YML);
    const reserved = functions.flatMap(({ name, reservedConcurrency }) =>
      reservedConcurrency === undefined ? [] : [[name, reservedConcurrency]],
    );
    expect(reserved).toEqual([['sendRedPack', 26]]);
  });

  it('takes 0 as a reserved concurrency, and refuses what is not a whole number', async () => {
    const yml = (value: string): string =>
      `service: s\nprovider: { region: r }\nfunctions: { f: { reservedConcurrency: ${value} } }\n${TABLE}`;
    expect((await service(yml('0'))).functions).toMatchObject([{ name: 'f', reservedConcurrency: 0 }]);
    for (const value of ['1.5', '-1', 'many', "''", 'null']) {
      await expect(service(yml(value))).rejects.toThrow('reservedConcurrency of f is not a whole number');
    }
  });

  it('takes the value of a condition for the reserved concurrency, and "none" for none', async () => {
    const yml = (value: string): string =>
      `service: s\nprovider: { region: r }\nfunctions: { f: { reservedConcurrency: { Fn::If: [C, '${value}', {}] } } }\n${TABLE}`;
    expect((await service(yml('5'))).functions[0]).toHaveProperty('reservedConcurrency', 5);
    expect((await service(yml('none'))).functions[0]).not.toHaveProperty('reservedConcurrency');
    await expect(service(yml('many'))).rejects.toThrow('reservedConcurrency of f is not a whole number');
  });

  it('names table, ids and secrets after the stage', async () => {
    const { table, environment } = await readService(SERVERLESS_YML, 'prod');
    expect(table.TableName).toBe('red-pack-prod-records');
    expect(environment).toMatchObject({ ID_NAMESPACE: 'red-pack-prod', SECRET_PREFIX: 'red-pack/prod/' });
  });

  it('finds the table in a list of resources, some of which are files', async () => {
    const yml = `
service: s
provider: { region: r }
resources:
  - \${file(roles.yml)}
  - Resources: { Q: { Type: AWS::SQS::Queue } }
  - Resources: { T: { Type: AWS::DynamoDB::Table, Properties: { TableName: t } } }
`;
    expect((await service(yml)).table).toEqual({ TableName: 't' });
  });

  it('takes a param from the stage, else the default, else the fallback in place', async () => {
    const yml = `
service: s
params: { default: { a: '1', b: '2' }, prod: { a: '9' } }
provider:
  region: eu-west-1
  environment: { A: "\${param:a}", B: "\${param:b}", C: "\${param:c, '3'}", D: "\${opt:d, 4}" }
${TABLE}`;
    expect((await service(yml, 'prod')).environment).toEqual({ A: '9', B: '2', C: '3', D: '4' });
    expect((await service(yml)).environment).toEqual({ A: '1', B: '2', C: '3', D: '4' });
    expect((await service(yml)).table).toEqual({ TableName: 's-dev', Arn: `\${AWS::Region}` });
  });

  it('resolves the variables inside a param', async () => {
    const yml = `
service: s
params: { default: { table: "\${self:service}-\${sls:stage}-t" }, moved: { table: "\${param:old}-2", old: x } }
provider: { region: r, environment: { T: "\${param:table}" } }
${TABLE}`;
    expect((await service(yml)).environment).toEqual({ T: 's-dev-t' });
    expect((await service(yml, 'moved')).environment).toEqual({ T: 'x-2' });
  });

  it('says which variable it cannot resolve', async () => {
    const yml = `service: s\nprovider: { region: x, environment: { A: "\${ssm:path}" } }\n${TABLE}`;
    await expect(service(yml)).rejects.toThrow(`cannot resolve \${ssm:path}`);
  });

  it('wants one table', async () => {
    await expect(service('service: s\nprovider: { region: x }')).rejects.toThrow(
      'expected one DynamoDB table, found 0',
    );
  });
});
