import { ENVELOPES, HTTP_ENVELOPES } from '../fixtures/envelopes';
import { CONTEXT, callDirectly } from './direct';
import { type Contract, FUNCTIONS, type FunctionName, type InvokeOptions, startContract } from './harness';
import { packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterAll(() => contract.close());

/** What each function would take, so that only the guard can stand in the way. */
const GOOD: Readonly<Record<FunctionName, () => Record<string, unknown>>> = {
  sendRedPack: packet,
  getSentRedPackList: () => ({ limit: 1 }),
  getSentRedPack: () => ({ id: 'a'.repeat(24) }),
  getRedPackStatus: () => ({ id: 'a'.repeat(24) }),
  recoverRedPacks: () => ({}),
};

const REFUSED = { status: 415, data: { error_msg: expect.stringMatching(/^.+\.$/) } };

async function expectUntouched(act: () => Promise<void>): Promise<void> {
  const before = contract.touched();
  await act();
  expect(contract.touched() - before).toBe(0);
}

function expect415(name: FunctionName, event: unknown, options?: InvokeOptions): Promise<void> {
  return expectUntouched(async () => {
    expect(await contract.invoke(name, event, options)).toMatchObject(REFUSED);
  });
}

describe('the proxies in front of the backends', () => {
  it('do see a send that goes through, all three of them', async () => {
    await contract.pay();
    const { dynamodb, secretsManager, weChatPay } = contract.backends;
    for (const { seen } of [dynamodb, secretsManager, weChatPay]) expect(seen.bytes).toBeGreaterThan(0);
  });
});

const SERVICE_ENVELOPES = Object.entries(ENVELOPES).filter(([name]) => !(name in HTTP_ENVELOPES));

describe.each(FUNCTIONS)('%s answers 415, before any backend is asked, to', (name) => {
  it.each(SERVICE_ENVELOPES)('%s', (_, event) =>
    expectUntouched(async () => {
      expect(await contract.invoke(name, event)).toMatchObject(REFUSED);
    }),
  );

  it.each(Object.entries(HTTP_ENVELOPES))('%s, in a way that the HTTP caller sees', (_, event) =>
    expectUntouched(async () => {
      const answer = await contract.invoke(name, event);
      expect(answer).toEqual({
        ...REFUSED,
        statusCode: 415,
        headers: expect.objectContaining({ 'content-type': expect.stringContaining('application/json') }),
        body: JSON.stringify(answer.data),
      });
    }),
  );

  it.each([[[]], [[{}]], ['text'], [''], [0], [1.5], [true], [false]])('the event %j, no object', (event) =>
    expect415(name, event),
  );

  it('good params inside an HTTP body', () =>
    expect415(name, { httpMethod: 'POST', headers: {}, body: JSON.stringify(GOOD[name]()) }));

  it('an invocation by a mobile client', () =>
    expect415(name, GOOD[name](), { clientContext: { client: { installation_id: 'x' } } }));
});

describe('good params smuggled beside the keys of', () => {
  const objects = Object.entries(ENVELOPES).filter(([, event]) => !Array.isArray(event));

  it.each(objects)('%s are 415, before any backend is asked', (_, event) =>
    expect415('sendRedPack', { ...packet(), ...(event as object) }),
  );

  it.each(objects)('%s in the detail of a custom event are 415', (_, event) =>
    expect415('sendRedPack', {
      ...{ id: 'smuggled', source: 'my.shop', 'detail-type': 'order paid' },
      detail: { ...packet(), ...(event as object) },
    }),
  );
});

describe('an EventBridge event', () => {
  const CUSTOM = {
    version: '0',
    id: 'e-1',
    source: 'my.shop',
    'detail-type': 'x',
    account: '1',
    region: 'r',
  };

  it.each([
    ['of AWS itself', { ...CUSTOM, source: 'aws.events' }],
    ['of another AWS service', { ...CUSTOM, source: 'aws.s3' }],
    ['without an id', { ...CUSTOM, id: undefined }],
    ['without a source', { ...CUSTOM, source: undefined }],
    ['without a detail-type', { ...CUSTOM, 'detail-type': undefined }],
  ])('%s is 415, whatever its detail holds', (_, event) =>
    expect415('sendRedPack', { ...event, detail: packet() }),
  );

  it.each([[null], ['text'], [[]], [1]])('whose detail is %j is 415', (detail) =>
    expect415('sendRedPack', { ...CUSTOM, detail }),
  );

  it('of one’s own is accepted: its detail holds the params', async () => {
    const { status, data } = await contract.invoke('getSentRedPackList', { ...CUSTOM, detail: { limit: 7 } });
    expect(status).toBe(200);
    expect(data.meta).toMatchObject({ limit: 7 });
  });
});

describe('a batch of records', () => {
  it.each([
    ['SQS message', ['059f36b4-87a3-44ab-83d2-661975830a7d']],
    ['Kinesis data stream', ['49590338']],
    ['DynamoDB stream', ['1']],
    ['Kafka, MSK', [{ partition: 'payouts-0', offset: 15 }]],
    ['Pipes batch of SQS messages', ['m1']],
  ])('is 415 with the name of every record, so that its source keeps them: %s', async (name, identifiers) => {
    const batchItemFailures = identifiers.map((itemIdentifier) => ({ itemIdentifier }));
    expect(await contract.invoke('sendRedPack', ENVELOPES[name])).toEqual({ ...REFUSED, batchItemFailures });
  });

  it('is also a bare list of good params, as a transformer of EventBridge Pipes makes it', () =>
    expectUntouched(async () => {
      const batchItemFailures = [{ itemIdentifier: '' }, { itemIdentifier: '' }];
      const answer = await contract.invoke('sendRedPack', [packet(), packet()]);
      expect(answer).toEqual({ ...REFUSED, batchItemFailures });
    }));
});

describe('a key that a tracer adds', () => {
  const _datadog = {
    'x-datadog-trace-id': '5827606813695714842',
    'x-datadog-parent-id': '4726693487091824375',
  };

  it('is ignored in a plain event', async () => {
    const { status, data } = await contract.send({ _datadog });
    expect({ status, data }).toMatchObject({ status: 200, data: { return_code: 'SUCCESS' } });
  });

  it('is ignored in the detail of an EventBridge event, and beside it', async () => {
    const detail = { ...packet({ idempotency_key: undefined }), _datadog };
    const event = {
      ...{ version: '0', id: 'cccccccc-1428-4cd3-a780-95db273d1601', 'detail-type': 'prize.won' },
      ...{ source: 'shop.lottery', account: '111122223333', time: '2026-11-27T00:00:00Z' },
      ...{ region: 'ap-southeast-1', resources: [], detail, _datadog },
    };
    const { status, data } = await contract.invoke('sendRedPack', event);
    expect({ status, data }).toMatchObject({ status: 200, data: { return_code: 'SUCCESS' } });
  });
});

describe('the context', () => {
  const identity = { cognitoIdentityId: 'eu-west-1:id', cognitoIdentityPoolId: 'eu-west-1:pool' };
  const contexts = {
    'a Cognito identity': { ...CONTEXT, identity },
    'a Cognito identity id alone': { ...CONTEXT, identity: { cognitoIdentityId: 'eu-west-1:id' } },
    'a mobile client context': { ...CONTEXT, clientContext: { client: { app_title: 'x' } } },
    'no request id': { ...CONTEXT, awsRequestId: undefined },
    'no function name': { ...CONTEXT, functionName: undefined },
    'nothing in it': {},
  };

  it.each(FUNCTIONS)('of %s refuses what is no invocation by a function', (name) =>
    expectUntouched(async () => {
      const cases = Object.values(contexts).map((context) => ({ event: GOOD[name](), context }));
      const absent = [{ event: GOOD[name]() }, { event: GOOD[name](), context: null }];
      const answers = await callDirectly(contract, name, [...cases, ...absent]);
      expect(answers).toHaveLength(8);
      for (const answer of answers) expect(answer).toEqual(REFUSED);
    }),
  );

  it('that names no caller lets the same call through', async () => {
    const context = { ...CONTEXT, identity: null, clientContext: { custom: { a: '1' } } };
    const [answer] = await callDirectly(contract, 'getSentRedPack', [
      { event: GOOD.getSentRedPack(), context },
    ]);
    expect(answer?.status).toBe(404);
  });

  it('may hold a client context without a client', async () => {
    const options = { clientContext: { custom: { trace: 'x' } } };
    expect((await contract.invoke('sendRedPack', packet(), options)).status).toBe(200);
  });
});

describe('null or no event', () => {
  it.each([null, undefined])('(%p) counts as {}', async (event) => {
    expect((await contract.invoke('getSentRedPackList', event)).data.meta).toMatchObject({
      limit: 20,
      offset: 0,
    });
    for (const name of ['sendRedPack', 'getSentRedPack', 'getRedPackStatus'] as const) {
      const { status, data } = await contract.invoke(name, event);
      expect({ name, status, data }).toEqual({ name, status: 400, data: { error_msg: expect.any(String) } });
    }
  });
});
