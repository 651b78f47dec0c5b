import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Contract, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT, run, stdoutOf } from '../kit/process';
import { commandsOf, INVOKE_LOCAL, READMES } from './blocks';

/** Those that cannot run here, each with the reason. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/^npm ci && npm test$/, 'runs this test'],
  [INVOKE_LOCAL, 'test/serverless/invoke-local.test.ts runs them'],
  [/^npm pack$/, 'every test with another project packs the client'],
  [/^npm install <>\/red-pack-\d/, 'needs a registry'],
  [/^npx serverless deploy --stage prod /, 'needs AWS'],
  [/^aws sns /, 'needs AWS'],
  [
    /^\.\/red-pack certificate put --stack red-pack-prod /,
    'test/cli/certificate-put.test.ts runs it on the local stack',
  ],
  [/^\.\/red-pack campaign plan /, 'test/cli/campaign-plan.test.ts plans such files'],
  [/^\.\/red-pack campaign (run|report) /, 'test/campaign runs and reports on the local stack'],
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
const FIRST_SEND = /^aws lambda invoke /;
/** What a test below runs. */
const HERE = [DEMO, FIRST_SEND];

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
