import { join } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { readService, type Service } from '../scripts/local/service-file';
import type { ClientConfig, Connection } from './connection';
import { CommandError, describeError } from './errors';
import type { Io } from './io';

const SERVICE_FILE = join(__dirname, '../serverless.yml');

/** What a deploy of this stack from this folder would set, params of the command line apart. */
export function plannedService(stack: string): Promise<Service> {
  // The stage is what follows the last "-"; the service's own name may contain some.
  return readService(SERVICE_FILE, stack.slice(stack.lastIndexOf('-') + 1));
}

type Variables = Readonly<Record<string, string>>;

/** Endpoints that the environment redirects: the calls then do not reach AWS, which the operator must see. */
function redirections(): string {
  const names = Object.keys(process.env).filter(
    (name) => /^AWS_ENDPOINT_URL/.test(name) && process.env[name],
  );
  return names.length === 0 ? '' : `; the environment redirects ${names.sort().join(', ')}`;
}

/** A deployed stack, reached with the usual credentials. @throws CommandError without a region */
export async function connectToAws(name: string, given: string | undefined, io: Io): Promise<Connection> {
  const config: ClientConfig = given === undefined ? {} : { region: given };
  const lambda = new LambdaClient(config);
  const region = await lambda.config.region().catch((cause: unknown) => {
    throw new CommandError('No AWS region is set: give --region, or set AWS_REGION.', { cause });
  });
  io.err(`Stack: ${name} on AWS in ${region}${redirections()}.`);
  let deployed: Promise<Variables> | undefined;
  const environment = (): Promise<Variables> => {
    deployed ??= functionEnvironment(lambda, `${name}-sendRedPack`);
    return deployed;
  };
  let known: Promise<Variables> | undefined;
  return {
    name,
    isLocal: false,
    clientConfig: () => config,
    environment,
    settings: () => {
      known ??= settings(name, environment, io);
      return known;
    },
    weChatPayCa: undefined,
    logsDir: undefined,
    close: () => Promise.resolve(lambda.destroy()),
  };
}

async function functionEnvironment(client: LambdaClient, name: string): Promise<Record<string, string>> {
  try {
    const command = new GetFunctionConfigurationCommand({ FunctionName: name });
    return (await client.send(command)).Environment?.Variables ?? {};
  } catch (cause) {
    const why = describeError(cause);
    throw new CommandError(`The configuration of ${name} could not be read: ${why}`, { cause });
  }
}

/** The deployed functions' variables, or those that a deploy from this folder would give them. */
async function settings(name: string, environment: Connection['environment'], io: Io): Promise<Variables> {
  try {
    return await environment();
  } catch (error) {
    const { cause } = error as Error;
    const code = cause instanceof Error ? cause.name : '';
    if (code !== 'ResourceNotFoundException' && code !== 'AccessDeniedException') throw error;
    const why =
      code === 'AccessDeniedException' ? 'may not be read with these credentials' : 'does not exist yet';
    io.err(`${name}-sendRedPack ${why}: using the settings of serverless.yml.`);
    return (await plannedService(name)).environment;
  }
}
