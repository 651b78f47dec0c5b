import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT } from '../kit/process';
import { endServers, type HttpHandler, type HttpTestServer, serveHttp } from '../kit/server';
import { serverless } from './serverless-process';

// Each command starts the CLI, and may wait until another suite has made its packages.
jest.setTimeout(600_000);

const DENIED = 'denied by the test';

/** What AWS allows nevertheless, by a piece of the request. */
let answers: Readonly<Record<string, readonly [status: number, body: string]>> = {};

/** Stands for all of AWS: notes the requests and denies each one, in JSON or, where the API is older, in XML. */
const denyAll: HttpHandler = (body, { headers, method, url }, response) => {
  const asked = `${method} ${url} ${String(headers['x-amz-target'])} ${body}`;
  requests.push(asked);
  const [, answer] = Object.entries(answers).find(([piece]) => asked.includes(piece)) ?? [];
  if (answer !== undefined) {
    response.writeHead(answer[0]).end(answer[1]);
    return;
  }
  const isOld = headers['content-type']?.includes('x-www-form-urlencoded');
  const xml = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${DENIED}</Message></Error></ErrorResponse>`;
  response
    .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' })
    .end(isOld ? xml : JSON.stringify({ message: DENIED }));
};
let aws: HttpTestServer;
const requests: string[] = [];

beforeAll(async () => {
  aws = await serveHttp(denyAll);
});
beforeEach(() => {
  requests.length = 0;
  answers = {};
});
afterAll(async () => {
  await endServers();
  await removeTempFolders();
});

/** The command's end, and what it wrote. With credentials, so that only the guard keeps it from asking AWS. */
async function deploy(args: readonly string[], cwd?: string): Promise<Ended & { text: string }> {
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const ended = await serverless(['deploy', ...args], env, cwd);
  return { ...ended, text: ended.stdout + ended.stderr };
}

const ONE_FUNCTION = ['function', '--function', 'getSentRedPack'];

/** Ended by AWS's refusal, not by ours. */
function expectGoesOn({ code, text }: { code: number | null; text: string }): void {
  expect(code).toBe(1);
  expect(text).not.toMatch(/needs a miniapp-id|for the miniapp-id/);
  expect(text).toContain(DENIED);
  expect(requests.length).toBeGreaterThan(0);
}

/** The project's serverless.yml with params of its own for a stage, in another folder. */
async function serviceWith(params: string): Promise<string> {
  const folder = await tempFolder();
  const text = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
  await writeFile(join(folder, 'serverless.yml'), text.replace(/^params:$/m, `params:\n${params}`));
  await mkdir(join(folder, 'scripts'));
  const plugin = `module.exports = require(${JSON.stringify(join(ROOT, 'scripts/serverless-plugin.cjs'))});`;
  await writeFile(join(folder, 'scripts/serverless-plugin.cjs'), plugin);
  for (const name of ['node_modules', 'serverless']) await symlink(join(ROOT, name), join(folder, name));
  return folder;
}

describe('serverless deploy without a miniapp-id', () => {
  it.each([
    ['deploy', []],
    ['deploy function', ONE_FUNCTION],
    ['deploy --package', ['--package', 'nowhere']],
    ['deploy with an empty miniapp-id', ['--param=miniapp-id= ']],
    ['deploy with another param', ['--param=records-table=other']],
  ])('refuses %s before it builds or asks AWS anything, and says why', async (_, args) => {
    const { code, text } = await deploy([...args, '--stage', 'prod']);
    expect({ code, requests }).toEqual({ code: 1, requests: [] });
    expect(text).toContain('part of every order number and must never change');
    expect(text).toContain('--param="miniapp-id=…"');
    expect(text).toContain('params.prod');
    expect(text).not.toMatch(/Packaging|Built/);
  });

  it('does not accept that of another stage', async () => {
    const cwd = await serviceWith("  test:\n    miniapp-id: '42'");
    const { code, text } = await deploy([...ONE_FUNCTION, '--stage', 'prod'], cwd);
    expect({ code, requests }).toEqual({ code: 1, requests: [] });
    expect(text).toContain('A deploy needs a miniapp-id.');
  });
});

describe('serverless deploy with a miniapp-id', () => {
  it.each([
    ['deploy', []],
    ['deploy function', ONE_FUNCTION],
  ])('lets %s go on to AWS', async (_, args) => {
    expectGoesOn(await deploy([...args, '--param=miniapp-id=42']));
  });

  it('accepts one under the params of the stage, even the value that is the default', async () => {
    const cwd = await serviceWith("  prod:\n    miniapp-id: '1'");
    expectGoesOn(await deploy([...ONE_FUNCTION, '--stage', 'prod'], cwd));
  });

  it('deploys a package only with the miniapp-id that it was made for', async () => {
    const folder = await tempFolder();
    expect(await serverless(['package', '--package', folder])).toMatchObject({ code: 0 });
    const { code, text } = await deploy(['--package', folder, '--param=miniapp-id=42']);
    expect(code).toBe(1);
    expect(text).toContain(`The package ${folder} was made for the miniapp-id 1, not 42.`);
    requests.length = 0;
    expectGoesOn(await deploy(['--package', folder, '--param=miniapp-id=1']));
  });
});

describe('serverless deploy, after the checks', () => {
  const TABLE = { Table: { TableStatus: 'ACTIVE', GlobalSecondaryIndexes: [{ IndexName: 'by_time' }] } };
  const NO_STACK =
    '<ErrorResponse><Error><Code>ValidationError</Code><Message>none</Message></Error></ErrorResponse>';

  it('stops at an error, before it changes anything, and says what to do', async () => {
    answers = { DescribeTable: [200, JSON.stringify(TABLE)], DescribeStackResource: [400, NO_STACK] };
    const { code, text } = await deploy(['--param=miniapp-id=42']);
    expect(code).toBe(1);
    expect(text).toContain('Nothing was deployed.');
    expect(text).toContain('The table red-pack-dev-records exists already');
    expect(text).toContain('create-table=false');
    expect(text).not.toContain('Built');
    expect(requests.filter((asked) => /\b(Create|Put|Update|Delete|Execute)\w+/.test(asked))).toEqual([]);
  });

  it('adopts that table with create-table=false, if its records are of this stack', async () => {
    const GlobalSecondaryIndexes = ['by_time', 'by_openid', 'by_due'].map((IndexName) => ({ IndexName }));
    const item = (namespace: string) => ({
      id: { S: orderNumber(namespace, '42', 'k').id },
      miniapp_id: { S: '42' },
      idempotency_key: { S: 'k' },
    });
    const holding = (namespace: string) => ({
      DescribeTable: [200, JSON.stringify({ Table: { ...TABLE.Table, GlobalSecondaryIndexes } })] as const,
      'DynamoDB_20120810.Query': [200, JSON.stringify({ Items: [item(namespace)] })] as const,
      GetItem: [200, JSON.stringify({ Item: item(namespace) })] as const,
      DescribeStackResource: [400, NO_STACK] as const,
    });
    const adopt = [...ONE_FUNCTION, '--param=miniapp-id=42', '--param=create-table=false'];
    answers = holding('red-pack-dev');
    const ended = await deploy(adopt);
    expectGoesOn(ended);
    expect(ended.text).not.toMatch(/Nothing was deployed|records are/);
    answers = holding('red-pack-prod');
    const refused = await deploy(adopt);
    expect(refused.code).toBe(1);
    expect(refused.text).toContain('do not follow from the namespace red-pack-dev');
  });

  it('prints what it could not check, with the permission that it needs, and goes on', async () => {
    const ended = await deploy([...ONE_FUNCTION, '--param=miniapp-id=42']);
    expectGoesOn(ended);
    expect(ended.text).toContain('Could not check the quota of concurrent executions: AccessDenied');
    expect(ended.text).toContain('The check needs the permission lambda:GetAccountSettings');
  });

  it('refuses a param that nothing reads, before it asks AWS anything', async () => {
    const { code, text } = await deploy(['--param=miniapp-id=42', '--param=send-concurency=5']);
    expect({ code, requests }).toEqual({ code: 1, requests: [] });
    expect(text).toContain('did you mean "send-concurrency"?');
  });
});

describe('serverless deploy that changes nothing', () => {
  it('needs none: deploy list asks AWS, and --help helps', async () => {
    expect((await deploy(['list'])).text).not.toContain('miniapp-id');
    expect(requests.length).toBeGreaterThan(0);
    const help = await deploy(['--help']);
    expect(help.code).toBe(0);
    expect(help.text).not.toContain('miniapp-id');
  });
});
