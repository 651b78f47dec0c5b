import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { buildIfStale } from '../../scripts/build';
import { FUNCTIONS as DEPLOYED } from '../../scripts/functions';
import type { DemoAccount } from '../../scripts/local/account/demo-account';
import { readFileIfAny } from '../../scripts/local/files';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../scripts/local/stack';
import { orderNumber } from '../../shared/wechat-pay/order-number';
import { tempFolder } from '../kit/folder';
import { TcpProxy } from '../kit/tcp-proxy';
import { giveAccount } from './account';
import { Items } from './items';
import { APPID, packet } from './packets';
import { SandboxAdmin } from './sandbox';
import { Secrets } from './secrets';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The first to start may have to build, which takes longer on a busy machine than any test.
jest.setTimeout(180_000);

export type FunctionName =
  | 'sendRedPack'
  | 'getSentRedPackList'
  | 'getSentRedPack'
  | 'getRedPackStatus'
  | 'recoverRedPacks';
/** As serverless.yml has them: one that the type lacks has no params in the tests, and fails there. */
export const FUNCTIONS = DEPLOYED as readonly FunctionName[];

type Data = Record<string, unknown>;

export interface Envelope<T = Data> {
  readonly status: number;
  readonly data: T;
}

/** What Lambda's Invoke gave back. */
export interface Invoked {
  readonly functionError: string | undefined;
  readonly answer: unknown;
  readonly requestId: string;
}

export interface InvokeOptions {
  readonly type?: InvocationType;
  readonly clientContext?: object;
}

/** A packet that was sent, whatever came of it. */
export interface Sent extends Envelope {
  readonly key: string;
}

/** A value that must be there; the message says what the test missed. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`missing: ${what}`);
  return value;
}

/** The stack with a proxy in front of each backend, and the functions behind Lambda's own Invoke. */
export class Contract {
  private readonly client: LambdaClient;
  readonly sandbox: SandboxAdmin;
  readonly secrets: Secrets;
  readonly items: Items;

  constructor(
    readonly stack: LocalStack,
    readonly account: DemoAccount,
    readonly backends: Readonly<Record<'dynamodb' | 'secretsManager' | 'weChatPay', TcpProxy>>,
    secretPrefix: string,
  ) {
    const { env } = stack;
    this.client = new LambdaClient({ ...awsOptions(stack, 'AWS_ENDPOINT_URL_LAMBDA'), maxAttempts: 1 });
    this.sandbox = new SandboxAdmin(must(env.WECHAT_PAY_SANDBOX_ADMIN, 'admin URL'), account.mchId);
    this.secrets = new Secrets(awsOptions(stack, 'AWS_ENDPOINT_URL_SECRETS_MANAGER'), account, secretPrefix);
    const table = must(env.RECORDS_TABLE, 'table');
    this.items = new Items(awsOptions(stack, 'AWS_ENDPOINT_URL_DYNAMODB'), table);
  }

  async invokeRaw(name: FunctionName, event?: unknown, options: InvokeOptions = {}): Promise<Invoked> {
    const { type, clientContext } = options;
    const output = await this.client.send(
      new InvokeCommand({
        FunctionName: `${this.stack.env.RED_PACK_FUNCTION_PREFIX}${name}`,
        ...(event !== undefined && { Payload: JSON.stringify(event) }),
        ...(type !== undefined && { InvocationType: type }),
        ...(clientContext && {
          ClientContext: Buffer.from(JSON.stringify(clientContext)).toString('base64'),
        }),
      }),
    );
    const text = output.Payload?.transformToString() ?? '';
    return {
      functionError: output.FunctionError,
      answer: text === '' ? null : JSON.parse(text),
      requestId: must(output.$metadata.requestId, 'request id'),
    };
  }

  /** The envelope. @throws when the function threw */
  async invoke<T = Data>(name: FunctionName, event?: unknown, options?: InvokeOptions): Promise<Envelope<T>> {
    const { functionError, answer } = await this.invokeRaw(name, event, options);
    if (functionError !== undefined) throw new Error(`${name} threw: ${JSON.stringify(answer)}`);
    return answer as Envelope<T>;
  }

  /** The message of what the function threw. @throws when it did not */
  async thrown(name: FunctionName, event?: unknown): Promise<string> {
    const { functionError, answer } = await this.invokeRaw(name, event);
    if (functionError === undefined) throw new Error(`${name} did not throw: ${JSON.stringify(answer)}`);
    return String((answer as { errorMessage: string }).errorMessage);
  }

  /** Sends a good packet under its own key, with the given changes. */
  async send(changes: Data = {}): Promise<Sent> {
    const event = packet(changes);
    return { ...(await this.invoke('sendRedPack', event)), key: String(event.idempotency_key) };
  }

  /** The order number of a key, which is known before anything is sent. */
  numberOf(key: string): string {
    const { ID_NAMESPACE, MINIAPP_ID } = this.stack.env;
    return orderNumber(must(ID_NAMESPACE, 'namespace'), must(MINIAPP_ID, 'mini app'), key).mch_billno;
  }

  /** A packet whose outcome is open, and at WeChat paid (`after`) or not (`before`). */
  async openPacket(when: 'before' | 'after'): Promise<Sent> {
    await this.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PROCESSING', when } });
    const sent = await this.send();
    expect(sent.data.outcome).toBe('open');
    return sent;
  }

