import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { startSandbox } from '../sandbox/index';
import { openDemoAccount, seedSecret } from './account/demo-account';
import { DUMMY_CREDENTIALS, startDynamoDb } from './dynamodb';
import { type Env, removeEnvFile, writeEnvFile } from './env-file';
import { isErrno, PRIVATE_FOLDER_MODE } from './files';
import type { FunctionSpec } from './lambda/function-spec';
import { type LambdaOptions, type LocalLambda, startLambda } from './lambda/lambda';
import { lostSendRecord } from './lambda/lost-event';
import { nameOf, readHolder, takeLock } from './lock';
import { startSecretsManager } from './secrets/secrets-manager';
import { describeListenError } from './server';
import { readService, type Service } from './service-file';
import { type LocalSqs, startSqs } from './sqs/sqs';
import { endAll, endIfFails, type Started } from './started';

/** Fixed TCP ports; by default a free port each. */
export interface Ports {
  readonly dynamodb?: number;
  readonly secretsManager?: number;
  readonly lambda?: number;
  readonly sqs?: number;
  readonly sandbox?: number;
  readonly sandboxAdmin?: number;
}

export interface LocalStackOptions
  extends Pick<LambdaOptions, 'asyncRetryDelaysMs' | 'maxEventAgeMs' | 'maxContainers' | 'idleMs'> {
  /** Paces sends as deployed, by the `SEND_SLOT_MS` of serverless.yml; by default they end as soon as they are done. */
  readonly paced?: boolean;
  /** Folder of all data, keys and logs; default `.local`. */
  readonly dir?: string;
  readonly ports?: Ports;
  /** Folder of the bundles `<function>/index.js`; default `dist`. */
  readonly functionsDir?: string;
  /** Default: the project's own serverless.yml. */
  readonly serviceFile?: string;
  readonly stage?: string;
  /** Overrides variables of the functions, for tests. */
  readonly environment?: Env;
  /** Sandbox milliseconds per real one. */
  readonly sandboxSpeed?: number;
  /** Receives messages for the user, about a stale lock for example. */
  readonly notice?: (text: string) => void;
}

/** The running stack. */
export interface LocalStack {
  /** Every variable that the functions and the client need; also in the file `env` of the folder. */
  readonly env: Env;
  readonly dir: string;
  /** For tests: pids, kill, reserved concurrency. */
  readonly lambda: LocalLambda;
  /** For tests: the queue of lost sends. */
  readonly lostSends: LocalSqs['queue'];
  readonly functionNames: readonly string[];
  readonly account: { readonly appid: string; readonly mchId: string; readonly balanceFen: number };
  /** Removes the file `env`, so that no further process joins. */
  hide(): Promise<void>;
  /** Shuts everything down, child processes included, and releases the lock. */
  close(): Promise<void>;
}

const ROOT = join(__dirname, '../..');

function functionSpecs(service: Service, functionsDir: string, env: Env, extra: Env): FunctionSpec[] {
  return service.functions.map(({ name, environment, ...limits }) => ({
    ...limits,
    name: service.functionPrefix + name,
    file: join(functionsDir, name, 'index.js'),
    handler: 'handler',
    environment: { ...service.environment, ...environment, ...env, ...extra },
  }));
}

/** The only list of variables; nothing else tells the functions that they run locally. */
function buildEnv(service: Service, paced: boolean, parts: Record<string, string>): Env {
  return {
    ...service.environment,
    ...parts,
    // Pacing protects WeChat's rate limit; locally it would only cost time, unless somebody wants to see it.
    ...(!paced && { SEND_SLOT_MS: '0' }),
    AWS_REGION: service.region,
    AWS_ACCESS_KEY_ID: DUMMY_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: DUMMY_CREDENTIALS.secretAccessKey,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    RED_PACK_FUNCTION_PREFIX: service.functionPrefix,
  };
}

async function startData(
  { ports = {} }: LocalStackOptions,
  dir: string,
  service: Service,
  nowMs: () => number,
  started: Started,
) {
  const { region, table } = service;
  const dynamodb = await startDynamoDb({
    path: join(dir, 'dynamodb'),
    table,
    region,
    nowMs,
    ...(ports.dynamodb !== undefined && { port: ports.dynamodb }),
  });
  started.push(() => dynamodb.close());
  const secrets = await startSecretsManager({
    file: join(dir, 'secrets.json'),
    region,
    nowMs,
    ...(ports.secretsManager !== undefined && { port: ports.secretsManager }),
  });
  started.push(() => secrets.close());
  return { dynamodb: dynamodb.endpoint, secrets: secrets.endpoint };
}

