import type { Context } from 'aws-lambda';
import {
  MerchantError,
  NotFoundError,
  ParamError,
  PlatformError,
  SpendingGuardError,
} from '../../../shared/api/errors';
import { type Call, serve } from '../../../shared/lambda/handler';
import { ENVELOPES, HTTP_ENVELOPES } from '../../fixtures/envelopes';

// Read when a logger is made, which `serve` does.
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';

const CONTEXT = {
  awsRequestId: '8f507cfc-0000-4000-8000-000000000000',
  functionName: 'red-pack-dev-sendRedPack',
  getRemainingTimeInMillis: () => 30_000,
} as Context;

const calls: Call[] = [];
const echo = serve(async (call) => {
  calls.push(call);
  return call.params;
});

function throwing(error: unknown) {
  return serve(() => Promise.reject(error))({}, CONTEXT);
}

beforeEach(() => {
  calls.length = 0;
});

describe('serve', () => {
  it('answers 200 with what the function gives', async () => {
    expect(await echo({ id: 'x' }, CONTEXT)).toEqual({ status: 200, data: { id: 'x' } });
  });

  it('hands on the params, the request id and the deadline', async () => {
    const before = Date.now();
    await echo(null, CONTEXT);
    const [call] = calls;
    expect(call).toMatchObject({ params: {}, eventId: null, requestId: CONTEXT.awsRequestId });
    expect(call?.deadline).toBeGreaterThanOrEqual(before + 30_000);
    expect(call?.deadline).toBeLessThanOrEqual(Date.now() + 30_000);
  });

  it('gives a deadline even where the context has no clock', async () => {
    const before = Date.now();
    await echo({}, { ...CONTEXT, getRemainingTimeInMillis: undefined } as unknown as Context);
    expect(calls[0]?.deadline).toBeGreaterThanOrEqual(before + 20_000);
    expect(calls[0]?.deadline).toBeLessThanOrEqual(Date.now() + 20_000);
  });

  it.each([
    [400, new ParamError('limit must be an integer.')],
    [400, new MerchantError('official_account_id has no usable payment certificate.')],
    [404, new NotFoundError('id names no red packet on record.')],
    [429, new SpendingGuardError('total_amount would pass the budget.')],
  ])('answers %d with one sentence in error_msg, and nothing else', async (status, error) => {
    expect(await throwing(error)).toEqual({ status, data: { error_msg: error.message } });
  });

  it.each([
    ['a fault of the platform', new PlatformError('DynamoDB GetItem failed: TimeoutError')],
    ['a fault of ours', new TypeError('x is not a function')],
    ['what is no Error', 'boom'],
  ])('throws %s, so that Lambda sees it', async (_, error) => {
    await expect(throwing(error)).rejects.toBe(error);
  });

  it('answers 415 before the function runs', async () => {
    for (const event of Object.values(ENVELOPES)) await echo(event, CONTEXT);
    await echo({}, {} as Context);
    await echo({}, undefined as unknown as Context);
    expect(calls).toEqual([]);
  });

  it.each(Object.entries(HTTP_ENVELOPES))(
    'answers %s so that its HTTP caller sees the 415',
    async (_, event) => {
      const answer = (await echo(event, CONTEXT)) as unknown as Record<string, unknown>;
      expect(answer).toMatchObject({ status: 415, statusCode: 415, data: { error_msg: expect.any(String) } });
      expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('application/json') });
      expect(JSON.parse(String(answer.body))).toEqual(answer.data);
    },
  );

  it('answers 415 to others without the fields of HTTP', async () => {
    const answer = await echo(ENVELOPES['Config rule'], CONTEXT);
    expect(Object.keys(answer).sort()).toEqual(['data', 'status']);
    expect(answer.status).toBe(415);
  });

  it('answers 415 to a batch of records with the name of each, so that its source keeps them', async () => {
    const Records = [{ messageId: 'm1' }, { messageId: 'm2' }];
    expect(await echo({ Records }, CONTEXT)).toEqual({
      status: 415,
      data: { error_msg: expect.stringContaining('"Records"') },
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
    expect(await echo({ Records, httpMethod: 'POST' }, CONTEXT)).toMatchObject({
      ...{ status: 415, statusCode: 415, body: expect.any(String) },
      batchItemFailures: [{ itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
  });
});
