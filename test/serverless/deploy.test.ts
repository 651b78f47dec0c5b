import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { type Ended, ROOT } from '../kit/process';
import { endServers, type HttpHandler, type HttpTestServer, serveHttp } from '../kit/server';
import { serverless } from './serverless-process';

const DENIED = 'denied by the test';

/** Stands for all of AWS: counts the requests and denies each one, in JSON or, where the API is older, in XML. */
const denyAll: HttpHandler = (_body, request, response) => {
  requests += 1;
  const isOld = request.headers['content-type']?.includes('x-www-form-urlencoded');
  const xml = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>${DENIED}</Message></Error></ErrorResponse>`;
  response
    .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' })
    .end(isOld ? xml : JSON.stringify({ message: DENIED }));
};
let aws: HttpTestServer;
let requests = 0;

beforeAll(async () => {
  aws = await serveHttp(denyAll);
});
beforeEach(() => {
  requests = 0;
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
  expect(text).not.toContain('miniapp-id');
  expect(text).toContain(DENIED);
  expect(requests).toBeGreaterThan(0);
}

/** The project's serverless.yml with params of its own for a stage, in another folder. */
async function serviceWith(params: string): Promise<string> {
  const folder = await tempFolder();
  const text = await readFile(join(ROOT, 'serverless.yml'), 'utf8');
  await writeFile(join(folder, 'serverless.yml'), text.replace(/^params:$/m, `params:\n${params}`));
  await symlink(join(ROOT, 'serverless'), join(folder, 'serverless'));
  await mkdir(join(folder, 'scripts'));
  const plugin = `module.exports = require(${JSON.stringify(join(ROOT, 'scripts/serverless-plugin.cjs'))});`;
  await writeFile(join(folder, 'scripts/serverless-plugin.cjs'), plugin);
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
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
    expect({ code, requests }).toEqual({ code: 1, requests: 0 });
    expect(text).toContain('part of every order number and must never change');
    expect(text).toContain('--param="miniapp-id=…"');
    expect(text).toContain('params.prod');
    expect(text).not.toMatch(/Packaging|Built/);
  });

  it('does not accept that of another stage', async () => {
    const cwd = await serviceWith("  test:\n    miniapp-id: '42'");
    const { code, text } = await deploy([...ONE_FUNCTION, '--stage', 'prod'], cwd);
    expect({ code, requests }).toEqual({ code: 1, requests: 0 });
    expect(text).toContain('A deploy needs a miniapp-id.');
  });
});

describe('serverless deploy with a miniapp-id', () => {
  it.each([
    ['deploy', []],
    ['deploy function', ONE_FUNCTION],
  ])(
    'lets %s go on to AWS',
    async (_, args) => {
      expectGoesOn(await deploy([...args, '--param=miniapp-id=42']));
    },
    180_000,
  );

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
    requests = 0;
    expectGoesOn(await deploy(['--package', folder, '--param=miniapp-id=1']));
  }, 180_000);
});

describe('serverless deploy that changes nothing', () => {
  it('needs none: deploy list asks AWS, and --help helps', async () => {
    expect((await deploy(['list'])).text).not.toContain('miniapp-id');
    expect(requests).toBeGreaterThan(0);
    const help = await deploy(['--help']);
    expect(help.code).toBe(0);
    expect(help.text).not.toContain('miniapp-id');
  });
});
