import type { Context } from 'aws-lambda';
import {
  MerchantError,
  NotFoundError,
  ParamError,
  PlatformError,
  type RedPackError,
  SpendingGuardError,
} from '../../../shared/api/errors';
import { serve } from '../../../shared/lambda/handler';
import { ENVELOPES } from '../../fixtures/envelopes';

const CONTEXT = {
  awsRequestId: '8f507cfc-0000-4000-8000-000000000000',
  functionName: 'red-pack-dev-sendRedPack',
  getRemainingTimeInMillis: () => 30_000,
} as Context;

/** An event of a bus of the customer's own. */
const CUSTOM = { id: 'e1', source: 'shop.orders', 'detail-type': 'OrderPaid', detail: {} };

interface Line {
  readonly level: string;
  readonly message: string;
  readonly status?: unknown;
  readonly error_msg?: unknown;
  readonly error?: { readonly name: string };
}

const lines: Line[] = [];

function record(chunk: unknown): boolean {
  lines.push(JSON.parse(String(chunk)) as Line);
  return true;
}

beforeEach(() => {
  lines.length = 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(record);
  jest.spyOn(process.stderr, 'write').mockImplementation(record);
});
afterEach(() => jest.restoreAllMocks());

function failing(error: unknown, event: unknown) {
  return serve(() => Promise.reject(error))(event, CONTEXT);
}

const passing = serve(() => Promise.resolve({}));

const REFUSALS: [number, RedPackError][] = [
  [400, new ParamError('limit must be an integer.')],
  [400, new MerchantError('official_account_id has no usable payment certificate.')],
  [404, new NotFoundError('id names no red packet on record.')],
  [429, new SpendingGuardError('total_amount would pass the budget.')],
];

describe('an EventBridge event, whose answer nobody reads', () => {
  it.each(REFUSALS)(
    'throws a refusal of %d as it is, so that Lambda retries and keeps it: %p',
    async (status, error) => {
      await expect(failing(error, CUSTOM)).rejects.toBe(error);
      expect(lines).toMatchObject([
        {
          level: 'ERROR',
          message: 'invocation failed',
          status,
          error_msg: error.message,
          error: { name: error.name },
        },
      ]);
    },
  );

  it.each([
    ['of AWS itself, as of a schedule without an input', ENVELOPES['scheduled rule without an input']],
    ['without an id', { ...CUSTOM, id: undefined }],
    ['without an object in its detail', { ...CUSTOM, detail: 'x' }],
    ['with a param beside its detail', { ...CUSTOM, limit: 1 }],
    ['with the fields of another service in its detail', { ...CUSTOM, detail: { Records: [] } }],
  ])('that is %s is answered with 415 and logged at ERROR', async (_, event) => {
    expect(await passing(event, CONTEXT)).toMatchObject({ status: 415 });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'invocation rejected', status: 415 }]);
  });

  it('keeps the fields of HTTP if it has those of an HTTP request', async () => {
    const event = { ...CUSTOM, httpMethod: 'POST' };
    expect(await passing(event, CONTEXT)).toMatchObject({ status: 415, statusCode: 415 });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'invocation rejected', status: 415 }]);
  });
});

describe('a plain event, which may be asynchronous', () => {
  it.each(REFUSALS)(
    'is answered with a refusal of %d, logged at ERROR for the fault of an account: %p',
    async (status, error) => {
      expect(await failing(error, {})).toEqual({ status, data: { error_msg: error.message } });
      const isOfAccount = error instanceof MerchantError || error instanceof SpendingGuardError;
      const level = isOfAccount ? 'ERROR' : 'WARN';
      expect(lines).toMatchObject([
        { level, message: 'invocation rejected', status, error_msg: error.message },
      ]);
    },
  );

  it.each([
    ['a fault of the platform', new PlatformError('DynamoDB GetItem failed: TimeoutError')],
    ['a fault of ours', new TypeError('x is not a function')],
  ])('logs %s at ERROR with its stack', async (_, error) => {
    await expect(failing(error, {})).rejects.toBe(error);
    const { name, stack } = error;
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'invocation failed',
        status: 500,
        error_msg: error.message,
        error: { name, stack },
      },
    ]);
  });

  it('logs what is no Error', async () => {
    await expect(failing('boom', {})).rejects.toBe('boom');
    expect(lines).toMatchObject([
      { level: 'ERROR', message: 'invocation failed', status: 500, error_msg: 'boom' },
    ]);
  });
});

describe('an event of another service', () => {
  it.each([
    'SQS message',
    'Kinesis data stream',
    'DynamoDB stream',
    'SNS notification',
    'S3 object created',
    'Kafka, MSK',
    'Pipes batch of SQS messages',
  ])('is logged at ERROR when its source would delete the records: %s', async (name) => {
    expect(await passing(ENVELOPES[name], CONTEXT)).toMatchObject({ status: 415 });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'invocation rejected', status: 415 }]);
  });

  it('is logged at ERROR when Pipes would delete what their transformer made of the records', async () => {
    const batchItemFailures = [{ itemIdentifier: '' }, { itemIdentifier: '' }];
    const event = [{ total_amount: 1 }, 'x'];
    expect(await passing(event, CONTEXT)).toMatchObject({ status: 415, batchItemFailures });
    expect(lines).toMatchObject([{ level: 'ERROR', message: 'invocation rejected', status: 415 }]);
  });

  it.each([
    'API Gateway REST proxy',
    'Lex V2',
    'Client VPN connection handler, schema v3',
    'AppSync batch resolver',
  ])('is logged at WARN when somebody reads the answer: %s', async (name) => {
    expect(await passing(ENVELOPES[name], CONTEXT)).toMatchObject({ status: 415 });
    expect(lines).toMatchObject([{ level: 'WARN', message: 'invocation rejected', status: 415 }]);
  });
});

describe('an openid', () => {
  const OPENID = 'oTEST0000-0000_00000000000A0';

  it.each([
    ['as a key beside the detail', { ...CUSTOM, [OPENID]: 1 }],
    ['as the only key', { [OPENID]: {}, Records: [] }],
  ])('%s reaches neither the log nor the answer', async (_, event) => {
    const answer = await passing(event, CONTEXT);
    expect(answer.status).toBe(415);
    expect(JSON.stringify([answer, lines])).not.toContain(OPENID);
  });
});
