import type { Progress, RedPack, SendRedPackParams } from '../../sdk/index';
import { TcpProxy } from '../kit/tcp-proxy';
import { builtSdk, lambdaClient, rejection } from './client-kit';
import { type Contract, must, startContract } from './harness';
import { NORMAL, newKey } from './packets';

let contract: Contract;
let redPack: RedPack;
/** In front of Lambda's Invoke. */
let proxy: TcpProxy;
beforeAll(async () => {
  contract = await startContract();
  Object.assign(process.env, contract.stack.env);
  redPack = new (builtSdk().RedPack)();
  proxy = await TcpProxy.start();
  proxy.forwardTo(new URL(must(contract.stack.env.AWS_ENDPOINT_URL_LAMBDA, 'Lambda')).host);
});
afterEach(() => contract.sandbox.clearFaults());
afterAll(async () => {
  await proxy.close();
  await contract.close();
});

/** A client whose Invokes pass the proxy, which counts every connection. */
function throughProxy(timeoutMs = 65_000): RedPack {
  const client = lambdaClient(contract, `http://${proxy.hostPort}`);
  return new (builtSdk().RedPack)({ client, timeoutMs });
}

const PREFIX = (): string => must(contract.stack.env.RED_PACK_FUNCTION_PREFIX, 'prefix');

describe('the client', () => {
  it('resolves with status and data of what is paid, recorded, listed and looked up', async () => {
    const sent = await redPack.sendRedPack({ ...NORMAL });
    expect(sent).toEqual({
      status: 200,
      data: { return_code: 'SUCCESS', mch_billno: expect.any(String), send_listid: expect.any(String) },
    });
    const { mch_billno } = sent.data;
    const id = mch_billno.slice(0, 24);
    expect((await redPack.getSentRedPack(id)).data).toMatchObject({ id, result: sent.data });
    expect((await redPack.getSentRedPackList()).data.objects[0]).toMatchObject({ id, pk: id });
    expect((await redPack.getSentRedPackList({ limit: 1, offset: 0 })).data.meta.limit).toBe(1);
    expect((await redPack.getRedPackStatus({ mch_billno })).data).toMatchObject({ status: 'SENT' });
    expect((await redPack.getRedPackStatus({ id })).data).toMatchObject({ mch_billno });
    expect((await redPack.getRedPackStatus(mch_billno)).data).toMatchObject({ status: 'SENT' });
    expect((await redPack.getRedPackStatus(id)).data).toMatchObject({ mch_billno });
  });

  it('makes a key for each send, so that two calls are two packets', async () => {
    const [one, two] = await Promise.all([
      redPack.sendRedPack({ ...NORMAL }),
      redPack.sendRedPack({ ...NORMAL }),
    ]);
    expect(one.data).not.toEqual(two.data);
  });

  it('resolves when WeChat refused, with no return_code', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'answer', err_code: 'PARAM_ERROR' } });
    const { status, data } = await redPack.sendRedPack({ ...NORMAL });
    expect(status).toBe(200);
    expect(data).toMatchObject({ err_code: 'PARAM_ERROR', outcome: 'refused' });
    expect(data).not.toHaveProperty('return_code');
  });

  it('takes the names of functions one by one, ARNs too', async () => {
    const arn = `arn:aws:lambda:ap-southeast-1:000000000000:function:${PREFIX()}getSentRedPackList`;
    const client = lambdaClient(contract);
    const named = new (builtSdk().RedPack)({ client, functionNames: { getSentRedPackList: arn } });
    expect((await named.getSentRedPackList()).status).toBe(200);
    client.destroy();
  });
});

