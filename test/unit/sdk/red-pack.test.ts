import { HError, isHError, RedPack, type SendRedPackParams } from '../../../sdk/index';
import { answering, type Invocation, type LambdaStage, lambdaStage } from '../support/lambda-harness';
import { PARAMS } from '../support/samples';

const SEND = PARAMS as unknown as SendRedPackParams;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const PAID = { return_code: 'SUCCESS', mch_billno: 'b', send_listid: '1' };

let stage: LambdaStage;

async function serve(invocation: Invocation): Promise<RedPack> {
  stage = await lambdaStage(invocation);
  return new RedPack({ client: stage.client });
}

function keys(): unknown[] {
  return stage.invoked.map(({ payload }) => payload.idempotency_key);
}

afterEach(async () => {
  await stage.end();
  delete process.env.RED_PACK_FUNCTION_PREFIX;
});

describe('the client', () => {
  it('resolves with status and data, as the original does', async () => {
    const redPack = await serve(answering(200, PAID));
    expect(await redPack.sendRedPack(SEND)).toEqual({ status: 200, data: PAID });
  });

  it('resolves also when WeChat refused or the outcome is open', async () => {
    const data = { err_code: 'NOTENOUGH', err_code_des: 'x', outcome: 'retry', id: 'i', mch_billno: 'b' };
    const redPack = await serve(answering(200, data));
    expect(await redPack.sendRedPack(SEND)).toEqual({ status: 200, data });
  });

  it('invokes each function by its name, waits for its answer, and hands the params over', async () => {
    const redPack = await serve(answering(200, {}));
    await redPack.getSentRedPackList();
    await redPack.getSentRedPackList({ limit: 5, offset: 10 });
    await redPack.getSentRedPack('0123');
    await redPack.getRedPackStatus({ mch_billno: 'b' });
    await redPack.getRedPackStatus({ id: '0123' });
    const sync = { invocationType: 'RequestResponse' };
    expect(stage.invoked).toEqual([
      { ...sync, functionName: 'red-pack-dev-getSentRedPackList', payload: {} },
      { ...sync, functionName: 'red-pack-dev-getSentRedPackList', payload: { limit: 5, offset: 10 } },
      { ...sync, functionName: 'red-pack-dev-getSentRedPack', payload: { id: '0123' } },
      { ...sync, functionName: 'red-pack-dev-getRedPackStatus', payload: { mch_billno: 'b' } },
      { ...sync, functionName: 'red-pack-dev-getRedPackStatus', payload: { id: '0123' } },
    ]);
  });

  it('takes the prefix from its options, else from the environment', async () => {
    await serve(answering(200, PAID));
    process.env.RED_PACK_FUNCTION_PREFIX = 'shop-prod-';
    await new RedPack({ client: stage.client }).sendRedPack(SEND);
    await new RedPack({ client: stage.client, functionPrefix: 'x-' }).sendRedPack(SEND);
    const names = stage.invoked.map(({ functionName }) => functionName);
    expect(names).toEqual(['shop-prod-sendRedPack', 'x-sendRedPack']);
  });

  it('takes single functions by name or ARN', async () => {
    await serve(answering(200, PAID));
    const arn = 'arn:aws:lambda:ap-east-1:111122223333:function:pay:live';
    await new RedPack({ client: stage.client, functionNames: { sendRedPack: arn } }).sendRedPack(SEND);
    expect(stage.invoked[0]?.functionName).toBe(arn);
  });

  it('finds Lambda by the environment when no client is given', async () => {
    await serve(answering(200, PAID));
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_LAMBDA: stage.url,
      AWS_REGION: 'ap-east-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 's',
    });
    try {
      expect((await new RedPack().sendRedPack(SEND)).status).toBe(200);
    } finally {
      process.env = before;
    }
  });
});

describe('the key of a send', () => {
  it('is made afresh for each call, as a UUID', async () => {
    const redPack = await serve(answering(200, PAID));
    await redPack.sendRedPack(SEND);
    await redPack.sendRedPack(SEND);
    expect(keys()).toEqual([expect.stringMatching(UUID), expect.stringMatching(UUID)]);
    expect(new Set(keys()).size).toBe(2);
  });

  it('is the caller’s where one is given, and the params stay as they are', async () => {
    const redPack = await serve(answering(200, PAID));
    await redPack.sendRedPack({ ...SEND, idempotency_key: 'order-1' });
    expect(stage.invoked[0]?.payload).toEqual({ ...PARAMS, idempotency_key: 'order-1' });
    expect(PARAMS).not.toHaveProperty('idempotency_key');
  });

  it('given as undefined is made; given as null or empty goes out as it is, to be refused', async () => {
    const redPack = await serve(answering(200, PAID));
    await redPack.sendRedPack({ ...SEND, idempotency_key: undefined });
    await redPack.sendRedPack({ ...SEND, idempotency_key: '' });
    await redPack.sendRedPack({ ...SEND, idempotency_key: null as unknown as string });
    expect(keys()).toEqual([expect.stringMatching(UUID), '', null]);
  });
});

describe('isHError', () => {
  it('tells the client’s errors from all others, also those that another copy of the package made', () => {
    class Copied extends Error {
      override name = 'HError';
      code = 503;
    }
    expect([new HError(600, 'x'), new Copied('503: x')].map(isHError)).toEqual([true, true]);
    const others = [new Error('x'), { name: 'HError', code: 1 }, null, undefined, 'HError'];
    expect(others.map(isHError)).toEqual([false, false, false, false, false]);
  });
});
