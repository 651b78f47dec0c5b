import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT, run, runScript, stdoutOf } from '../kit/process';
import { commandsOf, INVOKE_LOCAL, READMES } from './blocks';

/** Those that cannot run here, each with the reason. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm ci && npm test$/, 'runs this test'],
  [INVOKE_LOCAL, 'test/serverless/invoke-local.test.ts runs them'],
  [/^npm pack$/, 'every test with another project packs the client'],
  [/^npm install <>\/red-pack-\d/, 'needs a registry'],
  [/^npx serverless deploy --stage prod /, 'needs AWS'],
  [/^aws (secretsmanager|sns) /, 'needs AWS'],
  [/^rm secret\.json$/, 'removes the file of the command before'],
];

const [english, chinese] = READMES.map((page) =>
  commandsOf(page).map((command) => command.replace(/<[^>]+>/g, '<>')),
);
const commands = english ?? [];

function theOne(what: RegExp): string {
  const found = commands.filter((command) => what.test(command));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

const DEMO = /^npm ci && npm run demo$/;
const CERTIFICATE = /^npm run certificate -- /;
const FIRST_SEND = /^aws lambda invoke /;
/** What a test below runs. */
const HERE = [DEMO, CERTIFICATE, FIRST_SEND];

test('both READMEs have the same commands', () => {
  expect(chinese).toEqual(english);
});

test('each command runs in a test, or is known to need what no test has', () => {
  const known = [...HERE, ...ELSEWHERE.map(([pattern]) => pattern)];
  expect(commands.filter((command) => !known.some((pattern) => pattern.test(command)))).toEqual([]);
  expect(known.filter((pattern) => !commands.some((command) => pattern.test(command)))).toEqual([]);
});

describe('the commands of the README', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await tempFolder();
  });
  afterAll(removeTempFolders);

  it('play the demo, once the packages are installed', async () => {
    const [, demo = ''] = theOne(DEMO).split(' && ');
    const stdout = stdoutOf(await run('sh', ['-c', demo], { env: { PATH: process.env.PATH, HOME: dir } }));
    expect(stdout).toContain("WeChat's ledger: three calls of sendRedPack, two payments.");
  }, 180_000);

  it('make the secret of an account from the files of WeChat Pay', async () => {
    copyFileSync(join(ROOT, 'test/certificate/rc2-40.p12'), join(dir, 'apiclient_cert.p12'));
    writeFileSync(join(dir, 'key.txt'), '192006250b4c09247ec02edce69f6a2d\n');
    const [, args = ''] = theOne(CERTIFICATE).split(' -- ');
    stdoutOf(await runScript('scripts/certificate.ts', args.split(' '), { cwd: dir }));
    const secret = JSON.parse(readFileSync(join(dir, 'secret.json'), 'utf8'));
    expect(Object.keys(secret)).toEqual(['mch_id', 'api_key', 'certificate', 'private_key']);
  });
});

describe('the first real red packet of the README', () => {
  let contract: Contract;
  beforeAll(async () => {
    contract = await startContract({ stage: 'prod' });
  });
  afterAll(() => contract.close());

  it('is paid once, however often the command is run, by the function of the stage it is deployed as', async () => {
    const command = theOne(FIRST_SEND);
    const { RED_PACK_FUNCTION_PREFIX: prefix } = contract.stack.env;
    expect(command).toContain(` --function-name ${prefix}sendRedPack `);
    for (const page of READMES)
      expect(readFileSync(join(ROOT, page), 'utf8')).toContain(`\`RED_PACK_FUNCTION_PREFIX=${prefix}\``);
    const [, payload = ''] = /--payload '(.*)' \/dev\/stdout$/s.exec(command) ?? [];
    const filled = payload
      .replace('<>', contract.account.appid)
      .replace('<>', 'oMYopenid0000000000000000001');
    const first = await contract.invoke('sendRedPack', JSON.parse(filled));
    expect(first).toMatchObject({ status: 200, data: { return_code: 'SUCCESS' } });
    expect(await contract.invoke('sendRedPack', JSON.parse(filled))).toEqual(first);
    expect((await contract.sandbox.ledger()).payments).toHaveLength(1);
  });
});
