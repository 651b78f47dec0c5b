import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type LocalLambda, startLambda } from '../../scripts/local/lambda/lambda';
import { type Contract, must, startContract } from '../contract/harness';
import { removeTempFolders, tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { readZip } from '../serverless/zip';
import { installCaller, manifestIn, packageCaller, runScript } from './caller-package';
import { APPID, newOpenid, paidTo } from './payments';
import { validate } from './validate';

type Json = Record<string, unknown>;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Json }>>;
}

let folder: string;
let out: string;
let template: Template;
let contract: Contract;
let lambda: LocalLambda | undefined;
let client: LambdaClient | undefined;

const templateFile = (): string => join(out, 'cloudformation-template-update-stack.json');

beforeAll(async () => {
  contract = await startContract();
  folder = await installCaller();
  await runScript(folder, 'build');
  out = await packageCaller(folder, `official-account-id=${APPID}`);
  template = JSON.parse(await readFile(templateFile(), 'utf8'));
  await startCaller();
}, 240_000);
afterEach(() => contract.sandbox.clearFaults());
afterAll(async () => {
  // What has not started when something before it failed must not keep the others running.
  client?.destroy();
  await lambda?.close();
  await contract?.close();
  await removeTempFolders();
});

/** Runs the file of the zip under the name, handler and variables of the template, against the local stack. */
async function startCaller(): Promise<void> {
  const { Properties } = resource('RewardOrderLambdaFunction');
  const { FunctionName, Handler, Timeout, MemorySize, Environment } = Properties;
  const [path = '', handler = ''] = String(Handler).split(/\.(?=\w+$)/);
  const file = join(await tempFolder(), `${path}.js`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, must((await zipped()).get(`${path}.js`), 'the handler’s file'));
  const { env } = contract.stack;
  const { Variables } = Environment as { Variables: Record<string, string> };
  const aws = Object.fromEntries(Object.entries(env).filter(([name]) => /^AWS_(?!ENDPOINT)/.test(name)));
  const endpoint = must(env.AWS_ENDPOINT_URL_LAMBDA, 'Lambda');
  const spec = {
    ...{ name: String(FunctionName), file, handler },
    ...{ timeoutMs: Number(Timeout) * 1000, memoryMb: Number(MemorySize) },
    environment: { ...Variables, ...aws, AWS_ENDPOINT_URL_LAMBDA: endpoint },
  };
  const region = must(env.AWS_REGION, 'region');
  const logsDir = await tempFolder();
  lambda = await startLambda({ functions: [spec], logsDir, region, runtime: String(Properties.Runtime) });
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new LambdaClient({ endpoint: lambda.endpoint, region, credentials, maxAttempts: 1 });
}

function resource(name: string): { readonly Type: string; readonly Properties: Json } {
  return must(template.Resources[name], name);
}

async function zipped(): Promise<Map<string, Buffer>> {
  const zips = (await readdir(out)).filter((name) => name.endsWith('.zip'));
  expect(zips).toHaveLength(1);
  return readZip(await readFile(join(out, zips[0] ?? '')));
}

/** What the caller returned, or the message that it threw. */
async function reward(order: Json): Promise<unknown> {
  const FunctionName = 'red-pack-caller-dev-rewardOrder';
  const output = await must(client, 'the caller').send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(order) }),
  );
  const answer = JSON.parse(output.Payload?.transformToString() ?? 'null');
  return output.FunctionError === undefined ? answer : { thrown: answer.errorMessage };
}

let orders = 0;
function newOrder(): { id: string; openid: string; yuan: number } {
  orders += 1;
  return { id: `2026-${orders}`, openid: newOpenid(), yuan: 1.88 };
}

/** The next send is paid, but its answer is lost, and WeChat does not tell what became of it. */
function loseTheAnswer(): Promise<unknown> {
  return contract.sandbox.fault(
    { call: 'send', fault: { kind: 'reset', when: 'after' } },
    { call: 'gethbinfo', fault: { kind: 'answer', err_code: 'FREQ_LIMIT' } },
  );
}

