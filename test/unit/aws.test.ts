import type { ServerResponse } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { PlatformError } from '../../shared/api/errors';
import { SecretsManagerMerchants, secretsManagerClient } from '../../shared/merchant/merchants';
import { dynamoDBClient } from '../../shared/records/dynamodb';
import { type HttpTestServer, serveHttp } from '../kit/server';
import { until } from '../kit/until';

const ACCOUNT = { official_account_id: 'wx8888888888888888', gateway_type: 'weixin_tenpay' } as const;

const { env } = process;
let stages: HttpTestServer[];

beforeEach(() => {
  stages = [];
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' };
  process.env = { ...env, ...keys, AWS_REGION: 'ap-east-1' };
});

afterEach(async () => {
  process.env = env;
  await Promise.all(stages.map((stage) => stage.end()));
});

function get(table = 'records'): GetItemCommand {
  return new GetItemCommand({ TableName: table, Key: { id: { S: '1' } } });
}

/** How the server answers one try; tries are counted from 1. */
type Answer = (res: ServerResponse, tries: number, table: string) => void;

interface Service {
  tries: number;
  /** Tries whose connection the client has ended. */
  ended: number;
}

/** Plays an AWS service where the environment says that it is. */
async function serve(name: 'DYNAMODB' | 'SECRETS_MANAGER', answer: Answer): Promise<Service> {
  const service: Service = { tries: 0, ended: 0 };
  const stage = await serveHttp((body, req, res) => {
    service.tries += 1;
    req.socket.once('close', () => {
      service.ended += 1;
    });
    answer(res, service.tries, (JSON.parse(body) as { TableName?: string }).TableName ?? '');
  });
  stages.push(stage);
  process.env[`AWS_ENDPOINT_URL_${name}`] = stage.url;
  return service;
}

function stalls(res: ServerResponse): void {
  res.writeHead(200, { 'content-length': 100 }).write('{"It');
}

function dribbles(res: ServerResponse): void {
  const dribble = setInterval(() => res.write(' '), 200);
  res.on('close', () => clearInterval(dribble));
}

function answers(res: ServerResponse): void {
  res.end('{"Item":{"id":{"S":"1"}}}');
}

interface Failure {
  readonly error: unknown;
  readonly elapsedMs: number;
}

async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const startedAtMs = performance.now();
  const error = await call.then(
    () => new Error('resolved'),
    (reason: unknown) => reason,
  );
  return { error, elapsedMs: performance.now() - startedAtMs };
}

describe('a call to AWS whose response body stalls', () => {
  it('is tried three times, 3 s each, and rejects with a TimeoutError', async () => {
    const dynamoDB = await serve('DYNAMODB', stalls);
    const secretsManager = await serve('SECRETS_MANAGER', stalls);
    const merchants = new SecretsManagerMerchants(secretsManagerClient(), 'red-pack/');
    const [getItem, load] = await Promise.all([
      failureOf(dynamoDBClient().send(get())),
      failureOf(merchants.load(ACCOUNT)),
    ]);
    expect(getItem.error).toMatchObject({ name: 'TimeoutError', $metadata: { attempts: 3 } });
    expect(load.error).toBeInstanceOf(PlatformError);
    expect(load.error).toMatchObject({ cause: { name: 'TimeoutError', $metadata: { attempts: 3 } } });
    expect([dynamoDB.tries, secretsManager.tries]).toEqual([3, 3]);
    for (const { elapsedMs } of [getItem, load]) {
      // Timers may come a millisecond early.
      expect(elapsedMs).toBeGreaterThanOrEqual(3 * 2_990);
      expect(elapsedMs).toBeLessThan(12_000);
    }
  });

  it('succeeds when the next try is answered', async () => {
    const dynamoDB = await serve('DYNAMODB', (res, tries) => (tries === 1 ? stalls : answers)(res));
    expect((await dynamoDBClient().send(get())).Item).toEqual({ id: { S: '1' } });
    expect(dynamoDB.tries).toBe(2);
  });
});

describe('one try of a call to AWS', () => {
  const endless: Readonly<Record<string, (res: ServerResponse) => void>> = {
    'stalling-body': stalls,
    'dribbling-body': dribbles,
    'no-body': (res) => res.writeHead(200).flushHeaders(),
    'late-head': (res) => void setTimeout(() => stalls(res), 2_000),
    'stalling-error': (res) => void res.writeHead(400, { 'content-length': 100 }).write('{"__ty'),
  };

  it('ends 3 s after it began, and its connection too, however its body fails to end', async () => {
    const dynamoDB = await serve('DYNAMODB', (res, _tries, table) => endless[table]?.(res));
    const client = dynamoDBClient(1);
    const timeout = expect.objectContaining({ name: 'TimeoutError' });
    const check = async (table: string): Promise<void> => {
      const { error, elapsedMs } = await failureOf(client.send(get(table)));
      expect({ table, error }).toEqual({ table, error: timeout });
      // Timers may come a millisecond early.
      expect(elapsedMs).toBeGreaterThanOrEqual(2_990);
      // One that began again with the late head would end after 5 s.
      expect(elapsedMs).toBeLessThan(4_900);
    };
    await Promise.all(Object.keys(endless).map(check));
    await until(() => dynamoDB.ended >= 5);
    expect(dynamoDB).toEqual({ tries: 5, ended: 5 });
  });

  it.each<[string, Answer]>([
    ['was answered', answers],
    ['was refused', (res) => res.writeHead(400).end('{"__type":"ValidationException"}')],
    ['lost its connection', (res) => void res.write('{"It', () => res.destroy())],
  ])('leaves no timers behind when it %s', async (_, answer) => {
    await serve('DYNAMODB', answer);
    const client = dynamoDBClient(1);
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    for (let calls = 0; calls < 20; calls += 1) await failureOf(client.send(get()));
    // Jest and the SDK have a few of their own that come and go.
    expect(timers()).toBeLessThan(before + 10);
  });
});
