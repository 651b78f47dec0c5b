import { type Contract, must, startContract } from '../contract/harness';
import { packet } from '../contract/packets';
import { ENVELOPES, HTTP_ENVELOPES } from '../fixtures/envelopes';
import { ExecutionEnvironment, type InvokeOptions } from './execution-environment';
import { NAMES } from './functions';

let contract: Contract;
const environments = new Map<string, ExecutionEnvironment>();
beforeAll(async () => {
  contract = await startContract();
  for (const name of NAMES) environments.set(name, await ExecutionEnvironment.start(contract, name));
});
afterAll(async () => {
  for (const environment of environments.values()) await environment.end();
  await contract?.close();
});

const REJECTED = { status: 415, data: { error_msg: expect.stringMatching(/^.+\.$/) } };

function of(name: string): ExecutionEnvironment {
  return must(environments.get(name), name);
}

/** The answer to what must be 415 without a byte to any backend. */
async function rejectionOf(name: string, event: unknown, options?: InvokeOptions) {
  const before = contract.touched();
  const { kind, body } = await of(name).invoke(event, options);
  expect({ kind, touched: contract.touched() - before }).toEqual({ kind: 'response', touched: 0 });
  const answer = JSON.parse(body) as Record<string, unknown>;
  expect(body).toBe(JSON.stringify(answer));
  return answer;
}

function has(event: unknown, ...fields: string[]): boolean {
  return typeof event === 'object' && event !== null && fields.some((field) => field in event);
}

const ALL = Object.entries(ENVELOPES);

/** Some authorizers and Bedrock agents also send what an HTTP front sends. */
const HTTP = ALL.filter(
  ([name, event]) => name in HTTP_ENVELOPES || has(event, 'requestContext', 'httpMethod'),
);
const OTHERS = ALL.filter((envelope) => !HTTP.includes(envelope));

describe.each(NAMES)('%s answers 415, before any backend is asked, to', (name) => {
  it.each(HTTP)('%s, in a form that its HTTP front passes on', async (_, event) => {
    const answer = await rejectionOf(name, event);
    expect(answer).toEqual({
      ...REJECTED,
      statusCode: 415,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(answer.data),
    });
  });

  it.each(OTHERS)('%s', async (_, event) => {
    const { batchItemFailures = [], ...answer } = await rejectionOf(name, event);
    expect({ answer, batchItemFailures }).toEqual({ answer: REJECTED, batchItemFailures: expect.any(Array) });
  });

  it.each(['AppSync resolver', 'AppSync batch resolver'])(
    'an event of %s, with the envelope alone',
    async (kind) => {
      expect(await rejectionOf(name, must(ENVELOPES[kind], kind))).toEqual(REJECTED);
    },
  );

  it.each([
    ['SQS message', '059f36b4-87a3-44ab-83d2-661975830a7d'],
    ['Kinesis data stream', '49590338'],
    ['DynamoDB stream', '1'],
  ])(
    'a batch of records, with the name of each, so that its source keeps it: %s',
    async (kind, itemIdentifier) => {
      expect(await rejectionOf(name, must(ENVELOPES[kind], kind))).toEqual({
        ...REJECTED,
        batchItemFailures: [{ itemIdentifier }],
      });
    },
  );

  it.each(['text', 0, true])('the event %j, which is no object', async (event) => {
    expect(await rejectionOf(name, event)).toEqual(REJECTED);
  });

  it('a bare list, as a batch of EventBridge Pipes: none of its records may be deleted', async () => {
    const batchItemFailures = [{ itemIdentifier: '' }, { itemIdentifier: 'm1' }];
    expect(await rejectionOf(name, [{}, { messageId: 'm1' }])).toEqual({ ...REJECTED, batchItemFailures });
    expect(await rejectionOf(name, [])).toEqual({ ...REJECTED, batchItemFailures: [] });
  });

  it('a mobile client', async () => {
    const clientContext = { client: { installation_id: 'i', app_title: '红包' }, custom: {}, env: {} };
    expect(await rejectionOf(name, {}, { clientContext })).toEqual(REJECTED);
  });

  it('a caller with an identity of Amazon Cognito', async () => {
    const cognitoIdentity = { cognitoIdentityId: 'ap-east-1:1', cognitoIdentityPoolId: 'ap-east-1:2' };
    expect(await rejectionOf(name, {}, { cognitoIdentity })).toEqual(REJECTED);
  });
});

/** Every function has its line here; a new one fails below until it gets one. */
const WITHOUT_PARAMS: Readonly<Record<string, object>> = {
  sendRedPack: { status: 400, data: { error_msg: expect.stringContaining('type') } },
  getSentRedPackList: {
    status: 200,
    data: { meta: { limit: 20, next: null, offset: 0, previous: null, total_count: 0 }, objects: [] },
  },
  getSentRedPack: { status: 400, data: { error_msg: expect.any(String) } },
  getRedPackStatus: { status: 400, data: { error_msg: expect.any(String) } },
  recoverRedPacks: { status: 200, data: { examined: 0, paid: 0, refused: 0, parked: 0, open: 0 } },
};

describe.each(NAMES)('%s', (name) => {
  it.each([null, {}])('answers the event %j as one without params', async (event) => {
    expect(await of(name).answer(event)).toEqual(must(WITHOUT_PARAMS[name], `what ${name} answers`));
  });
});

it('a param that is wrong is 400, before any backend is asked', async () => {
  const before = contract.touched();
  expect(await of('sendRedPack').answer(packet({ total_amount: 1.005 }))).toEqual({
    status: 400,
    data: { error_msg: expect.stringContaining('total_amount') },
  });
  expect(contract.touched()).toBe(before);
});