describe('a rejection', () => {
  const wrong = (changes: object): SendRedPackParams => ({ ...NORMAL, ...changes }) as SendRedPackParams;

  async function expectHError(promise: Promise<unknown>, code: number): Promise<Record<string, unknown>> {
    const error = await rejection(promise);
    expect(error).toBeInstanceOf(builtSdk().HError);
    expect(error).toBeInstanceOf(Error);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(new RegExp(`^${code}: .`));
    return error as unknown as Record<string, unknown>;
  }

  it('is 400 with the function’s own sentence, the key and the cause', async () => {
    const idempotency_key = newKey();
    const error = await expectHError(redPack.sendRedPack(wrong({ total_amount: 0, idempotency_key })), 400);
    expect(error.message).toMatch(/^400: total_amount /);
    expect(error).toMatchObject({ idempotency_key, cause: expect.anything() });
  });

  it('has the key that the client made', async () => {
    const error = await expectHError(redPack.sendRedPack(wrong({ remark: '' })), 400);
    expect(error.idempotency_key).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is 400 for a key of null, which is no key', () =>
    expectHError(redPack.sendRedPack(wrong({ idempotency_key: null })), 400));

  it('is 404 for a record that none is', async () => {
    await expectHError(redPack.getSentRedPack('i5c46d771b1b9de0ab5e3c4eed'), 404);
    await expectHError(redPack.getRedPackStatus({ id: 'i5c46d771b1b9de0ab5e3c4eed' }), 404);
  });

  it('is 415 where the params make the event no invocation', () =>
    expectHError(redPack.sendRedPack(wrong({ headers: {} })), 415));

  it('is 429 where the budget is spent', async () => {
    const official_account_id = contract.secrets.newAppid();
    await contract.secrets.put(official_account_id, { ...contract.secrets.content(), daily_budget_yuan: 1 });
    await expectHError(redPack.sendRedPack({ ...NORMAL, official_account_id }), 429);
  });

  it('is 500 where the function threw, after three tries, and has key and cause', async () => {
    contract.backends.dynamodb.shut();
    const idempotency_key = newKey();
    const error = await expectHError(redPack.sendRedPack({ ...NORMAL, idempotency_key }), 500);
    contract.backends.dynamodb.reopen();
    expect(error.message).toContain(idempotency_key);
    expect(error).toMatchObject({ idempotency_key, cause: expect.anything() });
    const tries = (await contract.logs()).split('\n').filter((line) => line.includes(idempotency_key));
    expect(new Set(tries.map((line) => JSON.parse(line).function_request_id)).size).toBe(3);
  });

  it('is 503 where Lambda throttled for maxWaitMs', async () => {
    contract.stack.lambda.reserve(`${PREFIX()}sendRedPack`, 0);
    const client = lambdaClient(contract);
    const impatient = new (builtSdk().RedPack)({ client, maxWaitMs: 200 });
    const error = await expectHError(impatient.sendRedPack({ ...NORMAL }), 503);
    client.destroy();
    contract.stack.lambda.reserve(`${PREFIX()}sendRedPack`, undefined);
    expect(error.idempotency_key).toEqual(expect.any(String));
    expect(error.cause).toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('is 600 where the network failed, after three tries', async () => {
    const before = proxy.seen.connections;
    proxy.shut();
    const error = await expectHError(throughProxy().sendRedPack({ ...NORMAL }), 600);
    proxy.reopen();
    expect(proxy.seen.connections - before).toBe(3);
    expect(error).toMatchObject({ idempotency_key: expect.any(String), cause: expect.any(Error) });
  });

  it('is 601 where no answer came in time; the same key then pays once', async () => {
    await contract.sandbox.fault({ call: 'send', fault: { kind: 'slow', delayMs: 5000, when: 'after' } });
    const error = await expectHError(throughProxy(300).sendRedPack({ ...NORMAL }), 601);
    const idempotency_key = String(error.idempotency_key);
    const { data } = await redPack.sendRedPack({ ...NORMAL, idempotency_key });
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen((data as { mch_billno: string }).mch_billno)).toEqual([188]);
  });
});

describe('a burst', () => {
  it('of more sends than slots is paid whole, each once, and listed by the iteration', async () => {
    const functionName = `${PREFIX()}sendRedPack`;
    contract.stack.lambda.reserve(functionName, 2);
    const seen: Progress[] = [];
    const client = lambdaClient(contract);
    const eager = new (builtSdk().RedPack)({
      client,
      maxInFlight: 6,
      onProgress: (progress) => seen.push(progress),
    });
    const sent = await Promise.all(Array.from({ length: 20 }, () => eager.sendRedPack({ ...NORMAL })));
    contract.stack.lambda.reserve(functionName, undefined);
    expect(new Set(sent.map(({ data }) => data.return_code))).toEqual(new Set(['SUCCESS']));
    expect(seen.at(-1)).toMatchObject({ waiting: 0, inFlight: 0, done: 20, failed: 0 });
    expect(seen.at(-1)?.throttled).toBeGreaterThan(0);
    const listed: string[] = [];
    for await (const { mch_billno } of eager.sentRedPacks({ limit: 7 })) listed.push(mch_billno);
    client.destroy();
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed).toEqual(expect.arrayContaining(sent.map(({ data }) => data.mch_billno)));
  });
});

describe('an Invoke whose answer is lost', () => {
  it('is repeated with the same key: the caller sees it paid, and it is paid once', async () => {
    const [id] = await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'slow', delayMs: 2_000, when: 'after' },
    });
    const sending = throughProxy().sendRedPack({ ...NORMAL });
    await contract.sandbox.hitBy(must(id, 'fault id'));
    proxy.shut();
    proxy.reopen();
    const { data } = await sending;
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen((data as { mch_billno: string }).mch_billno)).toEqual([188]);
  });
});
