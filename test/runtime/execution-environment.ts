import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { containerEnvironment } from '../../scripts/local/lambda/function-spec';
import { runtimePrograms } from '../../scripts/runtime/packages';
import type { Contract } from '../contract/harness';
import { tempFolder } from '../kit/folder';
import { ROOT } from '../kit/process';
import { functionNamed, RUNTIME } from './functions';
import { Output, TELEMETRY_FD } from './output';
import { type Report, RuntimeApi } from './runtime-api';

// Read here, so that a suite without them fails at once, with one sentence.
const PROGRAMS = runtimePrograms();

const PRELOAD = join(__dirname, 'client/preload.mts');
const DEFAULT_TIME_LEFT_MS = 30_000;

export interface InvokeOptions {
  readonly requestId?: string;
  readonly timeLeftMs?: number;
  /** As a caller of Lambda Invoke sends it. */
  readonly clientContext?: object;
  /** As Lambda adds it for a caller with an identity of Amazon Cognito. */
  readonly cognitoIdentity?: object;
}

/** Variables over those of the local stack; `undefined` takes one away. */
export type Overrides = Readonly<Record<string, string | undefined>>;

/**
 * A function as Lambda runs it: the files of its zip alone in a folder, the Node that serverless.yml names, AWS's
 * runtime client, and a Runtime API of its own. `end()` it.
 */
export class ExecutionEnvironment {
  readonly output: Output;
  /** The exit code or the signal. */
  private readonly exited: Promise<string>;

  private constructor(
    private readonly api: RuntimeApi,
    private readonly child: ChildProcess,
    private readonly taskRoot: string,
  ) {
    this.output = new Output(child);
    // Not 'exit': its last words may still be on their way then.
    this.exited = once(child, 'close').then(([code, signal]) => String(signal ?? code));
  }

  static async start(
    contract: Contract,
    name: string,
    overrides: Overrides = {},
  ): Promise<ExecutionEnvironment> {
    const taskRoot = await tempFolder();
    for (const file of functionNamed(name).files) await cp(join(ROOT, file), join(taskRoot, file));
    const api = await RuntimeApi.start();
    const child = spawn(PROGRAMS.node, ['--import', PRELOAD, PROGRAMS.runtimeClient], {
      cwd: taskRoot,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      env: {
        ...variables(contract, name),
        LAMBDA_TASK_ROOT: taskRoot,
        LAMBDA_RUNTIME_DIR: dirname(PROGRAMS.runtimeClient),
        AWS_LAMBDA_RUNTIME_API: api.hostPort,
        _LAMBDA_TELEMETRY_LOG_FD: String(TELEMETRY_FD),
        ...overrides,
      },
    });
    return new ExecutionEnvironment(api, child, taskRoot);
  }

  /**
   * Resolves with what the function reports of the event.
   * @throws Error when its time is up, or when its process ends.
   */
  async invoke(event: unknown, options: InvokeOptions = {}): Promise<Report> {
    const { requestId = randomUUID(), timeLeftMs = DEFAULT_TIME_LEFT_MS } = options;
    const headers = contextHeaders(options);
    const ended = this.exited.then((how) => {
      throw new Error(`the process ended with ${how}:\n${this.output.text()}`);
    });
    const reported = this.api.invoke({ requestId, event: JSON.stringify(event), timeLeftMs, headers });
    return Promise.race([reported, ended]);
  }

  /** The answer of an event, parsed. @throws Error when the function threw. */
  async answer(event: unknown, options?: InvokeOptions): Promise<Record<string, unknown>> {
    const { kind, body } = await this.invoke(event, options);
    if (kind !== 'response') throw new Error(`the function threw: ${body}`);
    return JSON.parse(body) as Record<string, unknown>;
  }

  /** What the function reports if it cannot start. */
  get initError(): Promise<Report> {
    return this.api.initError;
  }

  /** Stops the process, as Lambda does between two events, until `thaw()`. */
  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
    await this.api.close();
    await rm(this.taskRoot, { recursive: true });
  }
}

/** What the function finds in its environment at AWS; its backends are the contract's own. */
function variables({ stack, backends }: Contract, name: string): NodeJS.ProcessEnv {
  const { handler, memoryMb } = functionNamed(name);
  const spec = {
    name: `${stack.env.RED_PACK_FUNCTION_PREFIX}${name}`,
    ...{ file: handler, handler: 'handler', timeoutMs: DEFAULT_TIME_LEFT_MS, memoryMb },
    environment: {
      ...stack.env,
      AWS_ENDPOINT_URL_DYNAMODB: `http://${backends.dynamodb.hostPort}`,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${backends.secretsManager.hostPort}`,
      WECHAT_PAY_HOSTS: backends.weChatPay.hostPort,
    },
  };
  return { ...containerEnvironment(spec, RUNTIME, 1), _HANDLER: handler };
}

function contextHeaders({ clientContext, cognitoIdentity }: InvokeOptions): Record<string, string> {
  return {
    'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:ap-southeast-1:000000000000:function:red-pack',
    'Lambda-Runtime-Trace-Id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0',
    ...(clientContext && { 'Lambda-Runtime-Client-Context': JSON.stringify(clientContext) }),
    ...(cognitoIdentity && { 'Lambda-Runtime-Cognito-Identity': JSON.stringify(cognitoIdentity) }),
  };
}