const PAID = { outcome: 'paid', mch_billno: expect.stringMatching(/^\w{28}$/) };

describe('the caller', () => {
  it('compiles against the packed client', () => runScript(folder, 'types'));

  it('names the versions that the project tests', async () => {
    const { dependencies, devDependencies } = await manifestIn(folder);
    const { 'red-pack': _client, ...others } = { ...dependencies, ...devDependencies };
    const own = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(own.devDependencies).toMatchObject(others);
    expect(dependencies['red-pack']).toBe(`file:red-pack-${own.version}.tgz`);
  });

  it('is packaged as one file', async () => {
    expect([...(await zipped()).keys()]).toEqual(['dist/index.js']);
  });

  it('has a template without an error in the eyes of AWS’s own validator', () => {
    expect(validate(templateFile())).toEqual({ status: 'OK', grave: [] });
  });

  it('may invoke sendRedPack of its own stage, and write its log', () => {
    const { Policies, ManagedPolicyArns } = resource('IamRoleLambdaExecution').Properties;
    expect(ManagedPolicyArns ?? []).toEqual([]);
    const statements = (Policies as { PolicyDocument: { Statement: Json[] } }[]).flatMap(
      ({ PolicyDocument }) => PolicyDocument.Statement,
    );
    const isLogs = ({ Action }: Json) => [Action].flat().every((name) => String(name).startsWith('logs:'));
    const send = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:red-pack-dev-sendRedPack`;
    expect(statements.filter((statement) => !isLogs(statement))).toEqual([
      { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: { 'Fn::Sub': send } },
    ]);
  });
});

describe('the caller, against the local stack,', () => {
  it('pays an order once, also when it is invoked again', async () => {
    const order = newOrder();
    const first = await reward(order);
    expect(first).toEqual(PAID);
    expect(await reward(order)).toEqual(first);
    expect(await paidTo(contract, order.openid)).toEqual([188]);
  });

  it('throws an open outcome, and the same order then finds what was paid', async () => {
    const order = newOrder();
    await loseTheAnswer();
    expect(await reward(order)).toEqual({ thrown: expect.stringContaining(`Order ${order.id} is open (`) });
    expect(await reward(order)).toEqual(PAID);
    expect(await paidTo(contract, order.openid)).toEqual([188]);
  });

  it('throws when the balance is empty, and the same order is paid once it is not', async () => {
    const order = newOrder();
    await contract.sandbox.balance(0);
    const thrown = `Order ${order.id} is retry (NOTENOUGH): invoke again with the same order.`;
    expect(await reward(order)).toEqual({ thrown });
    await contract.sandbox.topUp(1_000_000);
    expect(await reward(order)).toEqual(PAID);
    expect(await paidTo(contract, order.openid)).toEqual([188]);
  });

  it('returns a refusal with the next attempt, and only this one is paid', async () => {
    const order = newOrder();
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } });
    const refused = { outcome: 'refused', err_code: 'PARAM_ERROR', next: { ...order, attempt: 2 } };
    expect(await reward(order)).toEqual(refused);
    expect(await reward(order)).toEqual(refused);
    expect(await reward(refused.next)).toEqual(PAID);
    expect(await paidTo(contract, order.openid)).toEqual([188]);
  });

  it('pays twice when the attempt is raised after an open outcome, which is the trap', async () => {
    const order = newOrder();
    await loseTheAnswer();
    expect(await reward(order)).toHaveProperty('thrown');
    expect(await reward({ ...order, attempt: 2 })).toEqual(PAID);
    expect(await paidTo(contract, order.openid)).toEqual([188, 188]);
  });

  it('throws the message of a wrong param', async () => {
    const answer = await reward({ ...newOrder(), yuan: 0 });
    expect(answer).toEqual({ thrown: expect.stringMatching(/^400: .*total_amount/) });
  });
});
