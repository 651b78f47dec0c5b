import { CONTEXT, callDirectly } from './direct';
import { type Contract, FUNCTIONS, must, startContract } from './harness';
import { packet } from './packets';

let contract: Contract;
beforeAll(async () => {
  contract = await startContract();
});
afterEach(async () => {
  for (const backend of Object.values(contract.backends)) backend.reopen();
  await contract.sandbox.clearFaults();
});
afterAll(() => contract.close());

const EVENTS = {
  getSentRedPackList: {},
  getSentRedPack: { id: 'a'.repeat(24) },
  getRedPackStatus: { id: 'a'.repeat(24) },
  recoverRedPacks: {},
} as const;

describe('DynamoDB out of reach', () => {
  it('makes a send throw, name the key to repeat with, and send nothing', async () => {
    contract.backends.dynamodb.shut();
    const event = packet();
    const message = await contract.thrown('sendRedPack', event);
    expect(message).toMatch(/DynamoDB|claim/);
    expect(message).toContain(`Repeat only with key ${JSON.stringify(event.idempotency_key)}`);
    expect(await contract.sandbox.requests()).toEqual([]);
    contract.backends.dynamodb.reopen();
    expect((await contract.invoke('sendRedPack', event)).data).toMatchObject({ return_code: 'SUCCESS' });
  });

  it('makes a keyless send name its request id, which is its key', async () => {
    contract.backends.dynamodb.shut();
    const { functionError, answer, requestId } = await contract.invokeRaw(
      'sendRedPack',
      packet({ idempotency_key: undefined }),
    );
    expect(functionError).toBe('Unhandled');
    expect((answer as { errorMessage: string }).errorMessage).toContain(requestId);
  });

  it.each(['getSentRedPackList', 'getSentRedPack', 'getRedPackStatus', 'recoverRedPacks'] as const)(
    'makes %s throw',
    async (name) => {
      contract.backends.dynamodb.shut();
      expect(await contract.thrown(name, EVENTS[name])).toMatch(/DynamoDB/);
    },
  );

  it('after WeChat was asked does not lose its answer; a status query records it later', async () => {
    const [id] = await contract.sandbox.fault({
      call: 'send',
      fault: { kind: 'slow', delayMs: 3_000, when: 'after' },
    });
    const sending = contract.send();
    await contract.sandbox.hitBy(must(id, 'fault id'));
    contract.backends.dynamodb.shut();
    const { key, data } = await sending;
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
    contract.backends.dynamodb.reopen();
    expect(await contract.record(key)).toMatchObject({ result: null });
    await contract.invoke('getRedPackStatus', { idempotency_key: key });
    expect(await contract.record(key)).toMatchObject({ result: { return_code: 'SUCCESS' }, status: 'SENT' });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
  });
});

describe('Secrets Manager out of reach', () => {
  it('makes a send throw and name its key; the same key pays when it is back', async () => {
    await contract.coldStart();
    contract.backends.secretsManager.shut();
    const event = packet();
    const message = await contract.thrown('sendRedPack', event);
    expect(message).toMatch(/Secrets Manager/);
    expect(message).toContain(String(event.idempotency_key));
    contract.backends.secretsManager.reopen();
    const { data } = await contract.invoke('sendRedPack', event);
    expect(data).toMatchObject({ return_code: 'SUCCESS' });
    expect(await contract.sandbox.paidFen(String(data.mch_billno))).toEqual([188]);
  });

  it('makes a status query throw', async () => {
    const { id } = await contract.pay();
    await contract.coldStart();
    contract.backends.secretsManager.shut();
    expect(await contract.thrown('getRedPackStatus', { id })).toMatch(/Secrets Manager/);
  });
});

describe('a missing environment variable', () => {
  it.each(['RECORDS_TABLE', 'MINIAPP_ID', 'ID_NAMESPACE'])('(%s) is thrown by name', async (variable) => {
    for (const name of FUNCTIONS) {
      const event = name === 'sendRedPack' ? packet() : EVENTS[name];
      const [answer] = await callDirectly(contract, name, [{ event, context: CONTEXT }], [variable]);
      expect(answer).toEqual({ thrown: expect.stringContaining(variable) });
    }
  });

  it('does not stand before 415 and 400, which need none', async () => {
    const without = ['RECORDS_TABLE', 'MINIAPP_ID', 'ID_NAMESPACE'];
    const cases = [
      { event: { httpMethod: 'GET' }, context: CONTEXT },
      { event: packet({ total_amount: 0 }), context: CONTEXT },
    ];
    const answers = await callDirectly(contract, 'sendRedPack', cases, without);
    expect(answers.map(({ status }) => status)).toEqual([415, 400]);
  });
});
