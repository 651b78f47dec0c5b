import { randomUUID } from 'node:crypto';
import { type Contract, startContract } from '../contract/harness';
import { packet } from '../contract/packets';
import { eventBridgeEvent } from './events';
import { ExecutionEnvironment, type Overrides } from './execution-environment';
import { NAMES } from './functions';
import { fromHeader, type Report } from './runtime-api';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(() => contract.backends.dynamodb.reopen());
afterAll(() => contract?.close());

const ID = 'a'.repeat(24);

/** For each function params that lead it to its backends; without a line of its own it gets none. */
const EVENTS: Readonly<Record<string, object>> = {
  sendRedPack: packet(),
  getSentRedPack: { id: ID },
  getRedPackStatus: { id: ID },
};

async function inside<T>(
  name: string,
  overrides: Overrides,
  work: (environment: ExecutionEnvironment) => Promise<T>,
): Promise<T> {
  const environment = await ExecutionEnvironment.start(contract, name, overrides);
  try {
    return await work(environment);
  } finally {
    await environment.end();
  }
}

/** The error as Lambda gets it, once in the body and once for X-Ray. */
function errorOf({ kind, body, headers }: Report): { errorType: string; errorMessage: string } {
  expect(kind).toBe('error');
  const { trace, ...error } = JSON.parse(body);
  expect(trace).toEqual(expect.arrayContaining([expect.stringContaining(error.errorType)]));
  const xRay = JSON.parse(fromHeader(headers['lambda-runtime-function-xray-error-cause']));
  expect(xRay.exceptions).toMatchObject([{ type: error.errorType, message: error.errorMessage }]);
  return error;
}

describe('DynamoDB out of reach', () => {
  it.each(NAMES)('makes %s report an error that names it', async (name) => {
    contract.backends.dynamodb.shut();
    const report = await inside(name, {}, (environment) => environment.invoke(EVENTS[name] ?? {}));
    expect(errorOf(report)).toEqual({
      errorType: 'PlatformError',
      errorMessage: expect.stringMatching(/DynamoDB|claim/),
    });
  });

  it('leaves the key in the error of a send; the same process pays with it once DynamoDB is back', async () => {
    const event = packet({ idempotency_key: `订单-${randomUUID()}` });
    await inside('sendRedPack', {}, async (environment) => {
      contract.backends.dynamodb.shut();
      const { errorMessage } = errorOf(await environment.invoke(event));
      expect(errorMessage).toContain(`epeat only with key ${JSON.stringify(event.idempotency_key)}`);
      expect(await contract.sandbox.requests()).toEqual([]);
      contract.backends.dynamodb.reopen();
      const { data } = (await environment.answer(event)) as { data: Record<string, unknown> };
      expect(data).toMatchObject({ return_code: 'SUCCESS' });
      expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
    });
  });
});

describe('a missing environment variable', () => {
  it.each(NAMES)('is named in the error of %s', async (name) => {
    const overrides = { RECORDS_TABLE: undefined };
    const report = await inside(name, overrides, (environment) => environment.invoke(EVENTS[name] ?? {}));
    expect(errorOf(report)).toEqual({
      errorType: 'PlatformError',
      errorMessage: expect.stringContaining('RECORDS_TABLE'),
    });
  });
});

it('an EventBridge event with a wrong param is reported as an error, which Lambda retries and keeps', async () => {
  const event = eventBridgeEvent(packet({ idempotency_key: undefined, total_amount: 1.005 }));
  const report = await inside('sendRedPack', {}, (environment) => environment.invoke(event));
  expect(errorOf(report).errorMessage).toContain('total_amount');
});

it('a handler that the bundle does not export is reported as a failed start', async () => {
  const overrides = { _HANDLER: 'dist/sendRedPack/index.main' };
  const { body } = await inside('sendRedPack', overrides, ({ initError }) => initError);
  expect(JSON.parse(body)).toMatchObject({
    errorType: 'Runtime.HandlerNotFound',
    errorMessage: expect.stringContaining('index.main'),
  });
});