  /** A packet that is sent and paid. */
  async pay(changes: Data = {}): Promise<{ key: string; id: string; mch_billno: string; data: Data }> {
    const { status, data, key } = await this.send(changes);
    if (status !== 200 || data.return_code !== 'SUCCESS')
      throw new Error(`not paid: ${JSON.stringify(data)}`);
    const mch_billno = String(data.mch_billno);
    return { key, id: mch_billno.slice(0, 24), mch_billno, data };
  }

  /** What the operator's function answers: without an event, to a pass over every record that is not final. */
  recover(event: unknown = { all: true }): Promise<Envelope> {
    return this.invoke('recoverRedPacks', event);
  }

  async record(key: string): Promise<Data> {
    const { status, data } = await this.invoke('getSentRedPack', { idempotency_key: key });
    if (status !== 200) throw new Error(`no record of ${key}: ${JSON.stringify(data)}`);
    return data;
  }

  totalCount(): Promise<number> {
    return this.invoke<{ meta: { total_count: number } }>('getSentRedPackList', { limit: 1 }).then(
      ({ data }) => data.meta.total_count,
    );
  }

  /** All connections and bytes from the functions to any backend so far. */
  touched(): number {
    return Object.values(this.backends).reduce((sum, { seen }) => sum + seen.connections + seen.bytes, 0);
  }

  /** Ends the warm containers, and with them all that they have cached. */
  async coldStart(): Promise<void> {
    await Promise.all(this.stack.lambda.containers().map(({ pid }) => this.stack.lambda.kill(pid)));
  }

  /** All that the functions have logged so far; one that was never invoked has no log. */
  async logs(): Promise<string> {
    const files = this.stack.functionNames.map((name) => join(this.stack.dir, 'logs', `${name}.log`));
    return (await Promise.all(files.map((file) => readFileIfAny(file)))).join('');
  }

  async close(): Promise<void> {
    this.client.destroy();
    this.secrets.destroy();
    this.items.destroy();
    await this.stack.close();
    await Promise.all(Object.values(this.backends).map((backend) => backend.close()));
    await rm(this.stack.dir, { recursive: true, force: true });
  }
}

/** For a client of the AWS SDK; past the proxies, straight to the service. */
export function awsOptions({ env }: LocalStack, endpoint: string) {
  return {
    endpoint: must(env[endpoint], endpoint),
    region: must(env.AWS_REGION, 'region'),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

const DEFAULTS: LocalStackOptions = { asyncRetryDelaysMs: [200, 200], maxContainers: 12 };

export interface ContractOptions extends LocalStackOptions {
  /** In place of sendRedPack's own timeout, for tests that would wait for it. */
  readonly sendTimeoutS?: number;
  /** A host of WeChat Pay's before the sandbox's. */
  readonly firstHost?: string;
}

/** serverless.yml with another timeout for sendRedPack, in the folder. */
async function serviceFileIn(dir: string, sendTimeoutS: number): Promise<string> {
  const text = await readFile(join(__dirname, '../../serverless.yml'), 'utf8');
  const file = join(dir, 'serverless.yml');
  await writeFile(file, text.replace(/(\n {2}sendRedPack:[\s\S]*?\n {4}timeout: )\d+/, `$1${sendTimeoutS}`));
  return file;
}

/** Builds what is stale and starts all of it, in a folder of its own. `close()` it. */
export async function startContract(given: ContractOptions = {}): Promise<Contract> {
  const { sendTimeoutS, firstHost, ...options } = given;
  await buildIfStale();
  const dir = await tempFolder();
  const service = sendTimeoutS === undefined ? {} : { serviceFile: await serviceFileIn(dir, sendTimeoutS) };
  const dynamodb = await TcpProxy.start();
  const secretsManager = await TcpProxy.start();
  const weChatPay = await TcpProxy.start();
  const environment = {
    AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamodb.hostPort}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${secretsManager.hostPort}`,
    WECHAT_PAY_HOSTS: firstHost === undefined ? weChatPay.hostPort : `${firstHost},${weChatPay.hostPort}`,
    ...options.environment,
  };
  const account = await giveAccount(dir);
  const stack = await startLocalStack({ ...DEFAULTS, ...options, ...service, dir, environment });
  const { env } = stack;
  // The suites have more sends at once than the deployed stack lets through; test/local has the tests of its limit.
  stack.lambda.reserve(`${must(env.RED_PACK_FUNCTION_PREFIX, 'prefix')}sendRedPack`, undefined);
  dynamodb.forwardTo(new URL(must(env.AWS_ENDPOINT_URL_DYNAMODB, 'DynamoDB')).host);
  secretsManager.forwardTo(new URL(must(env.AWS_ENDPOINT_URL_SECRETS_MANAGER, 'Secrets Manager')).host);
  weChatPay.forwardTo(must(env.WECHAT_PAY_HOSTS, 'WeChat Pay'));
  if (account.appid !== APPID) throw new Error(`the demo account is ${account.appid}, not ${APPID}`);
  const prefix = options.environment?.SECRET_PREFIX ?? must(env.SECRET_PREFIX, 'secret prefix');
  const contract = new Contract(stack, account, { dynamodb, secretsManager, weChatPay }, prefix);
  // A suite sends more to one openid than WeChat allows in a day.
  await contract.sandbox.settings({ userDailyCount: null, userDailyFen: null, merchantDailyFen: null });
  await contract.sandbox.balance(100_000_000);
  return contract;
}
