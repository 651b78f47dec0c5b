import { createHash } from 'node:crypto';

/** One function of the local Lambda. */
export interface FunctionSpec {
  /** Full name, `red-pack-dev-sendRedPack`. */
  readonly name: string;
  /** Absolute path of the bundle. */
  readonly file: string;
  /** Export of the bundle. */
  readonly handler: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Most concurrent executions; absent for no limit. */
  readonly reservedConcurrency?: number;
  /** The handler's environment, besides Lambda's own variables and `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One event to be run by a handler. */
export interface Job {
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** JSON text of `context.clientContext`. */
  readonly clientContext?: string;
  readonly arn: string;
}

/** The result of an invocation; `payload` is JSON text, of an error object if `failed`. */
export interface InvocationResult {
  readonly failed: boolean;
  readonly payload: string;
  /** The function's output during the invocation, with Lambda's START, END and REPORT lines. */
  readonly log: string;
}

/** Identifies a container, so that a test can kill it. */
export interface ContainerInfo {
  readonly functionName: string;
  readonly pid: number;
  readonly requestId: string | null;
}

const ACCOUNT_ID = '000000000000';

export function arnOf(region: string, functionName: string): string {
  return `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${functionName}`;
}

/**
 * The environment of a container: Lambda's own variables override the function's. Of this process only `PATH` is passed
 * on, so that a developer's AWS profile or key never reaches a handler.
 */
export function containerEnvironment(spec: FunctionSpec, runtime: string, serial: number): NodeJS.ProcessEnv {
  const stream = createHash('sha256').update(`${spec.name} ${serial} ${process.pid}`).digest('hex');
  return {
    PATH: process.env.PATH,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...spec.environment,
    _HANDLER: `index.${spec.handler}`,
    AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${stream.slice(0, 32)}`,
  };
}
