import { HError, RedPack, type SendRedPackParams } from '../../../sdk/index';
import {
  answering,
  type Invocation,
  inTurn,
  type LambdaStage,
  lambdaStage,
  refusing,
  SEND,
  throwing,
} from '../support/lambda-harness';
import { PARAMS } from '../support/samples';

const PAID = { return_code: 'SUCCESS', mch_billno: 'b', send_listid: '1' };
const paid = answering(200, PAID);

let stage: LambdaStage;
/** What the client would have waited before its repeats; here it does not. */
const pauses: number[] = [];

async function serve(invocation: Invocation, timeoutMs?: number): Promise<RedPack> {
  stage = await lambdaStage(invocation);
  pauses.length = 0;
  return new RedPack({
    client: stage.client,
    sleep: async (ms) => void pauses.push(ms),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

/** The rejection of a send, which must be an HError of the documented shape. */
async function rejection(redPack: RedPack, params = SEND): Promise<HError> {
  const error: unknown = await redPack.sendRedPack(params).then(
    () => new Error('resolved'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HError);
  expect(error).toBeInstanceOf(Error);
  const { code, message } = error as HError;
  expect(Number.isInteger(code)).toBe(true);
  expect(message).toMatch(new RegExp(`^${code}: .`));
  return error as HError;
}

afterEach(() => stage.end());

describe('an answer of the function', () => {
  it.each([400, 404, 415, 429])(
    'of status %d rejects with it, its text and the key; it is not repeated',
    async (status) => {
      const data = { error_msg: 'total_num must be 1 for a normal red packet.' };
      const error = await rejection(await serve(answering(status, data)));
      expect(error).toMatchObject({
        code: status,
        message: `${status}: ${data.error_msg}`,
        idempotency_key: 'order-1',
      });
      expect(error.cause).toEqual({ status, data });
      expect(stage.invoked).toHaveLength(1);
      expect(pauses).toEqual([]);
    },
  );

  it('of another form is a fault of the function, not a success', async () => {
    for (const body of [
      '',
      'null',
      '"x"',
      '[]',
      '{}',
      '{"status":200}',
      '{"status":"200","data":{}}',
      'OK',
    ]) {
      const error = await rejection(await serve((res) => res.writeHead(200).end(body)));
      expect(error).toMatchObject({
        code: 500,
        message:
          '500: the function red-pack-dev-sendRedPack returned an unexpected response (expected { status, data })',
        idempotency_key: 'order-1',
      });
      await stage.end();
    }
    stage = await lambdaStage(paid);
  });
});

describe('what may pass is repeated with the same key, twice at most:', () => {
  it.each<[string, number, Invocation]>([
    ['the function threw', 500, throwing('DynamoDB PutItem failed: TimeoutError')],
    ['Lambda failed', 500, refusing(500, 'ServiceException')],
    ['Lambda was not there', 503, refusing(503, 'ServiceUnavailable')],
    ['the connection was closed', 600, (res) => res.destroy()],
    [
      'the answer was cut off',
      600,
      (res) => res.writeHead(200, { 'content-length': 100 }).write('{"st', () => res.destroy()),
    ],
  ])('%s', async (_, code, fault) => {
    const error = await rejection(await serve(fault));
    expect(error).toMatchObject({ code, idempotency_key: 'order-1' });
    expect(error.cause).toBeDefined();
    expect(stage.invoked.map(({ payload }) => payload)).toEqual(Array(3).fill(SEND));
  });

  it('after a pause of about 200 ms, then of about twice that, spread by half to either side', async () => {
    const firsts = new Set<number>();
    for (let sends = 0; sends < 10; sends += 1) {
      await rejection(await serve(throwing('x')));
      const [first = 0, second = 0] = pauses;
      expect(pauses).toHaveLength(2);
      expect(Math.min(first, second / 2)).toBeGreaterThanOrEqual(100);
      expect(Math.max(first, second / 2)).toBeLessThan(300);
      firsts.add(first);
      await stage.end();
    }
    expect(firsts.size).toBeGreaterThan(1);
    stage = await lambdaStage(paid);
  });

  it('and really waits, where nobody says otherwise', async () => {
    stage = await lambdaStage(inTurn(throwing('x'), paid));
    const startedAt = Date.now();
    await new RedPack({ client: stage.client }).sendRedPack(SEND);
    // Timers may come a millisecond early.
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(99);
  });

  it('and a key of the client’s own is kept through the repeats, and told', async () => {
    const error = await rejection(await serve(throwing('x')), PARAMS as unknown as SendRedPackParams);
    expect(new Set(stage.invoked.map(({ payload }) => payload.idempotency_key))).toEqual(
      new Set([error.idempotency_key]),
    );
    expect(error.idempotency_key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, Invocation]>([
    ['a throw', throwing('x')],
    ['a throttle', refusing(429, 'TooManyRequestsException')],
    ['a closed connection', (res) => res.destroy()],
  ])('the first success after %s is the answer', async (_, fault) => {
    const redPack = await serve(inTurn(fault, fault, paid));
    expect(await redPack.sendRedPack(SEND)).toEqual({ status: 200, data: PAID });
    expect(stage.invoked).toHaveLength(3);
  });

  it('throttles are not counted: a call that met many of them is still retried twice', async () => {
    const throttled = refusing(429, 'TooManyRequestsException');
    const fault = throwing('x');
    const redPack = await serve(inTurn(throttled, throttled, throttled, fault, throttled, fault, paid));
    expect(await redPack.sendRedPack(SEND)).toEqual({ status: 200, data: PAID });
    expect(stage.invoked.map(({ payload }) => payload)).toEqual(Array(7).fill(SEND));
    // A throttle after an answer of the function is a first one again.
    expect(pauses[4]).toBeLessThan(40);
  });

  it('reads are repeated too', async () => {
    const redPack = await serve(inTurn(throwing('x'), answering(200, { id: 'i' })));
    expect((await redPack.getSentRedPack('i')).data).toEqual({ id: 'i' });
  });
});

describe('timeouts and networks', () => {
  it.each<[string, Invocation]>([
    ['no answer', () => undefined],
    ['half an answer', (res) => void res.writeHead(200, { 'content-length': 100 }).write('{"status":200,')],
  ])('%s in time is 601, and has the key', async (_, silence) => {
    const error = await rejection(await serve(silence, 600));
    expect(error).toMatchObject({ code: 601, idempotency_key: 'order-1' });
    expect(error.cause).toBeDefined();
    expect(stage.invoked).toHaveLength(3);
  });

  it('nobody listening is 600', async () => {
    const redPack = await serve(paid);
    await stage.close();
    expect(await rejection(redPack)).toMatchObject({ code: 600, idempotency_key: 'order-1' });
    expect(stage.invoked).toEqual([]);
    stage = await lambdaStage(paid);
  });

  it('a function that is not there, or not allowed, is 600, for 404 means no such record; and is not repeated', async () => {
    for (const [status, type] of [
      [404, 'ResourceNotFoundException'],
      [403, 'AccessDeniedException'],
    ] as const) {
      const error = await rejection(await serve(refusing(status, type)));
      expect(error.code).toBe(600);
      expect(error.message).toContain(type);
      expect(stage.invoked).toHaveLength(1);
      await stage.end();
    }
    stage = await lambdaStage(paid);
  });
});

describe('what cannot be sent at all', () => {
  it('rejects as an HError too', async () => {
    const redPack = await serve(paid);
    const params = { ...SEND, total_amount: 1n as unknown as number };
    await rejection(redPack, params);
    expect(stage.invoked).toEqual([]);
  });
});