async function startWechatPay(options: LocalStackOptions, dir: string, started: Started) {
  const { ports = {} } = options;
  const opened = await openDemoAccount(dir);
  const { account } = opened;
  const { mchId, apiKey, balanceFen, appid, server, merchant, authority } = account;
  const sandbox = await startSandbox({
    tls: { key: server.privateKey, cert: server.certificate, clientCa: authority.certificate },
    accounts: [{ mchId, apiKey, balanceFen, appids: [appid], certificates: [merchant.certificate] }],
    ledgerFile: join(dir, 'sandbox-ledger'),
    ...(ports.sandbox !== undefined && { port: ports.sandbox }),
    ...(ports.sandboxAdmin !== undefined && { adminPort: ports.sandboxAdmin }),
    ...(options.sandboxSpeed !== undefined && { speed: options.sandboxSpeed }),
  }).catch((error: unknown) => {
    // One call opens two ports; Node's error says which one is in use.
    const port = isErrno(error, 'EADDRINUSE') && 'port' in error ? Number(error.port) : 0;
    throw describeListenError(error, 'WeChat Pay sandbox', port);
  });
  started.push(() => sandbox.close());
  return { ...opened, sandbox };
}

async function startAll(options: LocalStackOptions, dir: string, started: Started): Promise<LocalStack> {
  const service = await readService(options.serviceFile ?? join(ROOT, 'serverless.yml'), options.stage);
  const { account, caFile, isNew, sandbox } = await startWechatPay(options, dir, started);
  const data = await startData(options, dir, service, sandbox.nowMs, started);
  const { SECRET_PREFIX = 'red-pack/' } = service.environment;
  const { region } = service;
  await seedSecret({ endpoint: data.secrets, region, name: SECRET_PREFIX + account.appid, account, isNew });
  const functionEnv = buildEnv(service, options.paced ?? false, {
    WECHAT_PAY_HOSTS: sandbox.host,
    NODE_EXTRA_CA_CERTS: caFile,
    AWS_ENDPOINT_URL_DYNAMODB: data.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: data.secrets,
  });
  const functionsDir = resolve(ROOT, options.functionsDir ?? 'dist');
  const functions = functionSpecs(service, functionsDir, functionEnv, options.environment ?? {});
  const { lambda: port, sqs: sqsPort } = options.ports ?? {};
  const sqs = await startSqs({ region, ...(sqsPort !== undefined && { port: sqsPort }) });
  started.push(() => sqs.close());
  const lambda = await startLambda({
    ...options,
    functions,
    logsDir: join(dir, 'logs'),
    region,
    runtime: service.runtime,
    clockAheadMs: () => sandbox.nowMs() - Date.now(),
    onFailure: {
      queueArn: sqs.queueArn,
      lost: (event) => void sqs.queue.put(lostSendRecord(event, new Date(sandbox.nowMs()))),
    },
    ...(port !== undefined && { port }),
  });
  started.push(() => lambda.close());
  const env = {
    ...functionEnv,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    AWS_ENDPOINT_URL_SQS: sqs.endpoint,
    WECHAT_PAY_SANDBOX_ADMIN: sandbox.adminUrl,
  };
  const envFile = join(dir, 'env');
  const owner = await readHolder(join(dir, 'lock'));
  const hide = (): Promise<void> => removeEnvFile(envFile);
  started.push(hide);
  // Written last: a process that finds this file can rely on everything else.
  await writeEnvFile(envFile, env, owner === null ? undefined : nameOf(owner));
  const functionNames = functions.map(({ name }) => name);
  const { queue: lostSends } = sqs;
  return { env, dir, lambda, lostSends, functionNames, account, hide, close: () => endAll(started) };
}

/**
 * Starts everything that the functions need, for the lifetime of this process: DynamoDB, Secrets Manager, Lambda Invoke,
 * a WeChat Pay sandbox and an account in it. Their data is kept in the folder.
 * @throws LockedError if the folder is in use; Error if a port is.
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const dir = resolve(ROOT, options.dir ?? '.local');
  await mkdir(dir, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const unlock = await takeLock(join(dir, 'lock'), options.notice ?? (() => undefined));
  const started: Started = [unlock];
  return endIfFails(started, async () => {
    // A killed stack leaves this file behind, with addresses that no longer work.
    await removeEnvFile(join(dir, 'env'));
    return await startAll(options, dir, started);
  });
}
