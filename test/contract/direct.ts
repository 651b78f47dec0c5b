import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Contract, Envelope, FunctionName } from './harness';

/** Loads a bundle in a bare Node and calls its handler once per case, with the context of the case. */
const SCRIPT = `
process.once('message', async ({ file, cases }) => {
  const { handler } = require(file);
  const answers = [];
  for (const { event, context } of cases) {
    answers.push(await handler(event, context).catch((error) => ({ thrown: error.message })));
  }
  process.send(answers, () => process.exit(0));
});
`;

export interface DirectCase {
  readonly event?: unknown;
  readonly context?: object | null;
}

/** The envelope, or the message of what was thrown. */
export type DirectAnswer = Partial<Envelope> & { readonly thrown?: string };

/** A context as the runtime makes it, but for what a test changes; JSON can carry everything that the guard examines. */
export const CONTEXT = {
  awsRequestId: '6f1d9a3e-0f43-4f5e-9c11-3a2f6b1f0a01',
  functionName: 'red-pack-dev-sendRedPack',
  functionVersion: '$LATEST',
  memoryLimitInMB: '256',
  invokedFunctionArn: 'arn:aws:lambda:ap-southeast-1:000000000000:function:red-pack-dev-sendRedPack',
};

/**
 * What a function answers to calls that no Invoke could make. Its backends are the contract's own.
 * @param without variables that the function is not to have
 */
export async function callDirectly(
  contract: Contract,
  name: FunctionName,
  cases: readonly DirectCase[],
  without: readonly string[] = [],
): Promise<DirectAnswer[]> {
  const { dynamodb, secretsManager, weChatPay } = contract.backends;
  const env: NodeJS.ProcessEnv = {
    ...contract.stack.env,
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamodb.hostPort}`,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://${secretsManager.hostPort}`,
    WECHAT_PAY_HOSTS: weChatPay.hostPort,
  };
  for (const variable of without) delete env[variable];
  const child = spawn(process.execPath, ['-e', SCRIPT], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env,
  });
  child.send({ file: join(__dirname, '../../dist', name, 'index.js'), cases });
  return new Promise((resolve, reject) => {
    child.once('message', (answers) => resolve(answers as DirectAnswer[]));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} and no answer`)));
  });
}
