import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { awsNow } from '../../shared/aws';
import { dynamoDBClient } from '../../shared/records/dynamodb';
import { type HttpTestServer, serveHttp } from '../kit/server';
import { answeredBy } from './support/aws-host';

const GET = new GetItemCommand({ TableName: 'records', Key: { id: { S: '1' } } });
const HOUR_MS = 3_600_000;

const { env } = process;
type Variables = Readonly<Record<string, string>>;
const ENVIRONMENT = { ...env, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', AWS_REGION: 'ap-east-1' };
let stage: HttpTestServer;
let isReached: boolean;
/** The header of the next response; without one when null. */
let date: string | null;
let status: number;
/** What happens between a question and its answer. */
let meanwhile: () => void;

beforeAll(async () => {
  stage = await serveHttp((_body, _req, res) => {
    isReached = true;
    meanwhile();
    res.sendDate = false;
    if (date !== null) res.setHeader('date', date);
    res.writeHead(status).end('{}');
  });
});

beforeEach(() => {
  status = 200;
  meanwhile = () => undefined;
});

afterEach(() => {
  jest.restoreAllMocks();
});

afterAll(async () => {
  process.env = env;
  await stage.end();
});

/** One response of AWS, whose clock is so far ahead of this host's. */
async function respond(aheadMs: number, variables?: Variables): Promise<void> {
  await respondWith(new Date(Date.now() + aheadMs).toUTCString(), variables);
}

/** @param variables what the environment says of the endpoint; nothing where it is the region's own */
async function respondWith(header: string | null, variables: Variables = {}): Promise<void> {
  date = header;
  isReached = false;
  process.env = { ...ENVIRONMENT, ...variables };
  const client = answeredBy(stage.url, dynamoDBClient(1));
  await client.send(GET).catch(() => undefined);
  expect(isReached).toBe(true);
}

/** The header has whole seconds, and the response took a moment. */
function expectAhead(aheadMs: number): void {
  expect(Math.abs(awsNow() - Date.now() - aheadMs)).toBeLessThan(3_000);
}

function expectTimeOfThisHost(): void {
  const beforeMs = Date.now();
  const nowMs = awsNow();
  expect(nowMs).toBeGreaterThanOrEqual(beforeMs);
  expect(nowMs).toBeLessThanOrEqual(Date.now());
}

describe('the time of AWS', () => {
  it('is this host’s before the first response', () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_735_689_600_123);
    expect(awsNow()).toBe(1_735_689_600_123);
  });

  it.each([
    ['an hour ahead', HOUR_MS],
    ['an hour behind', -HOUR_MS],
    ['65 s ahead', 65_000],
    ['65 s behind', -65_000],
  ])('is the server’s when its Date is %s', async (_, ahead) => {
    await respond(ahead);
    expectAhead(ahead);
  });

  it.each([
    ['as this host’s', 0],
    ['55 s ahead', 55_000],
    ['55 s behind', -55_000],
  ])('is this host’s again when the next Date is %s', async (_, ahead) => {
    await respond(HOUR_MS);
    await respond(ahead);
    expectTimeOfThisHost();
  });

  it('is learned from a refusal too, such as one for a signature that has expired', async () => {
    status = 400;
    await respond(HOUR_MS);
    expectAhead(HOUR_MS);
  });

  it.each([
    null,
    '',
    'soon',
    '1',
    '2030-01-01T00:00:00Z',
    'Tue, 01 Jan 2030 00:00:00',
    'Wed, 01 Jan 2030 00:00:00 GMT',
  ])('stays what it was after the Date %j', async (header) => {
    await respond(HOUR_MS);
    await respondWith(header);
    expectAhead(HOUR_MS);
    await respond(0);
    await respondWith(header);
    expectTimeOfThisHost();
  });

  it('is not mistaken when this process was frozen for an hour between question and answer', async () => {
    await respond(0);
    const now = Date.now;
    const header = new Date().toUTCString();
    meanwhile = () => void jest.spyOn(Date, 'now').mockImplementation(() => now() + HOUR_MS);
    await respondWith(header);
    expectTimeOfThisHost();
  });
});

describe('a stand-in for AWS, which has this host’s clock', () => {
  const STAND_INS = [
    'http://127.0.0.1:8000',
    'http://localhost:4566',
    'http://amazonaws.com',
    'http://dynamodb.ap-east-1.amazonaws.com.example.org',
  ];

  it.each(STAND_INS)('puts a clock right that is behind: %s', async (AWS_ENDPOINT_URL_DYNAMODB) => {
    await respond(HOUR_MS, { AWS_ENDPOINT_URL_DYNAMODB });
    expectAhead(HOUR_MS);
    await respond(0, { AWS_ENDPOINT_URL_DYNAMODB });
    expectTimeOfThisHost();
  });

  it.each(STAND_INS)('leaves a clock alone that a test has put forward: %s', async (url) => {
    await respond(-HOUR_MS, { AWS_ENDPOINT_URL_DYNAMODB: url });
    expectTimeOfThisHost();
  });
});

describe('AWS itself', () => {
  it.each<[string, Variables]>([
    ['of a region', { AWS_REGION: 'eu-west-1' }],
    ['of a region in China', { AWS_REGION: 'cn-north-1' }],
    ['over IPv6', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
    ['in a VPC', { AWS_ENDPOINT_URL_DYNAMODB: 'https://vpce-0a.dynamodb.ap-east-1.vpce.amazonaws.com' }],
  ])('puts a clock right that is behind or ahead: %s', async (_, variables) => {
    for (const aheadMs of [HOUR_MS, -HOUR_MS]) {
      await respond(aheadMs, variables);
      expectAhead(aheadMs);
    }
  });
});
