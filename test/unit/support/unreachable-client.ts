/**
 * A process of its own for errors of real sockets: in Jest's realm no error of Node is an `instanceof Error`, and the
 * AWS SDK wraps it. Prints, for each case, the rejection and the number of retries.
 */
import { Agent, createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { type HError, RedPack } from '../../../sdk/index';

export interface Rejected {
  readonly code: number;
  readonly message: string;
  readonly retries: number;
}

type RequestHandler = NonNullable<ConstructorParameters<typeof LambdaClient>[0]>['requestHandler'];

async function rejection(client?: LambdaClient): Promise<Rejected> {
  let retries = 0;
  const sleep = async () => {
    retries += 1;
  };
  const redPack = new RedPack({ client, sleep });
  const { code, message }: HError = await redPack.getSentRedPackList().then(
    () => Promise.reject(new Error('resolved')),
    (reason: unknown) => reason as HError,
  );
  return { code, message, retries };
}

function clientOf(endpoint: string, requestHandler: RequestHandler = {}): LambdaClient {
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  return new LambdaClient({ endpoint, region: 'ap-east-1', credentials, requestHandler, maxAttempts: 1 });
}

/** Against a server on this machine that answers so. */
async function against(answer: (res: ServerResponse) => void): Promise<Rejected> {
  const server = createServer((_, res) => answer(res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const result = await rejection(clientOf(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  server.close();
  return result;
}

/** Its address never comes: the one way not to connect that needs no route and no full backlog. */
const silentLookup = new Agent({ lookup: () => undefined });

const failingLookup = new Agent({
  lookup: (hostname, _, callback) => {
    const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
    callback(Object.assign(error, { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname }), '', 4);
  },
});

async function main(): Promise<void> {
  const silent = { connectionTimeout: 300, httpAgent: silentLookup };
  const results = {
    neverConnects: await rejection(clientOf('http://lambda.test', silent)),
    unknownHost: await rejection(clientOf('http://nobody.test', { httpAgent: failingLookup })),
    refused: await rejection(clientOf('http://127.0.0.1:1')),
    closed: await against((res) => res.destroy()),
    cutOff: await against((res) =>
      res.writeHead(200, { 'content-length': 100 }).write('{"st', () => res.destroy()),
    ),
    noRegion: await rejection(),
    noCredentials: await rejection(new LambdaClient({ region: 'ap-east-1', maxAttempts: 1 })),
  };
  process.stdout.write(JSON.stringify(results));
}

void main();
